# SPDX-License-Identifier: Apache-2.0
"""Applications behind httpd keep values of their own in the session: told with the request, written with the answer."""

import base64
import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest

from harness.browser import Browser
from harness.configuration import open_place, protect
from harness.steps import SESSION, lines_with, sign_in
from harness.values_backend import ValuesBackend

CGI, APP, JSON, SHOP, OFF, PUBLIC, OPEN, OVERRIDE = "/cgi", "/app", "/json", "/shop", "/off", "/public", "/elsewhere", "/override"
YOUNG = "/young"  # where a session may not be older than two seconds
BACKEND = ValuesBackend()
APPLICATIONS = (CGI, APP)


def configure(provider):
    inside = "Require valid-user"
    return "".join([
        *(f"ScriptAlias {path} {{root}}/cgi/values\n" for path in (CGI, JSON, SHOP, OFF, PUBLIC, OPEN, YOUNG)),
        f"ProxyPass {APP} {BACKEND.url}{APP}\n",
        f"ProxyPass {OVERRIDE} {BACKEND.url}{OVERRIDE}\n",
        protect(CGI, "main", inside, "OAuthSessionData on"),
        protect(APP, "main", inside, "OAuthSessionData form"),
        protect(JSON, "main", inside, "OAuthSessionData json"),
        protect(SHOP, "main", inside, "OAuthSessionData on shop"),
        protect(OFF, "main", inside),
        protect(YOUNG, "main", inside, "OAuthSessionLifetime 2s"),
        protect(OVERRIDE, "main", inside, "OAuthSessionData on", "ProxyErrorOverride on",
                "ErrorDocument 404 /protected/index.html"),
        open_place(OPEN, "Require all granted"),
        open_place(PUBLIC, "Require all granted", "OAuthSessionData on")])


@pytest.fixture
def browser(site):
    browser = Browser()
    sign_in(browser, site)
    return browser


def send(browser, site, path, *orders, method="GET", headers=None):
    """Ask the application at path to answer with these headers."""
    url = site.url + path + "?" + urlencode(orders)
    return browser.request(method, url, headers or {}, b"" if method == "POST" else None)


def write(browser, site, path, **values):
    page = send(browser, site, path, ("X-Session-Set", urlencode(values)))
    assert page.status == 200, page.text
    return page


def told(browser, site, path, **options):
    """Values and version as the application got them."""
    names = {name.upper().replace("-", "_"): value for name, value in send(browser, site, path, **options).json.items()}
    data = names.get("OAUTH_SESSION_DATA", names.get("X_SESSION_DATA"))
    version = names.get("OAUTH_SESSION_VERSION", names.get("X_SESSION_VERSION"))
    if path == JSON:
        return json.loads(data), int(version)
    return {name: values[0] for name, values in parse_qs(data, True, encoding="latin-1").items()}, int(version)


def refused(browser, site, path, orders, status, reason):
    site.announce(f"reason={reason} ")
    before = told(browser, site, path)
    page = send(browser, site, path, *orders)
    assert page.status == status, (page.status, page.text)
    assert len(lines_with(site, reason)) == 1 and told(browser, site, path) == before
    return page


@pytest.mark.parametrize("path", APPLICATIONS)
def test_an_application_reads_what_it_wrote_before(site, browser, path):
    assert told(browser, site, path) == ({}, 0)
    write(browser, site, path, x="1", cart="[1, 2]", empty="")
    assert told(browser, site, path) == ({"x": "1", "cart": "[1, 2]", "empty": ""}, 1)
    send(browser, site, path, ("X-Session-Unset", "x&unknown"), ("X-Session-Set", "y=2"))
    assert told(browser, site, path) == ({"cart": "[1, 2]", "empty": "", "y": "2"}, 2)
    send(browser, site, path, ("X-Session-Set", "z=3"), ("X-Session-Clear", "data"))
    assert told(browser, site, path) == ({"z": "3"}, 3)


@pytest.mark.parametrize("path", APPLICATIONS)
def test_headers_that_come_several_times_are_one_change(site, browser, path):
    send(browser, site, path, ("X-Session-Set", "a=1&b=2"), ("X-Session-Set", "c=3"), ("x-session-set", "d=%2C"),
         ("X-Session-Set", "e=4, f=5"), ("X-Session-Unset", "b"))
    assert told(browser, site, path) == ({"a": "1", "b": "2", "c": "3", "d": ",", "e": "4", "f": "5"}, 1)


@pytest.mark.parametrize("path", APPLICATIONS)
def test_all_bytes_come_back(site, browser, path):
    every = bytes(range(256))
    send(browser, site, path, ("X-Session-Set", "all=" + quote(every, safe="") + "&text=" + quote("\u00fc\u20ac")))
    assert told(browser, site, path)[0]["all"].encode("latin-1") == every
    values, _ = told(browser, site, JSON)
    assert values["text"] == "\u00fc\u20ac"
    assert base64.urlsafe_b64decode(values["all"]["base64url"] + "==") == every


def test_places_with_a_space_of_their_own_do_not_see_each_other(site, browser):
    write(browser, site, CGI, x="default")
    write(browser, site, SHOP, x="shop")
    assert told(browser, site, CGI)[0] == told(browser, site, APP)[0] == {"x": "default"}
    assert told(browser, site, SHOP)[0] == {"x": "shop"}


def test_sessions_have_values_of_their_own(site, browser):
    write(browser, site, CGI, x="mine")
    another = Browser()
    sign_in(another, site)
    assert told(another, site, CGI) == ({}, 0)


def test_values_are_gone_with_the_session(site, browser):
    write(browser, site, CGI, x="1")
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
    sign_in(browser, site)
    assert told(browser, site, CGI) == ({}, 0)


def test_who_signs_in_once_more_finds_his_values(site, browser):
    write(browser, site, CGI, x="1")
    before = browser.cookie(SESSION)
    time.sleep(2.1)
    sign_in(browser, site, YOUNG)
    assert browser.cookie(SESSION) != before and told(browser, site, CGI) == ({"x": "1"}, 1)


def raw(site, browser):
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=20)
    return connection, {"Cookie": f"{SESSION}={browser.cookie(SESSION)}"}


def fetch(connection, method, path, headers):
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    return answer, answer.read()


def count_up(site, browser):
    """Until it was done once."""
    connection, headers = raw(site, browser)
    for _ in range(500):
        answer, _ = fetch(connection, "POST", APP + "/count", headers)
        if answer.status == 200:
            return
        assert answer.status == 409
    pytest.fail("never")


def test_fifty_increments_at_once_are_fifty(site, browser):
    site.tolerate("reason=values_version ")
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: count_up(site, browser), range(50)))
    assert told(browser, site, APP) == ({"n": "50"}, 50)


def test_fifty_that_add_at_once_need_no_second_try(site, browser):
    write(browser, site, APP, left="100")
    with ThreadPoolExecutor(16) as pool:
        pages = list(pool.map(lambda _: send(browser, site, APP, ("X-Session-Add", "n=1&left=-2")), range(50)))
    assert {page.status for page in pages} == {200}
    assert told(browser, site, APP) == ({"n": "50", "left": "0"}, 51)


@pytest.mark.parametrize("path", APPLICATIONS)
def test_numbers_are_added_after_all_else_is_done(site, browser, path):
    send(browser, site, path, ("X-Session-Add", "n=3"), ("X-Session-Set", "n=4&x=1"), ("X-Session-Clear", "data"))
    assert told(browser, site, path)[0] == {"n": "7", "x": "1"}


@pytest.mark.parametrize("order", ["x=1", "n=one", "n=1.5", "n=999999999999999"])
def test_what_is_no_number_fails_the_page(site, browser, order):
    write(browser, site, CGI, x="text", n="1")
    refused(browser, site, CGI, [("X-Session-Add", order)], 500, "values_number")


def test_who_follows_a_redirect_finds_what_was_saved(site, browser):
    """A thousand times, each by another connection than the one that wrote, so that it may be another process."""
    writer, headers = raw(site, browser)
    reader, _ = raw(site, browser)
    for i in range(1000):
        answer, _ = fetch(writer, "POST", f"{APP}?Status=303&Location=/x&X-Session-Set=n%3D{i}", headers)
        assert answer.status == 303
        _, body = fetch(reader, "GET", APP, headers)
        assert json.loads(body)["X-Session-Data"] == f"n={i}"


@pytest.mark.parametrize("path", APPLICATIONS)
@pytest.mark.parametrize("status", ["201 Created", "302 Found", "404 Not Found", "500 Internal Server Error"])
def test_answers_of_every_kind_save(site, browser, path, status):
    page = send(browser, site, path, ("Status", status if path == CGI else status[:3]), ("X-Session-Set", "x=1"))
    assert page.status == int(status[:3]) and told(browser, site, path)[0] == {"x": "1"}


@pytest.mark.parametrize("path", APPLICATIONS)
def test_an_answer_without_a_body_saves(site, browser, path):
    page = send(browser, site, path, ("X-Session-Set", "x=1"), method="HEAD")
    assert page.status == 200 and told(browser, site, path)[0] == {"x": "1"}


def test_an_answer_that_nothing_was_modified_saves(site, browser):
    page = send(browser, site, APP, ("Status", "304"), ("X-Session-Set", "x=1"))
    assert page.status == 304 and told(browser, site, APP)[0] == {"x": "1"}


@pytest.mark.parametrize("target", [OFF, "/protected/index.html", CGI])
def test_a_script_that_sends_httpd_on_to_another_page_saves(site, browser, target):
    page = send(browser, site, CGI, ("X-Session-Set", "x=1"), ("Location", target))
    assert page.status == 200 and told(browser, site, CGI)[0] == {"x": "1"}
    assert page.header("X-Session-Set") is None


def test_a_script_writes_into_its_own_space_wherever_it_sends_httpd(site, browser):
    send(browser, site, CGI, ("X-Session-Set", "x=1"), ("Location", SHOP))
    assert told(browser, site, CGI)[0] == {"x": "1"} and told(browser, site, SHOP) == ({}, 0)


@pytest.mark.parametrize("path", [OFF, OPEN])
@pytest.mark.parametrize("target", [CGI, SHOP])
def test_a_script_that_may_not_write_does_not_by_sending_httpd_to_one_that_may(site, browser, path, target):
    site.announce("reason=values_off ")
    page = send(browser, site, path, ("X-Session-Set", "role=admin"), ("Location", target))
    assert page.status == 200 and page.header("X-Session-Set") is None and lines_with(site, "values_off")
    assert told(browser, site, target) == ({}, 0)


def test_scripts_of_two_spaces_do_not_write_with_one_answer(site, browser):
    site.announce("reason=values_unclear ")
    target = SHOP + "?" + urlencode([("X-Session-Set", "y=2")])
    page = send(browser, site, CGI, ("X-Session-Set", "x=1"), ("Location", target))
    assert page.status == 500 and lines_with(site, "values_unclear")
    assert told(browser, site, CGI) == told(browser, site, SHOP) == ({}, 0)


@pytest.mark.parametrize("status", ["404", "503"])
def test_an_answer_that_httpd_has_another_page_for_saves(site, browser, status):
    page = send(browser, site, OVERRIDE, ("Status", status), ("X-Session-Set", "x=1"))
    assert page.status == int(status) and page.header("X-Session-Set") is None
    assert told(browser, site, APP)[0] == {"x": "1"}


def test_a_change_may_demand_a_version(site, browser):
    send(browser, site, CGI, ("X-Session-Set", "x=1"), ("X-Session-If-Version", "0"))
    page = refused(browser, site, CGI, [("X-Session-Set", "x=2"), ("X-Session-If-Version", "0")], 409, "values_version")
    assert page.json["title"] == "What you did was not saved" and "OAUTH_" not in page.text
    send(browser, site, CGI, ("X-Session-Set", "x=3"), ("X-Session-If-Version", "1"))
    assert told(browser, site, CGI) == ({"x": "3"}, 2)


@pytest.mark.parametrize("orders", [
    [("X-Session-Set", "x")], [("X-Session-Set", "x=%")], [("X-Session-Set", "x=%0")], [("X-Session-Set", "x=%zz")],
    [("X-Session-Set", "good=1&x=%g0")], [("X-Session-Unset", "x=1")], [("X-Session-Clear", "logout")],
    [("X-Session-Clear", "")], [("X-Session-Set", "x=1"), ("X-Session-If-Version", "one")],
    [("X-Session-Set", "x=1"), ("X-Session-If-Version", "-1")], [("X-Session-If-Version", "1"), ("X-Session-If-Version", "2")],
    [("X-Session-If-Version", "99999999999999999999")],
], ids=str)
@pytest.mark.parametrize("path", APPLICATIONS)
def test_orders_that_make_no_sense_fail_the_page(site, browser, path, orders):
    refused(browser, site, path, orders, 500, "values_header")


@pytest.mark.parametrize("order,reason", [
    ("=1", "values_name"), ("a%00b=1", "values_name"), ("a%0Ab=1", "values_name"), ("%FF=1", "values_name"),
    ("n" * 129 + "=1", "values_name"), ("&".join(f"v{i}=1" for i in range(65)), "values_many"),
])
def test_values_that_can_not_be_kept_fail_the_page(site, browser, order, reason):
    refused(browser, site, APP, [("X-Session-Set", order)], 500, reason)


def test_more_than_fits_fails_the_page(site, browser):
    for i in range(4):
        write(browser, site, APP, **{f"part{i}": "x" * 4000})
    refused(browser, site, APP, [("X-Session-Set", "part4=" + "x" * 400)], 500, "values_large")


def test_a_session_that_ended_meanwhile_is_not_written_to(site, browser):
    site.announce("reason=session_unknown ")
    BACKEND.server.is_slow.clear()
    BACKEND.server.may_go_on.clear()
    connection, headers = raw(site, browser)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(fetch, connection, "GET", f"{APP}/slow?X-Session-Set=x%3D1", headers)
        assert BACKEND.server.is_slow.wait(10)
        browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
        BACKEND.server.may_go_on.set()
        assert slow.result()[0].status == 409
    assert fetch(connection, "GET", APP, headers)[0].status != 200


NAMES = ("X-Session-Data", "X-Session-Version", "X-Session-Set", "X-Session-Add", "X-Session-Unset", "X-Session-Clear",
         "X-Session-If-Version")


@pytest.mark.parametrize("path", [CGI, APP, OFF, PUBLIC])
@pytest.mark.parametrize("spelling", [str, str.lower, lambda name: name.replace("-", "_"), lambda name: name.replace("-", "")],
                         ids=["as it is", "lower case", "underscores", "together"])
def test_nobody_can_send_an_application_such_headers(site, browser, path, spelling):
    page = send(browser, site, path, headers={spelling(name): "evil" for name in NAMES})
    assert page.status == 200 and "evil" not in page.text


@pytest.mark.parametrize("name", NAMES[:2])
def test_nobody_can_have_such_a_header_taken_away(site, browser, name):
    assert name in send(browser, site, APP, headers={"Connection": f"close, {name}"}).json


@pytest.mark.parametrize("name", NAMES)
def test_a_backend_is_not_told_that_such_a_header_is_for_this_connection(site, browser, name):
    page = send(browser, site, OFF, headers={"Connection": f"close, {name}, X-Other"})
    assert page.status == 200 and "X-Other" in page.json["HTTP_CONNECTION"] and name not in page.json["HTTP_CONNECTION"]


def test_other_headers_of_applications_go_through(site, browser):
    page = send(browser, site, APP, ("X-Session-Id", "theirs"), headers={"X-Session-Token": "kept", "X-Session-Dataset": "kept"})
    assert page.header("X-Session-Id") == "theirs"
    assert page.json["X-Session-Token"] == page.json["X-Session-Dataset"] == "kept"


@pytest.mark.parametrize("path", [CGI, APP, SHOP])
def test_nothing_of_it_reaches_the_browser(site, browser, path):
    page = send(browser, site, path, ("X-Session-Set", "secret=canary"), ("X-Session-Add", "n=1"), ("X-Session-Unset", "y"),
                ("X-Session-Clear", "data"), ("X-Session-If-Version", "0"))
    assert page.status == 200
    assert not [name for name, _ in page.headers if name.lower().startswith("x-session-")]
    assert "canary" not in browser.cookie(SESSION)


@pytest.mark.parametrize("path", [OFF, OPEN])
def test_where_it_is_off_orders_are_held_back(site, browser, path):
    site.announce("reason=values_off ")
    page = send(browser, site, path, ("X-Session-Set", "x=1"), ("X-Session-Id", "theirs"))
    assert page.status == 200 and page.header("X-Session-Set") is None and page.header("X-Session-Id") == "theirs"
    assert "OAUTH_SESSION_DATA" not in page.json and told(browser, site, CGI) == ({}, 0)


def test_who_is_not_signed_in_has_no_values(site):
    site.announce("reason=values_without_session ")
    stranger = Browser()
    assert "OAUTH_SESSION_DATA" not in send(stranger, site, PUBLIC).json
    page = send(stranger, site, PUBLIC, ("X-Session-Set", "x=1"))
    assert page.status == 500 and page.header("X-Session-Set") is None
