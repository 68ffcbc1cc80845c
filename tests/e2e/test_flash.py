# SPDX-License-Identifier: Apache-2.0
"""Values whose names begin with "!" are told to one page, and gone after it."""

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlencode

import pytest

from harness.browser import FETCH, NAVIGATION, Browser
from harness.configuration import protect
from harness.steps import sign_in
from harness.values_backend import ValuesBackend

BACKEND = ValuesBackend()
CGI, APP, JSON, SHOP, POLLED, RULED = "/cgi", "/app", "/json", "/shop", "/polled", "/ruled"
FOLDER, MOVED, DEAD, GONE, GONE_PAGE, STATIC = "/folder", "/moved", "/dead", "/gone", "/gone-page", "/static"
PLACES = (CGI, APP, JSON)
AT_ONCE = 12
SAVED = {"!saved": "yes, 100 %"}


def configure(provider):
    inside = "Require valid-user"
    return "".join([
        *(f"ScriptAlias {path} {{root}}/cgi/values\n" for path in (CGI, JSON, SHOP, POLLED, RULED)),
        f"Alias {FOLDER} {{root}}/cgi\nAlias {GONE} {{root}}/none\nAlias {GONE_PAGE} {{root}}/none\nAlias {STATIC} {{root}}/htdocs\n"
        f"ProxyPass {DEAD} http://127.0.0.1:1/\n",
        *(protect(path, "main", inside, "OAuthSessionData on") for path in (FOLDER, DEAD, GONE)),
        protect(MOVED, "main", inside, "OAuthSessionData on", "Redirect 302 /x"),
        protect(GONE_PAGE, "main", inside, "OAuthSessionData on", "ErrorDocument 404 /static/index.html"),
        protect(STATIC), protect(RULED, "main", "OAuthSessionData on", "AuthMerging Off", "<RequireAll>", inside,
                                 "Require expr \"%{REMOTE_USER} != '' && session('role') == 'admin'\"", "</RequireAll>"),
        f"ProxyPass {APP} {BACKEND.url}{APP}\n",
        protect(CGI, "main", inside, "OAuthSessionData on"),
        protect(APP, "main", inside, "OAuthSessionData on"),
        protect(JSON, "main", inside, "OAuthSessionData json"),
        protect(SHOP, "main", inside, "OAuthSessionData on shop"),
        protect(POLLED, "main", inside, "OAuthSessionData on", "OAuthSessionTouch off")])


@pytest.fixture
def browser(site):
    browser = Browser()
    sign_in(browser, site)
    return browser


def send(browser, site, path, *orders, method="GET", headers=NAVIGATION):
    return browser.request(method, site.url + path + "?" + urlencode(orders), headers, b"" if method == "POST" else None)


def flash(browser, site, path=APP, status="303", **values):
    """As an application does: a form is sent, and answered with a redirect."""
    page = send(browser, site, path, ("Status", status), ("Location", "/x"), ("X-Session-Set", urlencode(values or SAVED)),
                method="POST")
    assert page.status == int(status[:3]), page.text


def told(browser, site, path=APP, **how):
    page = send(browser, site, path, **how)
    assert page.status == 200, page.text
    names = {name.upper().replace("-", "_"): value for name, value in page.json.items()}
    data = names.get("OAUTH_SESSION_DATA", names.get("X_SESSION_DATA"))
    if path == JSON:
        return json.loads(data)
    return {name: values[0] for name, values in parse_qs(data, True).items()}


@pytest.mark.parametrize("path", PLACES)
def test_the_next_page_is_told_and_no_other(site, browser, path):
    flash(browser, site, cart="tea", **SAVED)
    assert told(browser, site, path) == {"cart": "tea"} | SAVED
    assert told(browser, site, path) == told(browser, site, path) == {"cart": "tea"}


def test_a_script_of_the_page_may_be_the_next_one(site, browser):
    flash(browser, site)
    assert told(browser, site, headers=FETCH) == SAVED


@pytest.mark.parametrize("name, how", [
    ("form", {"method": "POST"}),
    ("image", {"headers": {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image", "Accept": "image/*"}}),
    ("old_image", {"headers": {"Accept": "image/webp,*/*"}}),
    ("prefetch", {"headers": NAVIGATION | {"Sec-Purpose": "prefetch"}}),
    ("news", {"headers": FETCH | {"Accept": "text/event-stream"}}),
    ("poll", {"path": POLLED}),
])
def test_what_shows_nothing_to_anybody_leaves_it_for_the_next_page(site, browser, name, how):
    flash(browser, site)
    assert told(browser, site, **how) == {}
    assert told(browser, site) == SAVED


@pytest.mark.parametrize("path", [CGI, APP])
def test_an_answer_without_a_body_leaves_it(site, browser, path):
    flash(browser, site)
    assert send(browser, site, path, method="HEAD").status == 200
    assert told(browser, site) == SAVED


@pytest.mark.parametrize("path", [CGI, APP])
def test_a_page_that_leads_on_leaves_it_to_the_one_that_follows(site, browser, path):
    flash(browser, site)
    for _ in range(3):
        page = send(browser, site, path, ("Status", "302 Found" if path == CGI else "302"), ("Location", "/x"))
        assert page.status == 302
    assert told(browser, site) == SAVED
    assert told(browser, site) == {}


def test_a_page_that_leads_on_may_say_something_newer(site, browser):
    flash(browser, site, **{"!error": "old", "!other": "stays"})
    send(browser, site, APP, ("Status", "302"), ("Location", "/x"), ("X-Session-Set", urlencode({"!error": "new"})))
    assert told(browser, site) == {"!error": "new", "!other": "stays"}


def test_of_many_pages_at_once_one_is_told(site, browser):
    for _ in range(5):
        flash(browser, site)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            seen = list(pool.map(lambda _: told(browser, site), range(AT_ONCE)))
        assert sorted(seen, key=len) == [{}] * (AT_ONCE - 1) + [SAVED]


def test_other_spaces_have_their_own(site, browser):
    flash(browser, site)
    assert told(browser, site, SHOP) == {}
    assert told(browser, site) == SAVED


def test_what_is_taken_away_is_not_told(site, browser):
    flash(browser, site)
    send(browser, site, APP, ("X-Session-Unset", "!saved"), method="POST")
    assert told(browser, site) == {}


def test_a_page_may_demand_the_version_that_it_was_told(site, browser):
    flash(browser, site, n="1", **SAVED)
    version = {name.lower(): value for name, value in send(browser, site, APP).json.items()}["x-session-version"]
    page = send(browser, site, APP, ("X-Session-Set", "n=2"), ("X-Session-If-Version", version), method="POST")
    assert page.status == 200 and told(browser, site) == {"n": "2"}


def test_nothing_is_written_where_there_is_nothing_to_tell(site, browser):
    flash(browser, site, **{"not!": "one"})
    versions = {send(browser, site, CGI).json["OAUTH_SESSION_VERSION"] for _ in range(3)}
    assert versions == {"1"}


@pytest.mark.parametrize("path, status", [(FOLDER, 301), (MOVED, 302), (DEAD, 503), (GONE + "/page", 404), (GONE_PAGE + "/page", 404),
                                          (RULED, 403)])
def test_a_page_that_httpd_or_we_make_leaves_it_to_the_one_that_follows(site, browser, path, status):
    site.tolerate(r".*")
    flash(browser, site)
    assert send(browser, site, path).status == status
    assert told(browser, site) == SAVED
    assert told(browser, site) == {}


def test_a_script_that_leads_on_without_a_status_leaves_it(site, browser):
    flash(browser, site)
    assert send(browser, site, CGI, ("Location", "https://elsewhere.test/")).status == 302
    assert told(browser, site) == SAVED


@pytest.mark.parametrize("path", [CGI, APP])
def test_a_page_that_could_not_be_saved_leaves_it(site, browser, path):
    site.announce("reason=values_version ")
    flash(browser, site)
    assert send(browser, site, path, ("X-Session-Set", "n=1"), ("X-Session-If-Version", "99")).status == 409
    assert told(browser, site) == SAVED
    assert told(browser, site) == {}


@pytest.mark.parametrize("path", [CGI, APP])
@pytest.mark.parametrize("order", [("X-Session-Clear", "data"), ("X-Session-Unset", "!saved")], ids=str)
def test_a_page_that_leads_on_may_take_it_away(site, browser, path, order):
    flash(browser, site)
    assert send(browser, site, path, ("Status", "302"), ("Location", "/x"), order).status == 302
    assert told(browser, site) == {}


def test_a_page_that_leads_on_may_demand_the_version_that_it_was_told(site, browser):
    flash(browser, site, n="1", **SAVED)
    page = send(browser, site, APP + "/edit", ("Status", "302"), ("Location", "/x"))
    version = int({name.lower(): value for name, value in page.json.items()}["x-session-version"])
    page = send(browser, site, APP, ("Status", "302"), ("Location", "/x"), ("X-Session-Set", "n=2"),
                ("X-Session-If-Version", str(version + 2)))  # it was put back, and taken once more
    assert page.status == 302 and told(browser, site) == {"n": "2"} | SAVED
