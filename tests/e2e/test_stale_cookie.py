# SPDX-License-Identifier: Apache-2.0
"""A session cookie that belongs to no session any more is dropped by the answer that says so; a cookie that might still be of
use to somebody is not."""

from harness.browser import Browser
from harness.configuration import protect, provider_block
from harness.steps import BROWSER, SESSION, sign_in


def configure(provider):
    return "".join([provider_block("other", provider.issuer("other"), Scope="openid"),
                    "Alias /elsewhere {root}/htdocs\n", protect("/elsewhere", "other")])


def with_cookie(value):
    return {"Cookie": f"{SESSION}={value}"}


def cookies_set(page):
    """Names of the cookies that an answer sets, and of those that it clears."""
    lines = page.all_headers("Set-Cookie")
    return ({line.partition("=")[0] for line in lines if "Max-Age=0" not in line},
            {line.partition("=")[0] for line in lines if "Max-Age=0" in line})


def ended(browser, site):
    sign_in(browser, site)
    value = browser.cookie(SESSION)
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
    return value


def test_a_person_is_told_to_drop_the_cookie_of_an_ended_session_and_a_script_is_not(site, browser):
    value = ended(browser, site)
    page = Browser().navigate(site.url + "/protected/env", follow=False, headers=with_cookie(value))
    assert page.status == 302 and cookies_set(page) == ({BROWSER}, {SESSION})
    page = Browser().fetch(site.url + "/protected/env", headers=with_cookie(value))
    assert page.status == 401 and cookies_set(page) == (set(), set())


def test_a_session_that_another_page_takes_keeps_its_cookie(site, browser):
    sign_in(browser, site)
    page = browser.fetch(site.url + "/elsewhere/index.html")
    assert page.status == 401 and cookies_set(page) == (set(), set())


def test_a_cookie_that_is_none_of_this_site_stays(site):
    for value in ("", "x", "A" * 71):
        page = Browser().fetch(site.url + "/protected/env", headers=with_cookie(value))
        assert page.status == 401 and cookies_set(page) == (set(), set())
