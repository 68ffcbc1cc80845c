# SPDX-License-Identifier: Apache-2.0
"""The module's pages, and the administrator's own in their place."""

import html
import re
from urllib.parse import quote

import pytest

from harness.configuration import protect, provider_block


def configure(provider):
    return ('ErrorDocument 400 "OWN PAGE"\n' + provider_block("denied", provider.issuer("denied")) + protect("/denied", "denied"))


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
