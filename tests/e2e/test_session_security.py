# SPDX-License-Identifier: Apache-2.0
"""What somebody may try with a session that is not his, or no longer one: what other files do not prove of it already.
tests/lint/requirements prints which test proves which row."""

import socket

import pytest

from harness.browser import Browser, raw_request, raw_status
from harness.configuration import SECRET, protect, provider_block
from harness.steps import BROWSER, SESSION, begin, is_signed_in, lines_with, sign_in


def configure(provider):
    return (provider_block("second", provider.issuer("second")) + protect("/second", "second")
            + "ScriptAlias /second {root}/cgi/env\n"
            + protect("/waits") + "ScriptAlias /waits {root}/cgi/body\n")


class Forgetful(Browser):
    """Keeps every cookie but the one of its session."""

    def keep(self, set_cookie, url):
        if not set_cookie.startswith(SESSION + "="):
            super().keep(set_cookie, url)


# Guessing and fixation


@pytest.mark.requirement("R-SES-01")
def test_no_two_sessions_share_anything_that_could_be_guessed(site, provider):
    cookies = []
    for _ in range(8):
        person = Browser()
        sign_in(person, site)
        cookies.append(person.cookie(SESSION))
    assert len(set(cookies)) == 8 and all(len(cookie) >= 64 for cookie in cookies)
    for place in range(0, 42, 6):  # the random part, behind the form's first letters
        assert len({cookie[place + 6:place + 12] for cookie in cookies}) >= 7, place


@pytest.mark.requirement("R-SES-02")
def test_a_cookie_that_was_planted_before_the_login_is_worth_nothing_after_it(site, provider, browser):
    """The attacker has a session of his own, or makes a cookie up, and puts it into the victim's browser."""
    attacker = Browser()
    sign_in(attacker, site)
    for planted in (attacker.cookie(SESSION), "A" * len(attacker.cookie(SESSION))):
        victim = Browser()
        victim.keep(f"{SESSION}={planted}; Path=/", site.url)
        page = victim.navigate(site.url + "/second")
        assert page.status == 200 and victim.cookie(SESSION) not in (planted, None)
        thief = Browser()
        thief.keep(f"{SESSION}={planted}; Path=/", site.url)
        assert not is_signed_in(thief, site) and not is_signed_in(thief, site, "/second")


@pytest.mark.requirement("R-SES-02")
def test_the_cookie_of_a_login_under_way_opens_nothing(site, provider, browser):
    begin(browser, site)
    value = browser.cookie(BROWSER)
    answer = raw_request(site, "/protected/env", "Accept: text/html", f"Cookie: {SESSION}={value}; {BROWSER}={value}")
    assert raw_status(answer) == 302


# Resurrection


def answer_of(connection):
    answer = b""
    while more := connection.recv(65536):
        answer += more
    return answer


@pytest.mark.requirement("R-SES-04")
def test_a_request_under_way_does_not_bring_back_a_session_that_ended_meanwhile(site, provider, browser):
    """It was let in, and then waits for its body while the person signs out elsewhere."""
    sign_in(browser, site)
    kept = browser.cookies[:]
    head = ["POST /waits HTTP/1.1", "Host: localhost", browser.cookie_line(), "Content-Type: text/plain",
            "Content-Length: 4", "Expect: 100-continue", "Connection: close", "", ""]
    with socket.create_connection(("127.0.0.1", site.port), 10) as connection:
        connection.sendall("\r\n".join(head).encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")
        browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
        connection.sendall(b"body")
        assert b" 200 " in answer_of(connection).split(b"\r\n")[0]
    browser.cookies = kept
    for _ in range(5):
        assert not is_signed_in(browser, site)


# Another user


@pytest.mark.requirement("R-SES-08")
def test_who_comes_back_as_somebody_else_takes_nothing_over(site, provider, browser):
    page = sign_in(browser, site)
    kept = browser.cookies[:]
    provider.register("site", client_secret=SECRET, auto_login="alice")
    try:
        other = sign_in(browser, site, "/second")
    finally:
        provider.register("site", client_secret=SECRET, auto_login="bob")
    assert other.json["REMOTE_USER"] != page.json["REMOTE_USER"]
    assert not [name for name, value in other.json.items() if name.startswith("OAUTH_CLAIM_") and "bob" in value.lower()]
    browser.cookies = kept
    assert not is_signed_in(browser, site)


# Loops


@pytest.mark.requirement("R-SES-10")
def test_a_browser_that_refuses_the_cookie_of_its_session_gets_a_page_and_no_loop(site, provider):
    page = Forgetful().navigate(site.url + "/protected/env")
    site.announce("reason=session_cookie ")
    assert page.status == 400 and "cookie" in page.text and "Try again" in page.text
    assert provider.count("authorize", tenant="main") == 3 and provider.count("token", tenant="main") == 2
    assert len(lines_with(site, "session_cookie")) == 1


@pytest.mark.requirement("R-SES-10")
def test_who_signs_in_and_out_again_and_again_is_in_no_loop(site, provider, browser):
    for _ in range(4):
        sign_in(browser, site)
        assert browser.submit(site.url + "/oauth/logout", {}, site.url + "/").status == 200
