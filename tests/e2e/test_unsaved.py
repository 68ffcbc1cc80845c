# SPDX-License-Identifier: Apache-2.0
"""What an application wrote could not be saved: a page, or a document for programs, goes out in the place of its answer."""

import http.client
import socket
from urllib.parse import urlencode

import pytest

from harness.browser import FETCH, NAVIGATION, Browser
from harness.configuration import open_place, protect
from harness.steps import SESSION, sign_in
from harness.values_backend import ValuesBackend

BACKEND = ValuesBackend()
CGI, APP, OWN, LOCAL, PAGES, VISITOR, MANY = "/cgi", "/app", "/own", "/local", "/pages", "/visitor", "/many"
LATE = (("X-Session-Set", "x=1"), ("X-Session-If-Version", "99"))
NONSENSE = (("X-Session-Set", "x"),)


MODULES = ("lua",)
ELSEWHERE = "https://elsewhere.test/"

# Writes on, whatever becomes of what it wrote.
WRITER = """function handle(r)
  r.headers_out["X-Session-Set"] = "x=1"
  r.headers_out["X-Session-If-Version"] = "99"
  for i = 1, 10 do r:puts(string.rep("late", 5000)) end
  return apache2.OK
end
"""


def configure(provider):
    values = ("Require valid-user", "OAuthSessionData on")
    return "".join([
        *(f"ScriptAlias {path} {{root}}/cgi/values\n" for path in (CGI, OWN, LOCAL, VISITOR)),
        f"Alias {PAGES} {{root}}/htdocs\n<Directory {{root}}/htdocs>\nOptions +Includes\nAddOutputFilter INCLUDES .shtml\n"
        "AddType text/html .shtml\n</Directory>\n", open_place(PAGES, "Require all granted"),
        open_place(VISITOR, "Require all granted", "OAuthSessionData on", "OAuthGuestSession on"),
        f"LuaMapHandler ^{MANY}$ {{root}}/writer.lua\n", protect(MANY, "main", *values),
        protect(LOCAL, "main", *values, "ErrorDocument 409 /pages/own.html"),
        f"ProxyPass {APP} {BACKEND.url}{APP}\n",
        "Header always set Strict-Transport-Security max-age=60\n",
        protect(CGI, "main", *values), protect(APP, "main", *values),
        protect(OWN, "main", *values, 'ErrorDocument 409 "OWN PAGE"')])


@pytest.fixture
def browser(site):
    browser = Browser()
    sign_in(browser, site)
    return browser


def answer(browser, site, path, orders, headers):
    return browser.request("POST", site.url + path + "?" + urlencode(orders), headers, b"")


def form_of(site):
    return NAVIGATION | {"Referer": site.url + "/app/form?day=7"}


@pytest.mark.parametrize("path", [CGI, APP])
@pytest.mark.parametrize("orders, status, reason, words", [
    (LATE, 409, "values_version", "do it once more"), (NONSENSE, 500, "values_header", "error log")])
def test_a_person_gets_a_page_and_a_way_back(site, browser, path, orders, status, reason, words):
    site.announce(f"reason={reason} ")
    page = answer(browser, site, path, [*orders, ("Status", "201")], form_of(site))
    assert page.status == status and page.header("Content-Type").startswith("text/html")
    assert "What you did was not saved" in page.text and words in page.text and reason in page.text
    assert 'href="/app/form?day=7"' in page.text and page.header("Cache-Control") == "no-store"
    assert "default-src 'none'" in page.header("Content-Security-Policy") and "X-Session" not in page.text
    assert page.header("Strict-Transport-Security") == "max-age=60"


@pytest.mark.parametrize("path", [CGI, APP, OWN])
def test_a_script_gets_a_document(site, browser, path):
    site.announce("reason=values_version ")
    page = answer(browser, site, path, [*LATE, ("Status", "303 See Other" if path != APP else "303"), ("Location", "https://elsewhere.test/")], FETCH)
    assert page.status == 409 and page.header("Content-Type").startswith("application/problem+json")
    assert page.json["status"] == 409 and page.json["reason"] == "values_version" and "login_url" not in page.json
    assert page.header("Location") is None


def test_the_page_of_the_administrator_comes_first(site, browser):
    site.announce("reason=values_version ")
    page = answer(browser, site, OWN, LATE, form_of(site))
    assert (page.status, page.text) == (409, "OWN PAGE")


@pytest.mark.parametrize("path", [CGI, APP])
def test_the_connection_goes_on(site, browser, path):
    site.tolerate("reason=values_version ")
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    headers = form_of(site) | {"Host": site.host, "Cookie": f"{SESSION}={browser.cookie(SESSION)}"}
    statuses = []
    for orders in (LATE, (), LATE):
        connection.request("GET", path + "?" + urlencode(orders), headers=headers)
        got = connection.getresponse()
        body = got.read()
        statuses.append(got.status)
        assert body.endswith(b"</html>\n") == (got.status == 409)
    assert statuses == [409, 200, 409]


def said_on_one_connection(site, browser, *paths):
    """All bytes that come back for these requests, one behind the other; the last one ends the connection."""
    cookie = f"Cookie: {SESSION}={browser.cookie(SESSION)}\r\n" if browser.cookie(SESSION) else ""
    with socket.create_connection(("127.0.0.1", site.port), 10) as connection:
        for i, path in enumerate(paths):
            last = "Connection: close\r\n" if i == len(paths) - 1 else ""
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {site.host}\r\n{cookie}{last}\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def answers_in(data):
    """Status and body of each answer; whatever does not stand in one is no answer."""
    answers = []
    while data:
        head, _, data = data.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 "), data[:200]
        if b"chunked" not in head:
            length = int(dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])[b"Content-Length"])
            body, data = data[:length], data[length:]
        else:
            body, size = b"", 1
            while size:
                line, _, data = data.partition(b"\r\n")
                size = int(line, 16)
                body, data = body + data[:size], data[size + 2:]
        answers.append((int(head.split()[1]), body.decode()))
    return answers


def write_page(site, part):
    (site.root / "htdocs" / "unsaved.shtml").write_text(f'before <!--#include virtual="{part}" --> after')
    (site.root / "htdocs" / "own.html").write_text("OWN PAGE")


@pytest.mark.parametrize("path, orders, reason, is_stranger", [
    (CGI, LATE, "values_version", False), (APP, LATE, "values_version", False), (VISITOR, LATE[:1], "guests_part", True)])
def test_a_part_that_says_what_is_not_so_is_left_out_of_the_page(site, browser, path, orders, reason, is_stranger):
    site.announce(f"reason={reason} ")
    write_page(site, f"{path}?{urlencode(orders)}")
    one, two = answers_in(said_on_one_connection(site, Browser() if is_stranger else browser, PAGES + "/unsaved.shtml",
                                                 PAGES + "/own.html"))
    assert one == (200, "before  after") and two == (200, "OWN PAGE")


def test_who_writes_on_behind_the_answer_that_went_out_instead_does_it_into_nothing(site, browser):
    site.announce("reason=values_version ")
    write_page(site, CGI)
    (site.root / "writer.lua").write_text(WRITER)
    one, two = answers_in(said_on_one_connection(site, browser, MANY, PAGES + "/own.html"))
    assert one[0] == 409 and "late" not in one[1] and two == (200, "OWN PAGE")


@pytest.mark.parametrize("orders, status, reason", [(LATE, 409, "values_version"), (NONSENSE, 500, "values_header")])
@pytest.mark.parametrize("headers, kind", [(NAVIGATION, "text/html"), (FETCH, "application/problem+json")])
def test_a_location_without_a_status_does_not_lead_on(site, browser, orders, status, reason, headers, kind):
    site.announce(f"reason={reason} ")
    page = answer(browser, site, CGI, [*orders, ("Location", ELSEWHERE)], headers)
    assert page.status == status and page.header("Content-Type").startswith(kind) and page.header("Location") is None
    assert "What you did was not saved" in page.text and ELSEWHERE not in page.text
    assert page.header("Strict-Transport-Security") == "max-age=60"


def test_a_location_without_a_status_leads_on_when_all_is_saved(site, browser):
    page = answer(browser, site, CGI, [LATE[0], ("Location", ELSEWHERE)], NAVIGATION)
    assert page.status == 302 and page.header("Location") == ELSEWHERE


@pytest.mark.parametrize("path", [OWN, LOCAL])
@pytest.mark.parametrize("status", [(), (("Status", "302 Found"),)])
def test_the_page_of_the_administrator_comes_in_the_place_of_a_redirect(site, browser, path, status):
    site.announce("reason=values_version ")
    write_page(site, CGI)
    page = answer(browser, site, path, [*LATE, *status, ("Location", ELSEWHERE)], form_of(site))
    assert (page.status, page.text, page.header("Location")) == (409, "OWN PAGE", None)


@pytest.mark.parametrize("path", [CGI, OWN, LOCAL])
def test_the_connection_goes_on_where_no_redirect_went_out(site, browser, path):
    site.announce("reason=values_version ")
    write_page(site, CGI)
    orders = urlencode([*LATE, ("Location", ELSEWHERE)])
    one, two = answers_in(said_on_one_connection(site, browser, f"{path}?{orders}", PAGES + "/own.html"))
    assert one[0] == 409 and "302" not in one[1] and two == (200, "OWN PAGE")
