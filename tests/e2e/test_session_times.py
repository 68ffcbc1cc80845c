# SPDX-License-Identifier: Apache-2.0
"""How long a session lasts: in a place that is stricter than the rest, and by which requests."""

import time

import pytest

from harness.browser import FETCH, Browser
from harness.configuration import default_configuration, open_place, protect
from harness.figures import PLACE as STATUS, figures
from harness.steps import SESSION, is_signed_in, sign_in

LIMIT = 2.0  # seconds
IMAGE = {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image", "Accept": "image/*"}
EVENTS = FETCH | {"Accept": "text/event-stream"}


def configure(_provider):
    limit = f"{LIMIT:.0f}s"
    return (STATUS + "<Directory {root}>\nOptions +Includes\nAddOutputFilter INCLUDES .shtml\nAddType text/html .shtml\n"
            "</Directory>\n" + open_place("/protected/app", "OAuthSessionExpiresHeader on") + "Alias /told {root}/htdocs\n"
            + protect("/told", "main", "OAuthSessionExpiresHeader on", "Require valid-user")
            + protect("/told/none", "main", "OAuthPassClaims none", "Require valid-user")
            + protect("/told/not-for-bob", "main", "Require user nobody")
            + "Alias /young {root}/htdocs\n" + protect("/young", "main", f"OAuthSessionLifetime {limit}", "Require valid-user")
            + "Alias /busy {root}/htdocs\n" + protect("/busy", "main", f"OAuthSessionIdle {limit}", "Require valid-user")
            + "Alias /silent {root}/htdocs\n"
            + protect("/silent", "main", f"OAuthSessionLifetime {limit}", "OAuthUnauthenticated 403", "Require valid-user")
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


def test_a_script_sends_whom_a_place_does_not_take_to_one_login_and_no_more(site, provider, browser):
    """The recipe of docs/applications.md, in a page that lies outside the strict places."""
    sign_in(browser, site)
    time.sleep(LIMIT + 0.1)
    refused = {path: browser.fetch(site.url + path) for path in ("/young/", "/busy/", "/silent/")}
    assert {path: page.status for path, page in refused.items()} == {"/young/": 401, "/busy/": 401, "/silent/": 403}
    form = browser.submit(site.url + "/young/", {"a": "b"}, site.url + "/protected/", follow=False)
    assert form.status == 401 and b"again=" in form.body
    logins = [page.json["login_url"] + "&to=%2Fprotected%2F" for page in refused.values()]
    assert browser.navigate(logins[0]).url == site.url + "/protected/" and provider.count("authorize") == 2
    assert [browser.fetch(site.url + path).status for path in refused] == [200, 200, 200]
    assert {browser.navigate(url, follow=False).location for url in logins} == {site.url + "/protected/"}
    assert provider.count("authorize") == 2
    time.sleep(LIMIT + 0.1)
    for path, number in (("/busy/", 3), ("/silent/", 3)):
        page = browser.fetch(site.url + path)
        if page.status != 200:
            browser.navigate(page.json["login_url"] + "&to=%2Fprotected%2F")
        assert provider.count("authorize") == number and browser.fetch(site.url + path).status == 200


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



def ask(browser, site, query="", **options):
    """The endpoint of the session, asked by a script of the site."""
    return browser.fetch(site.url + "/oauth/session" + query, **options)


def test_a_script_is_told_of_the_session_and_nobody_else(site, browser):
    sign_in(browser, site)
    page = ask(browser, site)
    assert page.status == 200 and page.header("Content-Type") == "application/json"
    assert page.header("Cache-Control") == "no-store" and page.header("X-Content-Type-Options") == "nosniff"
    told = page.json
    assert 1790 <= told.pop("idle_seconds") <= 1800 and 28790 <= told.pop("lifetime_seconds") <= 28800
    assert told == {"signed_in": True, "user": "7d20aa31-bob", "provider": "main", "version": 1}
    assert ask(browser, site, "?claims=1").json["claims"]["email"] == "bob@example.org"
    for foreign in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": None, "Origin": "https://evil.example"}):
        page = ask(browser, site, headers=foreign)
        assert page.status == 403 and page.json["reason"] == "session_info_foreign"
    assert not any(name.lower().startswith("access-control") for name, _ in page.headers)
    assert ask(browser, site, method="POST", body=b"claims=1").status == 405


def test_a_script_without_a_session_gets_json_and_no_login(site, browser):
    page = ask(browser, site)
    assert page.status == 401 and page.json == {"signed_in": False, "login_url": site.url + "/oauth/login"}
    assert browser.navigate(site.url + "/oauth/session", follow=False).status == 401
    assert page.all_headers("Set-Cookie") == [] and page.header("Cache-Control") == "no-store"


@pytest.mark.parametrize("page", ["/told/index.html", "/protected/app", "/told/none", "/told/not-for-bob/"])
def test_an_answer_says_when_the_session_ends_where_that_is_wanted(site, browser, page):
    sign_in(browser, site)
    answer = browser.navigate(site.url + page)
    refused = answer.status == 403
    assert (answer.header("Session-Expires") is None) == refused
    assert refused or 1790 <= int(answer.header("Session-Expires")) <= 1800
    assert browser.navigate(site.url + "/protected/").header("Session-Expires") is None
    if refused:
        site.announce("AH01631|reason=forbidden ")


def cookie_attributes(page):
    """Of the session cookie that a login set."""
    [line] = [value for step in [*page.steps, page] for value in step.all_headers("Set-Cookie") if value.startswith(SESSION)]
    return {part.strip() for part in line.split(";")[1:]}


def test_a_cookie_ends_with_the_browser_unless_it_is_to_persist(start_site, site, provider, backend, browser):
    assert cookie_attributes(sign_in(browser, site)) == {"Path=/", "HttpOnly", "SameSite=Lax"}
    lasting = start_site("OAuthSessionCookie persistent\nOAuthSessionLifetime 3h\n"
                         + default_configuration(provider, backend.url))
    browser = Browser()
    assert cookie_attributes(sign_in(browser, lasting)) == {"Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=10800"}
    told = ask(browser, lasting).json
    assert told["idle_seconds"] <= 1800 and told["lifetime_seconds"] <= 10800


def test_a_page_that_is_not_protected_costs_no_look_up(site, browser):
    sign_in(browser, site)
    before = figures(site)
    page = browser.navigate(site.url + "/open/env")
    assert page.status == 200 and page.all_headers("Set-Cookie") == []
    assert figures(site) == before


def test_a_page_of_many_parts_is_one_look_up(site, browser):
    folder = site.root / "htdocs" / "parts"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number}.html").write_text(f"[{number}]")
    (folder / "all.shtml").write_text("".join(f'<!--#include virtual="{number}.html" -->' for number in range(20)))
    sign_in(browser, site)
    before = figures(site)["Lookups"]
    page = browser.navigate(site.url + "/protected/parts/all.shtml")
    assert page.text.count("[") == 20 and figures(site)["Lookups"] == before + 1


def test_a_virtual_host_has_the_limits_of_the_main_server_unless_it_has_its_own(start_site, provider, backend, browser):
    content = default_configuration(provider, backend.url).replace("OAuthSessionStore shm(2m)\n", "")
    lasting = start_site("OAuthSessionStore shm(2m)\nOAuthSessionIdle 2h\nOAuthSessionLifetime 3h\n"
                         "<VirtualHost *:{port}>\nServerName localhost\nOAuthSessionIdle 1h\n" + content + "</VirtualHost>\n")
    sign_in(browser, lasting)
    told = ask(browser, lasting).json
    assert 3590 <= told["idle_seconds"] <= 3600 and 10790 <= told["lifetime_seconds"] <= 10800
