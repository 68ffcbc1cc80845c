# SPDX-License-Identifier: Apache-2.0
"""The module's pages, and the administrator's own in their place."""

import html
import re
import socket
from urllib.parse import quote

import pytest

from harness import httpd
from harness.browser import exchange
from harness.configuration import open_place, protect, provider_block
from harness.steps import lines_with


def configure(provider):
    return "".join(['ErrorDocument 400 "OWN PAGE"\nHeader always set X-Of-The-Site yes\n',
                    f"LoadModule unique_id_module {httpd.MODULES}/mod_unique_id.so\n",
                    "Header always set X-Unique %{UNIQUE_ID}e\n", protect("/denied", "denied"),
                    provider_block("denied", provider.issuer("denied")),
                    open_place("/closed", "AuthType OAuth", "OAuthProvider main", "Require oauth-claim email root@example.org"),
                    "Alias /closed {root}/htdocs\n"])


def test_a_page_of_ours_is_closed_in_by_its_policy(site, provider, browser):
    page = browser.navigate(site.url + "/oauth/logout")
    policy = page.header("Content-Security-Policy")
    [nonce] = re.findall(r"'nonce-([\w-]+)'", policy)
    assert page.status == 200 and f'<style nonce="{nonce}">' in page.text
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
    assert page.header("Cache-Control") == "no-store" and page.header("X-Content-Type-Options") == "nosniff"
    assert page.header("Referrer-Policy") == "no-referrer"
    assert nonce not in browser.navigate(site.url + "/oauth/logout").header("Content-Security-Policy")


def test_an_error_document_takes_the_place_of_our_page(site, provider, browser):
    page = browser.navigate(site.url + "/oauth/callback/main?code=x")
    assert page.status == 400 and page.text == "OWN PAGE"
    assert page.header("Cache-Control") == "no-store"
    site.announce("reason=state_missing")


def test_a_program_gets_a_problem_document_all_the_same(site, provider, browser):
    page = browser.fetch(site.url + "/oauth/callback/main?code=x")
    assert page.status == 400 and page.json["reason"] == "state_missing"
    assert page.header("Content-Type").startswith("application/problem+json")
    site.announce("reason=state_missing")


def test_what_the_provider_says_is_not_repeated(site, provider, browser):
    provider.twist("authorize", tenant="denied", parameters_remove=["code"],
                   parameters_set={"error": "access_denied", "error_description": "<b>CALL 555</b>"})
    page = browser.navigate(site.url + "/denied/")
    assert page.status == 403 and "555" not in page.text and "<b>" not in page.text
    site.announce("reason=access_denied")


@pytest.mark.parametrize("accept, language, heading", [
    (None, "en", "You are signed out"),
    ("de-AT,de;q=0.9,en;q=0.5", "de", "Sie sind abgemeldet"),
    ("fr;q=0.9, es-MX;q=0.8, *;q=0.1", "es", "Ha cerrado la sesión"),
    ("en;q=0.1, ko", "ko", "로그아웃되었습니다"),
    ("de;q=0, fr", "en", "You are signed out"),
])
def test_a_page_speaks_the_language_of_who_reads_it(site, browser, accept, language, heading):
    page = browser.load("GET", site.url + "/oauth/logout", None, headers={"Accept-Language": accept})
    assert page.header("Content-Language") == language and f'<html lang="{language}">' in page.text
    assert f"<h1>{heading}</h1>" in page.text
    assert "Accept-Language" in page.header("Vary")


def test_a_problem_document_is_english_for_everybody(site, browser):
    page = browser.fetch(site.url + "/oauth/callback/main?code=x", headers={"Accept-Language": "de"})
    assert page.json["title"] == "This address is a step of signing in"
    assert page.header("Content-Language") is None and page.header("Vary") is None
    site.announce("reason=state_missing")


@pytest.mark.parametrize("load", ["navigate", "fetch"])
def test_a_refusal_names_the_request_as_the_log_does(site, browser, load):
    """Without an administrator's page in its place: 403."""
    browser.navigate(site.url + "/protected/index.html")
    page = getattr(browser, load)(site.url + "/closed/index.html")
    [line] = lines_with(site, "forbidden")
    shown = page.json["request"] if load == "fetch" else re.search(r"Request: <code>([^<]+)</code>", page.text).group(1)
    assert page.status == 403 and shown == page.header("X-Unique") and f" request={shown}: " in line
    site.announce("reason=forbidden ", "AH01631")


PAGE, PROBLEM = "text/html", "application/problem+json"


@pytest.mark.parametrize("accept, kind", [
    ("text/html", PAGE), ("text/html,application/xhtml+xml,*/*;q=0.8", PAGE), ("application/xhtml+xml", PAGE),
    ("application/json", PROBLEM), ("application/problem+json", PROBLEM), ("*/*", PROBLEM), ("text/plain", PROBLEM), (None, PROBLEM),
])
def test_what_a_client_accepts_decides_between_page_and_problem(site, browser, accept, kind):
    browser.navigate(site.url + "/protected/index.html")
    headers = {"Cookie": browser.cookie_line().partition(": ")[2]} | ({"Accept": accept} if accept else {})
    status, got, _ = exchange("GET", site.url + "/closed/index.html", headers)
    told = {name.lower(): value for name, value in got}
    assert status == 403 and told["content-type"].partition(";")[0] == kind and "private" in told["cache-control"]
    site.announce("reason=forbidden ", "AH01631")


@pytest.mark.parametrize("accept, language", [
    ("DE", "de"), ("*", "en"), ("", "en"), ("xx, yy;q=0.3", "en"), ("de;q=0.2, ko;q=0.7", "ko"), ("de;q=0", "en"), (";;q=,,=", "en"),
    ("x" * 4000, "en"),
])
def test_an_unknown_or_crooked_language_is_no_obstacle(site, browser, accept, language):
    page = browser.load("GET", site.url + "/oauth/logout", None, headers={"Accept-Language": accept})
    assert page.status == 200 and page.header("Content-Language") == language


@pytest.mark.parametrize("path", ["/oauth/logout", "/oauth/login?provider=none", "/oauth/callback/main?code=x"])
def test_head_and_an_old_client_get_the_headers_of_the_page(site, path):
    answers = {line: said(site, line.format(path)) for line in ("HEAD {} HTTP/1.1", "GET {} HTTP/1.0", "GET {} HTTP/1.1")}
    head, old, page = answers.values()
    status = {answer.split(b"\r\n", 1)[0].split(b" ")[1] for answer in answers.values()}
    assert len(status) == 1 and b"chunked" not in old.lower()
    assert head.partition(b"\r\n\r\n")[2] == b"" and old.partition(b"\r\n\r\n")[2] != b""
    for answer in answers.values():
        assert b"\r\ncache-control: no-store" in answer.lower() and answer.lower().count(b"\r\ncontent-type:") == 1
    site.tolerate("reason=")


def said(site, line):
    with socket.create_connection(("127.0.0.1", site.port), 5) as connection:
        connection.sendall(f"{line}\r\nHost: localhost:{site.port}\r\nAccept: text/html\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_headers_of_the_site_reach_our_pages(site, browser):
    for path in ("/oauth/logout", "/oauth/login?provider=none"):
        page = browser.navigate(site.url + path)
        assert page.header("X-Of-The-Site") == "yes" and page.header("Content-Security-Policy")
    site.tolerate("reason=")


CROOKED = ["<script>alert(1)</script>", "'\"><svg/onload=alert(1)>", "</style><img src=x onerror=alert(1)>", "javascript:alert(1)//",
           "{user}{agent}${content}", "&lt;b&gt;&#39;"]


@pytest.mark.parametrize("text", CROOKED)
def test_what_others_wrote_is_text_wherever_it_stands(site, provider, browser, text):
    """The user's name, a browser's, a target, and a place in a list: as they came, escaped for text and for both kinds of quotes."""
    provider.twist("id_token", claims_set={"name": text})
    browser.navigate(site.url + "/protected/index.html", headers={"User-Agent": text})
    logout = browser.navigate(site.url + "/oauth/logout?to=/" + quote(text, safe=""))
    assert f"<strong>{html.escape(text).replace('&#x27;', '&#39;')}</strong>" in logout.text
    for page in (logout, *(browser.navigate(site.url + "/oauth/sessions" + query) for query in ("", "?after=" + quote(text)))):
        assert page.status in (200, 400)
        assert not re.search(r"<(script|svg|img)|<[^>]*\son\w+=|href=\"javascript", page.text)
    site.tolerate("list_place")
