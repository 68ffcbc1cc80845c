# SPDX-License-Identifier: Apache-2.0
"""How long a session lasts: in a place that is stricter than the rest, and by which requests."""

import time

from harness.browser import FETCH, Browser
from harness.configuration import protect
from harness.steps import SESSION, is_signed_in, sign_in

LIMIT = 2.0  # seconds
IMAGE = {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image", "Accept": "image/*"}
EVENTS = FETCH | {"Accept": "text/event-stream"}


def configure(_provider):
    limit = f"{LIMIT:.0f}s"
    return ("Alias /young {root}/htdocs\n" + protect("/young", "main", f"OAuthSessionLifetime {limit}", "Require valid-user")
            + "Alias /busy {root}/htdocs\n" + protect("/busy", "main", f"OAuthSessionIdle {limit}", "Require valid-user")
            + "Alias /polled {root}/htdocs\n" + protect("/polled", "main", "OAuthSessionTouch off", "Require valid-user")
            + "Alias /lenient {root}/htdocs\n"
            + protect("/lenient", "main", "OAuthSessionLifetime 7d", "OAuthSessionIdle 7d", "Require valid-user"))


def status_of(browser, site, path):
    return browser.navigate(site.url + path, follow=False).status


def test_a_place_may_want_a_younger_or_busier_session_than_the_rest(site, provider, browser):
    sign_in(browser, site)
    assert [status_of(browser, site, path) for path in ("/young/", "/busy/")] == [200, 200]
    former = browser.cookie(SESSION)
    time.sleep(LIMIT + 0.1)
    assert [status_of(browser, site, path) for path in ("/young/", "/busy/")] == [302, 302]
    page = browser.fetch(site.url + "/young/")
    assert page.status == 401 and page.json["reason"] == "no_session"
    assert [status_of(browser, site, path) for path in ("/protected/", "/lenient/")] == [200, 200]
    assert browser.cookie(SESSION) == former and provider.count("authorize") == 1


def test_who_is_too_old_for_a_place_signs_in_once_more_and_is_there(site, provider, browser):
    sign_in(browser, site)
    former = browser.cookie(SESSION)
    time.sleep(LIMIT + 0.1)
    assert browser.navigate(site.url + "/young/").url == site.url + "/young/"
    assert provider.count("authorize") == 2
    assert browser.cookie(SESSION) != former and is_signed_in(browser, site)
    stale = Browser()
    assert stale.fetch(site.url + "/protected/", headers={"Cookie": f"{SESSION}={former}"}).status == 401


def test_what_browsers_ask_for_by_themselves_does_not_prolong_a_session(site):
    people = {kind: Browser() for kind in ("page", "script", "image", "events", "poll", "nothing")}
    requests = {
        "page": lambda browser: browser.navigate(site.url + "/protected/"),
        "script": lambda browser: browser.fetch(site.url + "/protected/"),
        "image": lambda browser: browser.fetch(site.url + "/protected/", headers=IMAGE),
        "events": lambda browser: browser.fetch(site.url + "/protected/", headers=EVENTS),
        "poll": lambda browser: browser.navigate(site.url + "/polled/"),
    }
    for browser in people.values():
        sign_in(browser, site)
    end = time.monotonic() + LIMIT + 0.1
    while time.monotonic() < end:
        for kind, request in requests.items():
            assert request(people[kind]).status == 200
        time.sleep(LIMIT / 8)
    stayed = {kind for kind, browser in people.items() if status_of(browser, site, "/busy/") == 200}
    assert stayed == {"page", "script"}

