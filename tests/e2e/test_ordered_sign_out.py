# SPDX-License-Identifier: Apache-2.0
"""An application signs its user out by a header of its answer, as it writes values."""

from urllib.parse import parse_qsl, urlencode

import pytest

from harness.browser import Browser
from harness.configuration import open_place, protect, provider_block
from harness.steps import SESSION, is_signed_in, sign_in
from harness.values_backend import ValuesBackend

BACKEND = ValuesBackend()
CGI, APP, OFF, PUBLIC, REVOKING = "/cgi", "/app", "/off", "/public", "/revoking"
ORDER = ("X-Session-Clear", "login")


def configure(provider):
    values = ("Require valid-user", "OAuthSessionData on")
    return "".join([
        "OAuthClearSiteData storage\n", provider_block("revoking", provider.issuer("revoking"), Scope="openid", RevokeTokens="on"),
        *(f"ScriptAlias {path} {{root}}/cgi/values\n" for path in (CGI, OFF, PUBLIC, REVOKING)),
        f"ProxyPass {APP} {BACKEND.url}{APP}\n",
        protect(CGI, "main", *values, "OAuthSessionExpiresHeader on"),
        protect(APP, "main", *values),
        protect(OFF, "main", "Require valid-user"),
        protect(REVOKING, "revoking", *values),
        open_place(PUBLIC, "Require all granted", "OAuthSessionData on")])


@pytest.fixture
def browser(site):
    browser = Browser()
    sign_in(browser, site)
    return browser


def order(browser, site, path, *more, follow=False):
    cookie = browser.cookie(SESSION)
    page = browser.navigate(site.url + path + "?" + urlencode([ORDER, *more]), follow=follow)
    thief = Browser()
    return page, thief.fetch(site.url + "/protected/index.html", headers={"Cookie": f"{SESSION}={cookie}"}).status


@pytest.mark.parametrize("path", [CGI, APP])
@pytest.mark.parametrize("status", ["200 OK", "303 See Other", "404 Not Found"])
def test_the_session_is_over_when_the_answer_comes(site, browser, path, status):
    page, with_old_cookie = order(browser, site, path, ("Status", status if path == CGI else status[:3]))
    assert page.status == int(status[:3]) and with_old_cookie == 401
    assert browser.cookie(SESSION) is None and not is_signed_in(browser, site)
    assert page.header("Clear-Site-Data") == '"storage"'
    assert page.header("X-Session-Clear") is None and page.header("Session-Expires") is None


@pytest.mark.parametrize("more", [("X-Session-Set", "x=1"), ("X-Session-If-Version", "77"), ("X-Session-Clear", "data")])
def test_whatever_else_is_ordered_he_is_signed_out(site, browser, more):
    page, with_old_cookie = order(browser, site, APP, more)
    assert page.status == 200 and with_old_cookie == 401


@pytest.mark.parametrize("value", ["LOGIN", "data, login"])
def test_the_word_may_stand_in_a_list(site, browser, value):
    browser.navigate(site.url + APP + "?" + urlencode({"X-Session-Clear": value}))
    assert browser.cookie(SESSION) is None


@pytest.mark.parametrize("target", ["/protected/index.html", OFF, "/index.html"])
def test_a_script_that_sends_httpd_on_to_another_page_signs_out(site, browser, target):
    page, with_old_cookie = order(browser, site, CGI, ("Location", target))
    assert page.status == 200 and with_old_cookie == 401
    assert browser.cookie(SESSION) is None


def test_where_values_are_off_nobody_is_signed_out(site, browser):
    site.announce("reason=values_off ")
    page, with_old_cookie = order(browser, site, OFF)
    assert page.status == 200 and with_old_cookie == 200 and page.header("X-Session-Clear") is None
    assert is_signed_in(browser, site)


def test_who_is_not_signed_in_stays_so(site):
    browser = Browser()
    page = browser.navigate(site.url + PUBLIC + "?" + urlencode([ORDER]))
    assert page.status == 200 and page.header("Set-Cookie") is None and page.header("Clear-Site-Data") is None


def test_another_word_signs_nobody_out(site, browser):
    site.announce("reason=values_header ")
    page = browser.navigate(site.url + APP + "?" + urlencode({"X-Session-Clear": "logins"}))
    assert page.status == 500 and is_signed_in(browser, site)


def test_tokens_are_revoked_where_that_is_wanted(site, provider):
    browser = Browser()
    sign_in(browser, site, REVOKING)
    given = provider.tokens()[-1]
    order(browser, site, REVOKING)
    assert [dict(parse_qsl(request["body"]))["token"] for request in provider.requests("revocation")] == [given["access_token"]]
    assert browser.cookie(SESSION) is None
