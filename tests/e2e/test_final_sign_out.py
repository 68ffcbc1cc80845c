# SPDX-License-Identifier: Apache-2.0
"""When an answer says that somebody is signed out, no process serves his session any more: not to who asked all the time, and not
when all that follows the sign-out goes wrong (R-SES-03, R-SES-09, R-LO-06)."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from harness.browser import Browser, exchange
from harness.configuration import protect, provider_block
from harness.openid.state import USERS
from harness.steps import SESSION, is_signed_in, sign_in

MPM = "prefork"
HERE, LOST = "/here/index.html", "/lost/index.html"
BROWSERS = 4
EVENT = "http://schemas.openid.net/event/backchannel-logout"


def configure(provider):
    """At the second provider nothing works that a sign-out may need."""
    return "".join([
        "StartServers 6\nMinSpareServers 6\n",
        provider_block("here", provider.issuer("here"), Scope="openid"),
        provider_block("lost", provider.issuer("lost"), Scope="openid", RevokeTokens="on", LogoutAtProvider="on",
                       RevocationEndpoint="http://127.0.0.1:9/revoke", EndSessionEndpoint="http://127.0.0.1:9/end"),
        *(f"Alias /{name} {{root}}/htdocs\n" + protect(f"/{name}", name) for name in ("here", "lost"))])


def hammer(site, cookie, ended):
    """Ask again and again, and a few times more after the end: when each request began, and its status."""
    asked, left = [], 20
    while left > 0:
        left -= ended.is_set()
        began = time.monotonic()
        status, _, _ = exchange("GET", site.url + HERE, {"Cookie": f"{SESSION}={cookie}"})
        asked.append((began, status))
    return asked


def end_while_others_ask(site, cookie, end):
    """Statuses of what was asked before the answer to the sign-out came, and after."""
    ended = Event()
    with ThreadPoolExecutor(BROWSERS) as crowd:
        asking = [crowd.submit(hammer, site, cookie, ended) for _ in range(BROWSERS)]
        time.sleep(0.1)
        end()
        answered = time.monotonic()
        ended.set()
        asked = [pair for each in asking for pair in each.result()]
    return ({status for began, status in asked if began < answered}, {status for began, status in asked if began >= answered})


@pytest.mark.requirement("R-LO-06")
def test_who_asked_all_the_time_gets_nothing_more_after_the_answer(site, provider, browser):
    sign_in(browser, site, HERE)
    before, after = end_while_others_ask(site, browser.cookie(SESSION),
                                         lambda: browser.submit(site.url + "/oauth/logout", {}, site.url + "/"))
    assert 200 in before and after == {401}


@pytest.mark.requirement("R-LO-06")
def test_nor_when_the_provider_ends_it(site, provider, browser):
    sign_in(browser, site, HERE)
    now = int(time.time())
    token = provider.sign({"iss": provider.issuer("here"), "aud": "site", "iat": now, "exp": now + 120, "jti": f"t{now}",
                           "sub": USERS["bob"]["sub"], "events": {EVENT: {}}}, "site", "here")

    def end():
        status, _, _ = exchange("POST", site.url + "/oauth/backchannel-logout",
                                {"Content-Type": "application/x-www-form-urlencoded"}, b"logout_token=" + token.encode())
        assert status == 200

    before, after = end_while_others_ask(site, browser.cookie(SESSION), end)
    assert 200 in before and after == {401}


def test_nothing_that_goes_wrong_afterwards_keeps_anybody_signed_in(site, provider, browser):
    sign_in(browser, site, LOST)
    kept = browser.cookie(SESSION)
    page = browser.submit(site.url + "/oauth/logout", {}, site.url + "/", follow=False)
    assert page.status == 303 and page.location.startswith("http://127.0.0.1:9/end?")
    assert Browser().fetch(site.url + LOST, headers={"Cookie": f"{SESSION}={kept}"}).status == 401
    assert browser.cookie(SESSION) is None and not is_signed_in(browser, site, LOST)
