# SPDX-License-Identifier: Apache-2.0
"""The first request after a login is marked as such, once, however many come at a time and whichever process serves them."""

from concurrent.futures import ThreadPoolExecutor

from harness.browser import Browser
from harness.configuration import protect
from harness.steps import answer_of_provider, sign_in

MPM = "prefork"
AT_ONCE = 12
LOGINS = 2
VARIABLE, HEADER = "OAUTH_NEW_LOGIN", "x-oauth-new-login"
IMAGE = {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image", "Accept": "image/*"}


def configure(_provider):
    return (f"StartServers {AT_ONCE}\nMinSpareServers {AT_ONCE}\nMaxSpareServers {2 * AT_ONCE}\n"
            "Alias /quiet {root}/htdocs\n" + protect("/quiet", "main", "OAuthPassClaims none", "Require valid-user")
            + "Alias /closed {root}/htdocs\n" + protect("/closed", "main", "Require user nobody")
            + "Alias /polled {root}/htdocs\n" + protect("/polled", "main", "OAuthSessionTouch off", "Require valid-user"))


def signed_in_only(browser, site):
    """The callback has set the cookie; the page it leads to was not asked for yet."""
    page = browser.follow(answer_of_provider(browser, site))
    assert page.status == 303
    return page.location


def told(browser, site, path="/protected/env", headers=None):
    page = browser.navigate(site.url + path, headers=headers)
    assert page.status == 200
    return page.json


def test_a_program_is_told_of_the_first_request_and_of_no_other(site, browser):
    assert sign_in(browser, site).json[VARIABLE] == "1"
    for _ in range(3):
        assert VARIABLE not in told(browser, site)
    assert VARIABLE not in told(browser, site, headers={"X-OAuth-New-Login": "1"})


def header_told(page):
    """What the proxied application got under the header's name, however it was spelled."""
    lines = [line.partition(":") for line in page.text.splitlines()]
    return [value.strip() for name, _, value in lines if name.lower().replace("_", "-") == HEADER]


def test_a_proxied_application_is_told_of_the_first_request_and_of_no_other(site, browser):
    assert header_told(sign_in(browser, site, "/protected/app")) == ["1"]
    for sent in (None, {"X-OAuth-New-Login": "1"}, {"X_OAuth_New_Login": "1"}):
        assert header_told(browser.navigate(site.url + "/protected/app", headers=sent)) == []


def test_of_many_requests_at_once_one_is_the_first(site):
    for _ in range(LOGINS):
        browser = Browser()
        signed_in_only(browser, site)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(lambda _: browser.fetch(site.url + "/protected/env").json, range(AT_ONCE)))
        assert [answer.get(VARIABLE) for answer in answers].count("1") == 1
        assert VARIABLE not in told(browser, site)


def test_what_is_no_use_and_what_tells_nothing_leaves_the_mark_to_others(site, browser):
    signed_in_only(browser, site)
    for path, headers, status in (("/protected/env", IMAGE, 200), ("/quiet/", None, 200), ("/polled/", None, 200),
                                  ("/closed/", None, 403), ("/oauth/session", None, 200)):
        page = browser.fetch(site.url + path, headers=headers)
        assert page.status == status and VARIABLE not in page.text
    assert told(browser, site)[VARIABLE] == "1"
    site.announce("AH01631|reason=forbidden ")


def test_each_login_has_a_first_request(site, browser):
    assert VARIABLE in sign_in(browser, site).json
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
    assert VARIABLE in sign_in(browser, site).json and VARIABLE not in told(browser, site)
