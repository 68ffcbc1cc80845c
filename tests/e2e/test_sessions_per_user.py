# SPDX-License-Identifier: Apache-2.0
"""OAuthSessionsPerUser: what becomes of the session that would be one too many is for the administrator to say."""

from concurrent.futures import ThreadPoolExecutor

from harness.browser import Browser
from harness.configuration import default_configuration
from harness.steps import SESSION, answer_of_provider, is_signed_in, lines_with, sign_in

REFUSED = "sessions_of_user_refused"


def configure(provider):
    return "OAuthSessionsPerUser 2 refuse\n"


def sign_out(browser, site):
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")


def signed_in(site, count):
    browsers = [Browser() for _ in range(count)]
    for browser in browsers:
        sign_in(browser, site)
    return browsers


def test_one_too_many_is_refused_by_a_page_that_says_why(site, provider, browser):
    first, second = signed_in(site, 2)
    page = browser.navigate(site.url + "/protected/env?a=b")
    site.announce(REFUSED)
    assert page.status == 403 and "too many devices" in page.text and REFUSED in page.text
    assert 'href="/protected/env?a=b"' in page.text and browser.cookie(SESSION) is None
    assert len(lines_with(site, REFUSED)) == 1
    assert is_signed_in(first, site) and is_signed_in(second, site)
    sign_out(first, site)
    sign_in(browser, site)
    for one in (second, browser):
        sign_out(one, site)


def test_who_signs_in_again_in_the_same_browser_is_no_more(site, provider):
    first = Browser()
    other_tab = answer_of_provider(first, site)
    sign_in(first, site)
    [second] = signed_in(site, 1)
    former = first.cookie(SESSION)
    assert first.follow(other_tab).status == 303 and first.cookie(SESSION) != former
    assert is_signed_in(first, site) and is_signed_in(second, site)
    for browser in (first, second):
        sign_out(browser, site)


def test_of_many_logins_at_once_never_too_many_get_in(site, provider):
    browsers = [Browser() for _ in range(8)]
    with ThreadPoolExecutor(len(browsers)) as pool:
        list(pool.map(lambda browser: browser.navigate(site.url + "/protected/env"), browsers))
    site.announced += [REFUSED] * len(lines_with(site, REFUSED))
    inside = [browser for browser in browsers if is_signed_in(browser, site)]
    assert len(inside) <= 2 and len(lines_with(site, REFUSED)) == len(browsers) - len(inside)
    for browser in inside:
        sign_out(browser, site)


def test_a_smaller_number_drops_the_oldest(start_site, provider, backend):
    site = start_site(default_configuration(provider, backend.url) + "OAuthSessionsPerUser 1\n")
    first, second = signed_in(site, 2)
    assert not is_signed_in(first, site) and is_signed_in(second, site)
    assert len(lines_with(site, "sessions_of_user")) == 1
