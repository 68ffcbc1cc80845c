# SPDX-License-Identifier: Apache-2.0
"""Only a person who goes to a page is sent to a login; everything else is told so, and where to sign in."""

import pytest

from harness.browser import FETCH, NAVIGATION, exchange, raw_exchange, raw_request, raw_status
from harness.configuration import default_configuration, provider_block
from harness.steps import sign_in

OLD_BROWSER = {"User-Agent": "Mozilla/4.0", "Accept": "text/html,*/*;q=0.8"}
NAVIGATIONS = [
    ("GET", NAVIGATION),
    ("HEAD", NAVIGATION),
    ("GET", OLD_BROWSER),
    ("GET", {"Accept": "application/xhtml+xml"}),
]
OTHERS = [
    ("GET", FETCH),
    ("GET", FETCH | {"Accept": "text/html"}),
    ("GET", NAVIGATION | {"X-Requested-With": "XMLHttpRequest"}),
    ("GET", OLD_BROWSER | {"X-Requested-With": "XMLHttpRequest"}),
    ("GET", NAVIGATION | {"Sec-Fetch-Dest": "iframe"}),
    ("GET", NAVIGATION | {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image", "Accept": "image/*"}),
    ("GET", NAVIGATION | {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script", "Accept": "*/*"}),
    ("GET", NAVIGATION | {"Sec-Fetch-Mode": "websocket", "Upgrade": "websocket", "Connection": "Upgrade"}),
    ("GET", NAVIGATION | {"Sec-Purpose": "prefetch"}),
    ("GET", {"Accept": "text/event-stream"}),
    ("GET", {"Accept": "application/json"}),
    ("GET", {"Accept": "*/*", "User-Agent": "curl/8"}),
    ("GET", {}),
    ("POST", FETCH | {"Accept": "text/html"}),
    ("PUT", NAVIGATION),
    ("DELETE", NAVIGATION),
    ("PATCH", NAVIGATION),
    ("OPTIONS", NAVIGATION),
    ("PROPFIND", NAVIGATION),
    ("BREW", NAVIGATION),
]


def configure(provider):
    return "TraceEnable on\n"


@pytest.mark.parametrize("method, headers", NAVIGATIONS)
@pytest.mark.parametrize("path", ["/protected/index.html", "/protected/env", "/protected/app"])
def test_who_goes_to_a_page_is_sent_to_the_provider(site, provider, path, method, headers):
    status, got, _ = exchange(method, site.url + path, headers)
    assert status == 302 and dict(got)["Location"].startswith(provider.issuer("main") + "/authorize?")
    assert "WWW-Authenticate" not in dict(got) and "Retry-After" not in dict(got)


@pytest.mark.parametrize("method, headers", OTHERS)
@pytest.mark.requirement("R-SES-11")
def test_everything_else_gets_401_with_the_place_to_sign_in(site, provider, method, headers):
    for path in ("/protected/env?a=b", "/protected/app"):
        status, got, body = exchange(method, site.url + path, headers, b"" if method != "GET" else None)
        told = {name.lower(): value for name, value in got}
        assert status == 401 and told["content-type"] == "application/problem+json"
        assert "location" not in told and "set-cookie" not in told and told["cache-control"] == "no-store"
        assert told["www-authenticate"] == "OAuth-Session" and "retry-after" not in told
        assert b'"login_url"' in body and f"{site.url}/oauth/login?provider=main".encode() in body


def test_the_problem_names_its_status_title_and_the_place_to_sign_in(site, provider, browser):
    page = browser.fetch(site.url + "/protected/env")
    assert page.json["status"] == 401 and page.json["title"]
    login = browser.navigate(page.json["login_url"])
    assert login.url.startswith(site.url) and login.status == 200
    sign_in(browser, site)
    assert provider.count("authorize") == 1


@pytest.mark.requirement("R-SES-11")
def test_a_post_is_neither_lost_to_a_redirect_nor_passed_on(site, provider, browser):
    page = browser.submit(site.url + "/protected/app", {"a": "b"}, site.url + "/notes",
                          headers={"Referer": site.url + "/notes"})
    assert page.status == 401 and b"a=b" not in page.body
    assert page.header("Content-Type").startswith("text/html") and page.header("WWW-Authenticate") == "OAuth-Session"
    assert "was not saved" in page.text and "/oauth/login?provider=main&amp;to=%2Fnotes" in page.text


def test_who_is_signed_in_may_use_every_method(site, provider, browser):
    sign_in(browser, site)
    for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
        page = browser.fetch(site.url + "/protected/app", method, b"")
        assert page.status == 200 and page.text.startswith(f"{method} /app HTTP/1.1\r\n")
        assert "X-OAuth-User: 7d20aa31-bob" in page.text


@pytest.mark.parametrize("path", ["/", "/open/app", "/protected/app", "/protected/index.html", "/oauth/logout"])
def test_a_trace_repeats_nothing_of_ours(site, provider, browser, path):
    sign_in(browser, site)
    answer = raw_request(site, path, browser.cookie_line(), "X-OAuth-User: root-spoof", method="TRACE")
    assert b"7d20aa31" not in answer and b"root-spoof" not in answer and b"oauth_session=" not in answer
    assert b"@example.org" not in answer


@pytest.mark.parametrize("line", [
    "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https", "Forwarded: host=evil.example;proto=https",
    "X-Forwarded-For: 127.0.0.9", "X-Original-URL: /open", "X-Rewrite-URL: /open/env",
])
def test_forwarded_headers_change_nothing(site, provider, line):
    answer = raw_request(site, "/protected/env", "Accept: text/html", line)
    assert raw_status(answer) == 302 and b"evil" not in answer and b"redirect_uri=http%3A%2F%2Flocalhost" in answer


def test_a_public_address_is_used_whatever_host_is_asked(start_site, provider):
    site = start_site("OAuthSessionStore shm(2m)\nOAuthPublicURL https://www.example.org\n"
                      + provider_block("main", provider.issuer("main"))
                      + "<Location />\nAuthType OAuth\nRequire valid-user\n</Location>\n")
    answer = raw_request(site, "/", "Accept: text/html", host="evil.example")
    assert b"evil" not in answer and b"redirect_uri=https%3A%2F%2Fwww.example.org%2Foauth%2Fcallback%2Fmain" in answer
    assert b"Set-Cookie: __Host-oauth_browser=" in answer and b"Secure" in answer


def test_protection_without_any_provider_is_told_to_the_administrator(start_site, browser):
    site = start_site("<Location />\nAuthType OAuth\nRequire valid-user\n</Location>\n")
    assert browser.navigate(site.url + "/").status == 500
    site.announce("reason=no_provider .*OAuthProvider")


def test_the_shortest_configuration_works(start_site, provider, browser):
    site = start_site("OAuthSessionStore shm(2m)\n<Directory {root}/htdocs>\nRequire all granted\n</Directory>\n"
                      + provider_block("main", provider.issuer("main"))
                      + "<Location /dashboard>\nAuthType OAuth\nRequire valid-user\n</Location>\n"
                      + "Alias /dashboard {root}/htdocs\n")
    sign_in(browser, site, "/dashboard/index.html")


def test_a_folder_may_be_protected_in_htaccess(start_site, provider, browser):
    site = start_site("OAuthSessionStore shm(2m)\n" + provider_block("main", provider.issuer("main"))
                      + "<Directory {root}/htdocs>\nAllowOverride AuthConfig\nRequire all granted\n</Directory>\n")
    (site.root / "htdocs" / ".htaccess").write_text("AuthType OAuth\nRequire valid-user\n")
    sign_in(browser, site, "/index.html")
    assert provider.count("authorize") == 1


def test_a_page_of_the_administrators_own_may_stand_for_ours(start_site, provider, backend, browser):
    site = start_site(default_configuration(provider, backend.url) + "ErrorDocument 403 /open/env\n")
    provider.twist("authorize", tenant="main", parameters_set={"error": "access_denied"}, parameters_remove=["code"])
    page = browser.navigate(site.url + "/protected/index.html")
    assert page.status == 403 and page.json["REDIRECT_OAUTH_ERROR"] == "access_denied"
    assert "REMOTE_USER" not in page.json and "state=" not in page.json.get("REDIRECT_QUERY_STRING", "")
    site.announce("reason=access_denied ")


def test_the_body_of_a_refused_post_is_not_read_as_the_next_request(site, provider):
    smuggled = "GET /open/env HTTP/1.1\r\nHost: localhost\r\n\r\n"
    request = (f"POST /protected/env HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(smuggled)}\r\n\r\n{smuggled}"
               "GET /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n")
    answer = raw_exchange(site.port, request.encode())
    assert answer.count(b"HTTP/1.1 ") <= 2 and b"REQUEST_METHOD" not in answer
