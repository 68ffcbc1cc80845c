# SPDX-License-Identifier: Apache-2.0
"""The module's own addresses: the methods and forms that they take, and where they are none."""

import pytest

from harness.browser import raw_exchange, raw_status
from harness.configuration import protect, provider_block
from harness.steps import SESSION, is_signed_in, sign_in

FORM = "application/x-www-form-urlencoded"
FORM_LARGEST = 64 * 1024
# of a browser that says nothing of where a form comes from: the token alone speaks for it
SILENT = {"Sec-Fetch-Site": None, "Sec-Fetch-Mode": None, "Sec-Fetch-Dest": None}


def logout(site):
    return site.url + "/oauth/logout"


def token_form(browser, site):
    _, fields = browser.navigate(logout(site)).form()
    return f"token={fields['token']}".encode()


def raw_post(site, browser, *lines, body=b""):
    """As a page of this site does; ended by the client behind the body."""
    head = ["POST /oauth/logout HTTP/1.1", f"Host: {site.host}:{site.port}", f"Origin: {site.url}",
            f"Content-Type: {FORM}", browser.cookie_line(), *lines, "", ""]
    return raw_exchange(site.port, "\r\n".join(head).encode() + body)


@pytest.mark.parametrize("path, method, allow", [
    ("login", "DELETE", "GET, HEAD, POST"), ("callback/main", "POST", "GET, HEAD"),
    ("logout", "PUT", "GET, HEAD, POST"), ("logout", "OPTIONS", "GET, HEAD, POST"),
    ("logout", "post", "GET, HEAD, POST"),
])
def test_who_uses_a_wrong_method_is_told_the_right_ones(site, provider, browser, path, method, allow):
    page = browser.fetch(f"{site.url}/oauth/{path}", method, b"")
    assert page.status == 405 and page.header("Allow") == allow and page.body == b""


@pytest.mark.parametrize("path", ["/oauth/loginx", "/oauth/login/", "/oauth/login/more", "/oauth/logout/x",
                                  "/oauthxlogin", "/oauth/callbackxmain", "/oauth/callback/main/", "/OAuth/login",
                                  "/x/oauth/login"])
def test_an_address_that_only_resembles_is_none(site, provider, browser, path):
    assert browser.navigate(site.url + path, follow=False).status == 404


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", FORM + "-not", "", None])
def test_a_token_counts_in_a_form_alone(site, provider, browser, kind):
    sign_in(browser, site)
    page = browser.fetch(logout(site), "POST", token_form(browser, site), SILENT | {"Content-Type": kind})
    assert page.status == 403 and is_signed_in(browser, site)


@pytest.mark.parametrize("kind", [FORM, FORM.upper(), FORM + "; charset=utf-8", FORM + ";charset=utf-8"])
def test_the_type_of_a_form_may_be_written_in_any_way(site, provider, browser, kind):
    sign_in(browser, site)
    page = browser.fetch(logout(site), "POST", token_form(browser, site), SILENT | {"Content-Type": kind})
    assert page.status == 200 and not is_signed_in(browser, site)


def test_a_form_may_come_in_chunks(site, provider, browser):
    sign_in(browser, site)
    form = token_form(browser, site)
    chunks = b"".join(b"1\r\n" + form[i:i + 1] + b"\r\n" for i in range(len(form))) + b"0\r\n\r\n"
    assert raw_status(raw_post(site, browser, "Transfer-Encoding: chunked", body=chunks)) == 200
    assert not is_signed_in(browser, site)


@pytest.mark.parametrize("length, status", [(FORM_LARGEST, 200), (FORM_LARGEST + 1, 413)])
def test_a_form_has_a_largest_size(site, provider, browser, length, status):
    sign_in(browser, site)
    form = b"x=" + b"y" * (length - 2)
    page = browser.fetch(logout(site), "POST", form, {"Content-Type": FORM, "Origin": site.url})
    assert page.status == status and is_signed_in(browser, site) == (status == 413)


@pytest.mark.parametrize("lines, body", [
    (["Content-Length: 1000"], b"token=x"), (["Transfer-Encoding: chunked"], b"5\r\ntok"),
    (["Transfer-Encoding: chunked"], b"zz\r\n"),
])
def test_a_form_that_breaks_off_is_refused(site, provider, browser, lines, body):
    sign_in(browser, site)
    assert raw_status(raw_post(site, browser, *lines, body=body)) == 400
    assert is_signed_in(browser, site)


def test_a_body_that_nobody_reads_ends_the_connection(site, provider):
    """Rather than that a megabyte is read for nothing."""
    head = "POST /protected/env HTTP/1.1\r\nHost: localhost\r\n"
    for line in ("Content-Length: 1000000", "Transfer-Encoding: chunked"):
        answer = raw_exchange(site.port, f"{head}{line}\r\n\r\n".encode())
        assert raw_status(answer) == 401 and b"\r\nConnection: close\r\n" in answer
    answer = raw_exchange(site.port, b"GET /protected/env HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2)
    assert answer.count(b"HTTP/1.1 401 ") == 2


def other_site(start_site, provider, *lines):
    return start_site("OAuthSessionStore shm(2m)\n<Directory {root}>\nRequire all granted\nOptions +Includes\n"
                      "AddOutputFilter INCLUDES .shtml\nAddType text/html .shtml\n</Directory>\n"
                      + provider_block("main", provider.issuer("main")) + protect("/pages")
                      + "Alias /pages {root}/htdocs\n" + "\n".join(lines))


def test_a_page_can_not_include_an_address_of_ours(start_site, provider, browser):
    """Or its parts would be written into another page, with the token in them."""
    site = other_site(start_site, provider)
    (site.root / "htdocs" / "whole.shtml").write_text('<!--#include virtual="/oauth/logout" -->')
    page = sign_in(browser, site, "/pages/whole.shtml")
    assert "token" not in page.text and browser.cookie(SESSION)
    site.announce("unable to include")


def test_a_folder_can_not_have_an_address_of_ours_as_its_index(start_site, provider, browser):
    site = other_site(start_site, provider, "DirectoryIndex /oauth/logout index.html\n")
    assert "this is index.html" in browser.navigate(site.url + "/").text
