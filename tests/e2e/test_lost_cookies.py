# SPDX-License-Identifier: Apache-2.0
"""A callback that can not fail twice (C11): whatever a browser does wrong with our cookies, it ends on a page that names the
cause, after at most three redirects of ours; Back, reload and another browser end on the page first asked for. The clocks are
in test_time_passes.py. And what browsers load ahead of time starts nothing (C12)."""

import re

import pytest

from harness.browser import NAVIGATION, Browser, exchange
from harness.configuration import SECRET, protect, provider_block
from harness.steps import BROWSER, SESSION, answer_of_provider, count_of_our_redirects, lines_with, sign_in

PAGE = "/protected/env?x=1"
CLEAR, NAMED = "clear.example", "named.example"


def configure(provider):
    """Sites whose cookies are lost: one that says https and is reached without, one that is reached by another name. Their
    front sends browsers from where they should be to where they are."""
    provider.register("outside", client_secret=SECRET, auto_login="bob",
                      redirect_uris=[f"https://{name}/oauth/callback/main" for name in (CLEAR, "www." + NAMED)])
    place = provider_block("main", provider.issuer("main"), "outside", Scope="openid") + protect("/")
    return "".join(["<VirtualHost *:{port}>\nServerName localhost\n</VirtualHost>\n",
                    f"<VirtualHost *:{{port}}>\nServerName {CLEAR}\nOAuthPublicURL https://{CLEAR}\n{place}</VirtualHost>\n",
                    f"<VirtualHost *:{{port}}>\nServerName {NAMED}\nOAuthPublicURL https://www.{NAMED}\n{place}"
                    "</VirtualHost>\n"])


class Old(Browser):
    """Without Fetch Metadata, which no browser sends without TLS, and behind a front that leads astray."""

    def __init__(self, site):
        super().__init__()
        self.astray = {f"https://{CLEAR}/": f"http://{CLEAR}:{site.port}/",
                       f"https://www.{NAMED}/": f"http://{NAMED}:{site.port}/"}

    def request(self, method, url, headers, body=None, **options):
        for meant, taken in self.astray.items():
            url = url.replace(meant, taken, 1) if url.startswith(meant) else url
        headers = {name: value for name, value in headers.items() if not name.startswith("Sec-Fetch-")}
        return super().request(method, url, headers | {"Sec-Fetch-Site": None} | said_by_front(url), body, **options)


def said_by_front(url):
    return {"X-Forwarded-Proto": "https", "X-Forwarded-Host": NAMED} if NAMED in url else {}


class Refusing(Browser):
    """Takes no cookie of the given name."""

    def __init__(self, name):
        super().__init__()
        self.refused = name

    def keep(self, set_cookie, url):
        if self.refused not in set_cookie.partition("=")[0]:
            super().keep(set_cookie, url)


class Shadowed(Browser):
    """A neighbour of the domain has set a cookie of our name, which comes in the place of ours."""

    def __init__(self, name):
        super().__init__()
        self.name = name

    def keep(self, set_cookie, url):
        super().keep(re.sub(rf"^({self.name})=[^;]+", r"\1=of-a-neighbour", set_cookie), url)


def assert_named(site, page, reason, said, calls):
    """The page names the cause, and so does the log; the way on leads to the page first asked for."""
    provider, count = calls
    site.announce(f"reason={reason} ")
    assert page.status == 400 and said in page.text and f"<code>{reason}</code>" in page.text, page.text
    assert page.header("Cache-Control") == "no-store" and 'href="/' in page.text
    assert len(lines_with(site, reason)) == 1
    assert count_of_redirects_to_the_provider(page, provider) <= 3
    assert provider.count("token", tenant="main") == count


def count_of_redirects_to_the_provider(page, provider):
    """Each redirect of ours but those to our own pages."""
    return len([step for step in page.steps if step.location and "/authorize?" in step.location])


def test_a_browser_without_cookies_reads_that_none_came_back(site, provider):
    page = Refusing("").navigate(site.url + PAGE)
    assert_named(site, page, "browser_cookie", "Allow cookies for this site", (provider, 0))
    assert count_of_our_redirects(page, site) <= 3


def test_a_cookie_of_a_neighbour_is_named_as_foreign(site, provider):
    page = Shadowed(BROWSER).navigate(site.url + PAGE)
    assert_named(site, page, "cookie_foreign", "another site of the same domain", (provider, 0))
    assert count_of_our_redirects(page, site) <= 3


def test_so_is_one_in_the_place_of_the_session(site, provider):
    page = Shadowed(SESSION).navigate(site.url + PAGE)
    assert_named(site, page, "cookie_foreign", "another site of the same domain", (provider, 2))


def test_a_session_that_is_not_kept_is_a_loop_of_three_and_no_more(site, provider):
    page = Refusing(SESSION).navigate(site.url + PAGE)
    assert_named(site, page, "session_cookie", "Allow", (provider, 2))


def test_a_site_of_https_that_is_reached_without_is_named(site, provider):
    page = Old(site).navigate(f"https://{CLEAR}/protected/env")
    assert_named(site, page, "cookie_in_clear", "https://", (provider, 0))


def test_a_site_that_is_reached_by_another_name_is_named(site, provider):
    browser = Old(site)
    browser.keep = lambda *_: None  # it was for the other name
    page = browser.navigate(f"https://www.{NAMED}/protected/env")
    assert_named(site, page, "cookie_host", "more than one name", (provider, 0))
    assert f"came to {NAMED}" in lines_with(site, "cookie_host")[0]


def test_back_and_reload_of_the_callback_end_on_the_page(site, browser):
    page = answer_of_provider(browser, site, PAGE)
    for _ in range(3):
        landed = browser.navigate(page.location)
        assert (landed.status, landed.url) == (200, site.url + PAGE)


def test_a_callback_opened_in_another_browser_signs_in_that_one_by_itself(site, browser):
    page = answer_of_provider(browser, site, PAGE)
    landed = Browser().navigate(page.location)
    assert (landed.status, landed.url) == (200, site.url + PAGE)
    assert count_of_our_redirects(landed, site) <= 3


def test_a_bookmark_of_the_page_of_the_provider_still_leads_to_the_page(site, browser):
    asked = browser.navigate(site.url + PAGE, follow=False).location
    assert browser.navigate(asked).url == site.url + PAGE
    landed = browser.navigate(asked)  # once more, when it was finished
    assert (landed.status, landed.url) == (200, site.url + PAGE)
    landed = Browser().navigate(asked)
    assert (landed.status, landed.url) == (200, site.url + PAGE)


AHEAD = [{"Sec-Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}, {"Sec-Purpose": "prefetch;anonymous-client-ip"},
         {"Purpose": "prefetch"}, {"Purpose": "preview"}, {"X-Purpose": "preview"}, {"X-Moz": "prefetch"}]


@pytest.mark.parametrize("headers", AHEAD)
def test_nothing_is_started_ahead_of_time(site, provider, headers):
    for path in ("/protected/env", "/oauth/login?to=%2Fprotected%2Fenv"):
        status, got, _ = exchange("GET", site.url + path, NAVIGATION | headers)
        told = {name.lower(): value for name, value in got}
        assert status == 401 and told["cache-control"] == "no-store"
        assert "location" not in told and "set-cookie" not in told
        assert exchange("GET", site.url + path, NAVIGATION)[0] == 302


@pytest.mark.parametrize("headers", AHEAD)
def test_a_page_loaded_ahead_of_time_signs_nobody_out(site, browser, headers):
    sign_in(browser, site)
    page = browser.navigate(site.url + "/oauth/logout", headers=headers)
    assert page.status == 200 and browser.navigate(site.url + PAGE, follow=False).status == 200
