# SPDX-License-Identifier: Apache-2.0
"""What an application wrote could not be saved: a page, or a document for programs, goes out in the place of its answer."""

import http.client
from urllib.parse import urlencode

import pytest

from harness.browser import FETCH, NAVIGATION, Browser
from harness.configuration import protect
from harness.steps import SESSION, sign_in
from harness.values_backend import ValuesBackend

BACKEND = ValuesBackend()
CGI, APP, OWN = "/cgi", "/app", "/own"
LATE = (("X-Session-Set", "x=1"), ("X-Session-If-Version", "99"))
NONSENSE = (("X-Session-Set", "x"),)


def configure(provider):
    values = ("Require valid-user", "OAuthSessionData on")
    return "".join([
        *(f"ScriptAlias {path} {{root}}/cgi/values\n" for path in (CGI, OWN)), f"ProxyPass {APP} {BACKEND.url}{APP}\n",
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
