# SPDX-License-Identifier: Apache-2.0
"""OAuthPreservePost (C13): a form that meets no session any more is kept on the server until its sender has signed in again, and
then the application gets it as it was sent, once. When and for whom is in tests/unit/flow/test_kept_form.c."""

import html
import os
import re
import signal

import pytest

from harness.browser import Browser
from harness.configuration import SECRET, open_place, protect
from harness.processes import children_of
from harness.steps import SESSION, lines_with, sign_in

FORM, USER = "oauth_form", "oauth_user"
LIMIT = 64 * 1024
FILE = bytes(range(256)) * 100
BOUNDARY = "----x1y2"
MULTIPART = (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="note"\r\n\r\nfor later\r\n--{BOUNDARY}\r\nContent-Disposition: '
             f'form-data; name="file"; filename="all.bin"\r\nContent-Type: application/octet-stream\r\n\r\n').encode() \
    + FILE + f"\r\n--{BOUNDARY}--\r\n".encode()
BODIES = {
    "a_form": ("application/x-www-form-urlencoded", b"a=1&b=%26"),
    "a_file": (f"multipart/form-data; boundary={BOUNDARY}", MULTIPART),
    "json": ("application/json", b'{"a":[1,2]}'),
    "nothing": ("text/plain", b""),
    "the_largest": ("application/octet-stream", b"x" * LIMIT),
}


def configure(provider):
    """/kept/elsewhere is sent on to the program that says its body, inside httpd."""
    return "".join(["ScriptAlias /kept/body {root}/cgi/body\nAlias /kept {root}/htdocs\n", protect("/kept"),
                    open_place("/kept", "OAuthPreservePost 64k"),
                    open_place("/protected", "OAuthPreservePost 64k"), open_place("/protected/off", "OAuthPreservePost off"),
                    "<Directory {root}/htdocs>\n    RewriteEngine on\n    RewriteRule ^elsewhere$ /kept/body\n</Directory>\n"])


def ended(browser, site, path="/protected/index.html"):
    """He was signed in, and his session ended elsewhere: the browser still has its cookie."""
    sign_in(browser, site, path)
    elsewhere = Browser()
    elsewhere.cookies = [cookie for cookie in browser.cookies if cookie.name == SESSION]
    elsewhere.submit(site.url + "/oauth/logout", {}, site.url + "/")
    return browser


def send(browser, site, path, body=b"a=1", content_type="application/x-www-form-urlencoded", **headers):
    return browser.load("POST", site.url + path, site.url + "/protected/index.html", body, False,
                        {"Content-Type": content_type, "Origin": site.url, **headers})


def sign_in_from(browser, site, page):
    """What the page of a kept form does by itself."""
    assert page.status == 401 and 'http-equiv="refresh"' in page.text, page.text
    assert page.header("Cache-Control") == "no-store"
    return browser.navigate(site.url + html.unescape(re.search(r'url=([^"]+)"', page.text).group(1)), site.url)


@pytest.mark.parametrize("kind", BODIES)
def test_what_was_sent_arrives_after_the_sign_in_as_it_was(site, browser, kind):
    content_type, body = BODIES[kind]
    page = sign_in_from(ended(browser, site), site, send(browser, site, "/protected/app/save?id=7", body, content_type))
    assert (page.status, page.url) == (200, site.url + "/protected/app/save?id=7"), page.text
    head, _, got = page.body.partition(b"\r\n\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head.decode().splitlines()[1:])
    assert head.startswith(b"POST /app/save?id=7 ") and got == body
    assert headers["content-type"] == content_type.lower() and headers["content-length"] == str(len(body))
    assert headers["origin"] == site.url and headers["sec-fetch-site"] == "same-origin" and headers["x-oauth-user"]
    assert "oauth_" not in headers.get("cookie", "") and page.header("Cache-Control").startswith("no-store")
    assert browser.cookie(FORM) is None


@pytest.mark.parametrize("path", ["/kept/body", "/kept/elsewhere"])
@pytest.mark.parametrize("kind", ["a_form", "json"])
def test_an_application_reads_its_body(site, browser, kind, path):
    content_type, body = BODIES[kind]
    page = sign_in_from(ended(browser, site), site, send(browser, site, path, body, content_type))
    assert page.body.rstrip(b"\n") == body
    assert browser.navigate(site.url + path).body.strip() == b""  # a reload is a GET again


def test_who_sends_twice_is_taken_at_his_last_word_and_once(site, browser):
    ended(browser, site)
    send(browser, site, "/kept/body", b"first")
    page = send(browser, site, "/kept/body", b"second")
    assert sign_in_from(browser, site, page).body.strip() == b"second"
    assert browser.navigate(site.url + "/kept/body").body.strip() == b""


def test_forms_of_two_tabs_are_kept_side_by_side(site, browser):
    ended(browser, site)
    pages = [send(browser, site, path, path.encode()) for path in ("/kept/body/one", "/kept/body/two")]
    assert [sign_in_from(browser, site, page).body.strip() for page in pages] == [b"/kept/body/one", b"/kept/body/two"]


def test_somebody_else_reads_that_it_was_not_passed_on(site, provider, browser):
    page = send(ended(browser, site), site, "/kept/body", b"his")
    provider.register("site", client_secret=SECRET, auto_login="alice")
    try:
        site.announce("reason=form_other_user ")
        page = sign_in_from(browser, site, page)
    finally:
        provider.register("site", client_secret=SECRET, auto_login="bob")
    assert page.status == 403 and "was not passed on" in page.text and 'href="/kept/body"' in page.text
    assert len(lines_with(site, "form_other_user")) == 1
    assert browser.navigate(site.url + "/kept/body").body.strip() == b""


def assert_lost(page, browser):
    """Today's page: nothing was saved, and where to sign in."""
    assert page.status == 401 and "What you sent was not saved" in page.text, page.text
    assert browser.cookie(FORM) is None


@pytest.mark.parametrize("path, body, headers", [
    ("/kept/body", b"x" * (LIMIT + 1), {}),
    ("/protected/off", b"a=1", {}),
    ("/kept/body", b"a=1", {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}),
    ("/kept/body", b"a=1", {"Origin": "null", "Sec-Fetch-Site": None}),
])
def test_it_is_not_kept(site, browser, path, body, headers):
    assert_lost(send(ended(browser, site), site, path, body, **headers), browser)


def test_nothing_is_kept_for_who_was_never_here(site, browser):
    assert_lost(send(browser, site, "/kept/body"), browser)
    browser.keep(f"{USER}=forged; Path=/", site.url)
    assert_lost(send(browser, site, "/kept/body"), browser)


def test_nothing_is_kept_for_who_signed_out_here(site, browser):
    sign_in(browser, site, "/protected/index.html")
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
    assert browser.cookie(USER) is None
    assert_lost(send(browser, site, "/kept/body"), browser)


def test_who_goes_back_and_sends_it_again_has_it_done_once(site, browser):
    page = send(ended(browser, site), site, "/kept/body", b"his")
    sign_in(browser, site, "/protected/index.html")
    assert send(browser, site, "/kept/body", b"his").body.strip() == b"his" and browser.cookie(FORM) is None
    assert browser.navigate(site.url + "/kept/body").body.strip() == b""
    login = re.search(r'url=([^"]+)"', page.text).group(1)
    assert browser.navigate(site.url + html.unescape(login), site.url).body.strip() == b""


def test_a_link_to_its_address_does_not_take_it_but_its_own_login_does(site, browser):
    page = send(ended(browser, site), site, "/kept/body", b"his")
    sign_in(browser, site, "/protected/index.html")
    for referer in (None, site.url, "http://evil.example"):
        assert browser.navigate(site.url + "/kept/body", referer).body.strip() == b""
    page = sign_in_from(browser, site, page)
    assert page.body.strip() == b"his" and page.url == site.url + "/kept/body"


def test_what_was_said_of_the_page_is_not_said_of_the_form(site, browser):
    sent = {"If-None-Match": '"1"', "If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT", "Range": "bytes=0-1", "Referer": "http://a.test/"}
    page = send(ended(browser, site), site, "/protected/app/save", b"his")
    login = site.url + html.unescape(re.search(r'url=([^"]+)"', page.text).group(1))
    sign_in(browser, site, "/protected/index.html")
    assert browser.navigate(login, site.url, follow=False).header("Location") == site.url + "/protected/app/save"
    arrived = browser.navigate(site.url + "/protected/app/save", site.url, headers=sent)
    assert arrived.status == 200 and arrived.body.endswith(b"his")
    head = arrived.text.lower()
    assert "if-none-match" not in head and "if-modified-since" not in head and "\nrange:" not in head and "a.test" not in head


def test_the_death_of_each_process_between_does_no_harm(site, browser):
    page = send(ended(browser, site), site, "/protected/app/save", b"his")
    for child in children_of(site.process.pid):
        os.kill(child, signal.SIGKILL)
    site.tolerate("AH00052|AH10392|cgid daemon|exit signal Killed")
    assert sign_in_from(browser, site, page).body.endswith(b"his")
