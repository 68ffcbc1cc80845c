# SPDX-License-Identifier: Apache-2.0
"""The tools around httpd do what tests believe they do: instances, echo backend, CGI, browser. No module needed."""

import os
import signal
import subprocess
import time

import pytest

from harness.browser import Browser, Page, raw_exchange
from harness.configuration import with_applications
from harness.httpd import Site
from harness.processes import is_running


PUBLIC = "<Directory {root}>\n    Require all granted\n</Directory>\n"


@pytest.fixture(scope="module")
def plain_process(backend):
    site = Site(PUBLIC + with_applications("/open", backend.url)
                + "Redirect 302 /there {url}/other.html\nRedirect 302 /loop {url}/loop\n"
                + "<Location /secret>\n    Require all denied\n</Location>\n")
    yield site.start()
    site.remove()


@pytest.fixture
def plain(plain_process):
    plain_process.begin_test()
    return plain_process


@pytest.mark.parametrize("mpm", ["prefork", "worker", "event"])
def test_httpd_starts_restarts_and_stops_with_each_mpm(backend, browser, mpm):
    site = Site(PUBLIC + with_applications("/open", backend.url), mpm)
    site.start()
    try:
        assert browser.navigate(site.url + "/open/env").json["REQUEST_METHOD"] == "GET"
        before = set(site.workers())
        site.graceful()
        assert browser.navigate(site.url + "/index.html").text == "<p>this is index.html</p>\n"
        assert set(site.workers()) - before
        site.stop()
        assert site.end_test() == []
    finally:
        site.remove()


def test_a_process_at_rest_is_told_from_one_that_runs():
    with subprocess.Popen(["sleep", "60"]) as sleeper:
        deadline = time.monotonic() + 5
        while is_running(sleeper.pid) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not is_running(sleeper.pid) and is_running(os.getpid())
        sleeper.kill()


def test_a_wrong_configuration_is_said_by_check_and_by_start():
    site = Site("NoSuchDirective\n")
    status, text = site.check()
    assert status != 0 and "NoSuchDirective" in text
    with pytest.raises(AssertionError, match="NoSuchDirective"):
        site.start()
    site.remove()


def test_an_error_nobody_announced_is_found_in_the_log(plain, browser):
    assert browser.navigate(plain.url + "/secret").status == 403
    assert "not announced" in plain.end_test()[0]


def test_an_announced_error_is_fine_and_must_come(plain, browser):
    browser.navigate(plain.url + "/secret")
    plain.announce("AH01630")
    assert plain.end_test() == []
    plain.announce("something that never comes")
    assert "announced, but not" in plain.end_test()[0]


def test_a_sanitizers_report_is_found_once(plain):
    (plain.root / "reports" / "sanitizer.1").write_text("heap-use-after-free")
    assert plain.end_test() == ["sanitizer: heap-use-after-free"]
    assert plain.end_test() == []


def test_a_child_that_crashed_is_found(backend):
    site = Site(PUBLIC, "prefork")
    try:
        site.start()
        site.kill_workers(signal.SIGSEGV)
        assert any("a child died" in wrong or "SEGV" in wrong for wrong in site.end_test())
    finally:
        site.remove()


def test_the_echo_backend_shows_every_byte_of_a_request(plain):
    answer = raw_exchange(plain.port, b"POST /open/app HTTP/1.1\r\nHost: localhost\r\nX-Odd:  a\xe9b\r\n"
                                      b"Content-Length: 3\r\n\r\nabc")
    assert b"\r\n\r\nPOST /app HTTP/1.1\r\n" in answer and b"X-Odd: a\xe9b\r\n" in answer and b"\r\n\r\nabc" in answer


def test_the_browser_walks_redirects_and_notices_a_loop(plain, browser):
    page = browser.navigate(plain.url + "/there")
    assert page.url.endswith("/other.html") and [step.status for step in page.steps] == [302]
    with pytest.raises(AssertionError, match="loop"):
        browser.navigate(plain.url + "/loop")


def test_a_navigation_and_a_fetch_look_like_those_of_a_browser(plain, browser):
    told = browser.navigate(plain.url + "/open/env").json
    assert told["HTTP_SEC_FETCH_MODE"] == "navigate" and told["HTTP_SEC_FETCH_SITE"] == "none"
    told = browser.fetch(plain.url + "/open/env").json
    assert told["HTTP_SEC_FETCH_DEST"] == "empty" and told["HTTP_SEC_FETCH_SITE"] == "same-origin"
    told = browser.navigate(plain.url + "/open/env", initiator="http://127.0.0.1:1/").json
    assert told["HTTP_SEC_FETCH_SITE"] == "cross-site"


@pytest.mark.parametrize("set_cookie, url, cross_site, get, is_sent", [
    ("a=1", "http://localhost/x", False, True, True),
    ("a=1", "http://elsewhere/x", False, True, False),
    ("a=1; Path=/y", "http://localhost/x", False, True, False),
    ("a=1; Path=/x", "http://localhost/xy", False, True, False),
    ("a=1; SameSite=Lax", "http://localhost/x", True, True, True),
    ("a=1; SameSite=Lax", "http://localhost/x", True, False, False),
    ("a=1; SameSite=Strict", "http://localhost/x", True, True, False),
    ("a=1; Secure", "http://localhost/x", False, True, True),
    ("__Host-a=1; Path=/", "http://localhost/x", False, True, False),
    ("a=1; Max-Age=0", "http://localhost/x", False, True, False),
])
def test_a_cookie_is_sent_where_a_browser_would_send_it(set_cookie, url, cross_site, get, is_sent):
    browser = Browser()
    browser.keep(set_cookie, "http://localhost/first")
    assert any(cookie.fits(url, cross_site, get) for cookie in browser.cookies) == is_sent


def test_a_secure_cookie_is_for_tls_and_for_this_machine():
    browser = Browser()
    browser.keep("a=1; Secure", "http://elsewhere.example/")
    assert browser.cookies == []
    browser.keep("a=1; Secure", "https://elsewhere.example/")
    [cookie] = browser.cookies
    assert cookie.fits("https://elsewhere.example/", False, True)
    assert not cookie.fits("http://elsewhere.example/", False, True)


def test_host_cookies_need_tls_the_root_path_and_no_domain():
    browser = Browser()
    for refused in ("__Host-a=1; Path=/", "__Host-a=1; Secure", "__Host-a=1; Secure; Path=/; Domain=localhost"):
        browser.keep(refused, "https://localhost/")
    assert browser.cookies == []
    browser.keep("__Host-a=1; Secure; Path=/", "https://localhost/")
    assert browser.cookie("a") == "1"


def test_a_page_shows_its_form():
    html = b'<form method=post action="y"><input type="hidden" name="t" value="1">'
    page = Page("http://localhost/x/", 200, [], html)
    assert page.form() == ("http://localhost/x/y", {"t": "1"})
