# SPDX-License-Identifier: Apache-2.0
"""Apache's own mod_session keeps its pairs in our store, and so do the modules that use it."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlencode

import pytest

from harness.browser import Browser
from harness.configuration import default_configuration, open_place, protect
from harness.httpd import MODULES as FOLDER, Site
from harness.steps import is_signed_in, lines_with, sign_in

MODULES = ("session", "session_cookie")
KEPT, APART, LONG, SHORT, EXCLUDED = "/kept", "/apart", "/long", "/short", "/kept/excluded"
WHOLE, VALUES = "/whole", "/values"
BOTH, COOKIE = "/both", "/cookie"  # where mod_session_cookie is configured: beside ours, and alone
SESSION_ON = ("Session On", "SessionEnv On", "SessionHeader X-Change")
OURS = (*SESSION_ON, "OAuthSessionProvider on")
PUBLIC = "Require all granted"


def configure(provider):
    cookie = "SessionCookieName apache path=/"
    return "".join([
        *(f"ScriptAlias {path} {{root}}/cgi/values\n" for path in (KEPT, APART, LONG, SHORT, BOTH, COOKIE, VALUES)),
        protect(KEPT, "main", "Require valid-user", *OURS, f"SessionExclude {EXCLUDED}"),
        open_place(APART, PUBLIC, *OURS),
        open_place(LONG, PUBLIC, *OURS, "SessionMaxAge 3600"),
        open_place(SHORT, PUBLIC, *OURS, "SessionMaxAge 1"),
        f"Alias {WHOLE} {{root}}/htdocs\n",
        open_place(WHOLE, PUBLIC, *OURS, "Options +Includes", "AddOutputFilter INCLUDES .shtml"),
        open_place(VALUES, PUBLIC, *OURS, "OAuthSessionData on", "OAuthGuestSession on"),
        open_place(BOTH, PUBLIC, *OURS, cookie),
        open_place(COOKIE, PUBLIC, *SESSION_ON, cookie)])


@pytest.fixture
def browser(site):
    browser = Browser()
    sign_in(browser, site)
    return browser


def send(browser, site, path, **changes):
    """Ask the application at path to change pairs, by the header that SessionHeader names."""
    query = "?" + urlencode({"X-Change": urlencode(changes)}) if changes else ""
    page = browser.fetch(site.url + path + query)
    assert page.status == 200 and page.header("X-Change") is None, page.text
    return page


def pairs(browser, site, path):
    """As the application is told them."""
    told = parse_qs(send(browser, site, path).json.get("HTTP_SESSION", ""), True)
    return {name: values[0] for name, values in told.items() if name != "expiry"}


def test_pairs_are_kept_and_the_browser_gets_nothing(site, browser):
    before = [(cookie.name, cookie.value) for cookie in browser.cookies]
    page = send(browser, site, KEPT, cart="apples and 100% more")
    assert page.all_headers("Set-Cookie") == []
    assert pairs(browser, site, KEPT) == {"cart": "apples and 100% more"}
    assert [(cookie.name, cookie.value) for cookie in browser.cookies] == before


def test_pairs_of_who_is_signed_in_are_his_in_open_places_too(site, browser):
    send(browser, site, KEPT, cart="full")
    assert pairs(browser, site, APART) == {"cart": "full"}
    send(browser, site, APART, lang="en")
    assert pairs(browser, site, KEPT) == {"cart": "full", "lang": "en"}


def version(browser, site):
    """Grows with each write."""
    return browser.fetch(site.url + "/oauth/session").json["version"]


@pytest.mark.parametrize("path", [KEPT, LONG])
def test_who_only_reads_writes_nothing(site, browser, path):
    assert pairs(browser, site, path) == {} and version(browser, site) == 1
    send(browser, site, path, cart="full")
    written = version(browser, site)
    assert written > 1
    for _ in range(3):
        assert pairs(browser, site, path) == {"cart": "full"}
    assert version(browser, site) == written


def test_pairs_that_are_too_old_for_a_place_are_taken_away(site, browser):
    send(browser, site, SHORT, cart="full")
    assert pairs(browser, site, APART) == {"cart": "full"}
    time.sleep(1.1)
    assert pairs(browser, site, SHORT) == {} == pairs(browser, site, APART)


def test_a_place_that_mod_session_excludes_has_none(site, browser):
    send(browser, site, KEPT, cart="full")
    assert "HTTP_SESSION" not in browser.fetch(site.url + EXCLUDED).json


def test_an_empty_value_takes_a_pair_away(site, browser):
    send(browser, site, KEPT, cart="full", lang="en")
    send(browser, site, KEPT, cart="")
    assert pairs(browser, site, KEPT) == {"lang": "en"}


def test_a_page_that_httpd_was_sent_on_to_has_the_same_session(site, browser):
    browser.fetch(site.url + KEPT + "?" + urlencode({"X-Change": "cart=full", "Location": APART}))
    assert pairs(browser, site, APART) == {"cart": "full"}


def test_requests_at_the_same_time_that_change_different_pairs_all_win(site, browser):
    names = [f"item{number}" for number in range(12)]
    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(lambda name: send(browser, site, KEPT, **{name: "yes"}), names))
    assert pairs(browser, site, KEPT) == {name: "yes" for name in names}


def test_more_than_a_session_holds_is_refused_and_the_rest_stays(site, browser):
    send(browser, site, KEPT, one="1" * 5000)
    send(browser, site, KEPT, two="2" * 5000)
    send(browser, site, KEPT, three="3" * 5000)
    site.announce("reason=values_large ", "AH01822")
    send(browser, site, KEPT, four="4" * 5000)
    assert len(lines_with(site, "values_large")) == 1
    assert pairs(browser, site, KEPT).keys() == {"one", "two", "three"}


def test_sessions_have_pairs_of_their_own_that_end_with_them(site, browser):
    another = Browser()
    sign_in(another, site)
    send(browser, site, KEPT, cart="full")
    assert pairs(another, site, KEPT) == {}
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
    sign_in(browser, site)
    assert pairs(browser, site, KEPT) == {}


def test_where_both_are_configured_the_browser_gets_nothing(site, browser):
    send(browser, site, BOTH, cart="full")
    assert browser.cookie("apache") is None and pairs(browser, site, APART) == {"cart": "full"}


def test_where_it_is_off_other_modules_keep_the_pairs(site, browser):
    send(browser, site, COOKIE, cart="full")
    assert browser.cookie("apache") is not None
    assert pairs(browser, site, COOKIE) == {"cart": "full"} and pairs(browser, site, APART) == {}


def test_what_a_page_says_of_a_session_is_for_nobody_else(site, browser):
    page = send(browser, site, APART)
    assert page.header("Cache-Control") == "private, no-cache" and page.header("Vary") == "Cookie"


def test_a_part_of_a_page_has_the_session_of_the_page(site, browser):
    (site.root / "htdocs" / "whole.shtml").write_text(f'<!--#include virtual="{APART}" -->')
    send(browser, site, KEPT, cart="full")
    page = browser.navigate(site.url + WHOLE + "/whole.shtml")
    assert json.loads(page.text)["HTTP_SESSION"] == "cart=full"


def test_who_only_visits_places_without_a_sign_in_uses_his_session(start_site, provider, backend):
    site = start_site("OAuthSessionIdle 2s\n" + one_place(provider, backend), modules=MODULES)
    browser = Browser()
    sign_in(browser, site)
    send(browser, site, APART, cart="full")
    for _ in range(3):
        time.sleep(0.9)
        assert pairs(browser, site, APART) == {"cart": "full"}
    assert is_signed_in(browser, site)


def test_a_visitor_gets_a_cookie_when_something_is_kept_for_him_and_not_before(site):
    visitor = Browser()
    assert pairs(visitor, site, APART) == {} == pairs(visitor, site, LONG) and visitor.cookies == []
    send(visitor, site, APART, cart="full")
    [cookie] = visitor.cookies
    assert cookie.name == "oauth_guest" and cookie.http_only and len(cookie.value) < 100
    assert pairs(visitor, site, APART) == {"cart": "full"} == pairs(visitor, site, LONG)
    assert pairs(Browser(), site, APART) == {}


def test_a_visitor_takes_his_pairs_with_him_when_he_signs_in(site):
    visitor = Browser()
    send(visitor, site, APART, cart="full")
    sign_in(visitor, site)
    assert pairs(visitor, site, KEPT) == {"cart": "full"} and visitor.cookie("oauth_guest") is None


def test_requests_of_a_visitor_at_the_same_time_all_win(site):
    visitor = Browser()
    send(visitor, site, APART, cart="full")
    names = [f"item{number}" for number in range(12)]
    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(lambda name: send(visitor, site, APART, **{name: "yes"}), names))
    assert pairs(visitor, site, APART) == {"cart": "full", **{name: "yes" for name in names}}


def test_where_there_is_no_room_for_visitors_the_page_is_there_all_the_same(start_site, provider, backend):
    site = start_site("OAuthGuestStore shm(128k)\n" + one_place(provider, backend), modules=MODULES)
    person = Browser()
    sign_in(person, site)
    site.announce("reason=guests_full ", "AH01822")
    visitors = [Browser() for _ in range(30)]
    for visitor in visitors:
        send(visitor, site, APART, cart="x" * 5000)
    kept = [visitor for visitor in visitors if visitor.cookies]
    assert 0 < len(kept) < len(visitors)
    assert all(pairs(visitor, site, APART) == {"cart": "x" * 5000} for visitor in kept)
    send(person, site, APART, cart="full")
    assert pairs(person, site, APART) == {"cart": "full"}


def test_a_visitor_of_whom_values_and_pairs_are_kept_at_once_is_one_guest(site):
    visitor = Browser()
    query = urlencode({"X-Change": "cart=full", "X-Session-Set": "lang=en"})
    for _ in range(2):
        visitor.fetch(site.url + VALUES + "?" + query)
        assert [cookie.name for cookie in visitor.cookies] == ["oauth_guest"]
        told = visitor.fetch(site.url + VALUES).json
        assert (told["HTTP_SESSION"], told["OAUTH_SESSION_DATA"]) == ("cart=full", "lang=en")


LOAD = f"LoadModule session_module {FOLDER}/mod_session.so\n"


def one_place(provider, backend):
    return (default_configuration(provider, backend.url) + f"ScriptAlias {APART} {{root}}/cgi/values\n"
            + open_place(APART, PUBLIC, *OURS))


def test_mod_session_may_be_loaded_after_this_module(start_site, provider, backend):
    site, browser = start_site(LOAD + one_place(provider, backend)), Browser()
    for _ in range(2):
        sign_in(browser, site)
        send(browser, site, APART, cart="full")
        assert pairs(browser, site, APART) == {"cart": "full"}
        site.graceful()  # all modules are loaded anew


def test_a_server_without_a_provider_serves_its_pages_and_says_what_is_missing(start_site):
    site = start_site("<Directory {root}>\nRequire all granted\n</Directory>\n"
                      f"ScriptAlias {APART} {{root}}/cgi/values\n" + open_place(APART, PUBLIC, *OURS), modules=MODULES)
    site.announce("reason=no_provider ", "AH01816")
    assert pairs(Browser(), site, APART) == {} and len(lines_with(site, "no_provider")) == 1


def test_without_mod_session_the_configuration_is_refused(provider, backend):
    site = Site(one_place(provider, backend).replace("Session On", "").replace("SessionEnv On", "")
                .replace("SessionHeader X-Change", ""))
    status, said = site.check()
    site.remove()
    assert status != 0 and "OAuthSessionProvider" in said and "session_module" in said
