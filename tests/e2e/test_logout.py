# SPDX-License-Identifier: Apache-2.0
"""Signing out is what the person in front of the browser does, and nobody else, and it is final."""

import pytest

from harness.browser import Browser
from harness.configuration import default_configuration
from harness.steps import BROWSER, SESSION, is_signed_in, sign_in

EVIL = "http://evil.example/page"


def logout(site):
    return site.url + "/oauth/logout"


def copy_of(browser):
    copy = Browser()
    copy.cookies = list(browser.cookies)
    return copy


def test_a_button_on_a_page_signs_out(site, provider, browser):
    sign_in(browser, site)
    page = browser.navigate(logout(site))
    assert page.status == 200 and is_signed_in(browser, site)
    action, fields = page.form()
    done = browser.submit(action, fields, page.url)
    assert done.status == 200 and "igned out" in done.text
    assert (page.header("Clear-Site-Data"), done.header("Clear-Site-Data")) == (None, '"cache"')
    assert browser.cookie(SESSION) is None and not is_signed_in(browser, site)


def test_the_old_cookie_is_worth_nothing_afterwards(site, provider, browser):
    sign_in(browser, site)
    kept = copy_of(browser)
    browser.submit(logout(site), {}, site.url + "/")
    assert not is_signed_in(kept, site)


def test_clearing_uses_the_attributes_of_setting(site, provider, browser):
    sign_in(browser, site)
    page = browser.submit(logout(site), {}, site.url + "/")
    cleared, note = page.all_headers("Set-Cookie")
    attributes = {part.strip().partition("=")[0].lower() for part in cleared.split(";")[1:]}
    assert cleared.startswith(f"{SESSION}=;") and {"path", "httponly", "samesite"} <= attributes
    assert note.startswith("oauth_rounds=; Path=/oauth; Max-Age=0")
    assert page.header("Cache-Control") == "no-store"


def test_a_script_of_this_site_may_sign_out(site, provider, browser):
    sign_in(browser, site)
    page = browser.fetch(logout(site), "POST", b"", {"Origin": site.url})
    assert page.status in (200, 303) and not is_signed_in(browser, site)


def test_an_old_browser_signs_out_by_the_token_of_the_page(site, provider, browser):
    """No Sec-Fetch-Site and no Origin: the token alone speaks for it."""
    sign_in(browser, site)
    page = browser.navigate(logout(site))
    action, fields = page.form()
    silent = {"Sec-Fetch-Site": None, "Sec-Fetch-Mode": None, "Sec-Fetch-Dest": None, "Origin": None}
    assert browser.submit(action, fields, page.url, headers=silent).status == 200
    assert not is_signed_in(browser, site)


@pytest.mark.parametrize("headers", [
    {}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": None},
    {"Sec-Fetch-Site": None, "Origin": "null"}, {"Sec-Fetch-Site": None, "Origin": None},
    {"Sec-Fetch-Site": None, "Origin": "http://localhost.evil.example"},
    {"Sec-Fetch-Site": None, "Origin": "http://localhost"},
])
@pytest.mark.requirement("R-LO-01")
def test_a_foreign_page_signs_nobody_out(site, provider, browser, headers):
    """Even where the browser sends the cookie, as if it knew nothing of SameSite."""
    sign_in(browser, site)
    cookies = {"Cookie": f"{SESSION}={browser.cookie(SESSION)}"}
    page = copy_of(browser).submit(logout(site), {}, EVIL, headers=cookies | headers)
    assert page.status == 403 and is_signed_in(browser, site)
    assert page.all_headers("Set-Cookie") == []


@pytest.mark.parametrize("token", ["", "x", "A" * 60, None])
def test_a_wrong_token_signs_nobody_out(site, provider, browser, token):
    sign_in(browser, site)
    form = {"token": token} if token is not None else {}
    page = browser.submit(logout(site), form, EVIL, headers={"Cookie": f"{SESSION}={browser.cookie(SESSION)}"})
    assert page.status == 403 and is_signed_in(browser, site)


def test_the_token_of_another_session_signs_nobody_out(site, provider, browser):
    sign_in(browser, site)
    attacker = Browser()
    sign_in(attacker, site)
    _, fields = attacker.navigate(logout(site)).form()
    page = browser.submit(logout(site), fields, EVIL, headers={"Cookie": f"{SESSION}={browser.cookie(SESSION)}"})
    assert page.status == 403 and is_signed_in(browser, site)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
def test_nothing_but_a_post_signs_out(site, provider, browser, method):
    sign_in(browser, site)
    browser.fetch(logout(site), method)
    browser.navigate(logout(site), initiator=EVIL)
    assert is_signed_in(browser, site)


def test_signing_out_twice_is_no_error(site, provider, browser):
    sign_in(browser, site)
    for _ in range(2):
        assert browser.submit(logout(site), {}, site.url + "/").status == 200
    assert Browser().navigate(logout(site)).status == 200


def test_the_sign_out_page_can_not_be_framed_or_kept(site, provider, browser):
    sign_in(browser, site)
    page = browser.navigate(logout(site))
    assert "frame-ancestors 'none'" in page.header("Content-Security-Policy")
    assert page.header("Cache-Control") == "no-store" and page.header("X-Content-Type-Options") == "nosniff"


def test_a_body_of_a_megabyte_signs_nobody_out_and_harms_nobody(site, provider, browser):
    sign_in(browser, site)
    page = browser.submit(logout(site), {"token": "x" * 1_000_000}, EVIL,
                          headers={"Cookie": f"{SESSION}={browser.cookie(SESSION)}"})
    assert page.status in (400, 403, 413) and is_signed_in(browser, site)
    site.announced += [r"\[oauth_session:"] if "[oauth_session:" in site.new_log() else []


def test_one_session_ends_and_the_others_stay(site, provider, browser):
    sign_in(browser, site)
    other = Browser()
    sign_in(other, site)
    browser.submit(logout(site), {}, site.url + "/")
    assert is_signed_in(other, site)


def test_after_signing_out_another_login_works(site, provider, browser):
    sign_in(browser, site)
    browser.submit(logout(site), {}, site.url + "/")
    assert browser.cookie(BROWSER)
    sign_in(browser, site)


def test_the_configured_page_is_shown_afterwards(start_site, provider, backend, browser):
    site = start_site(default_configuration(provider, backend.url) + "OAuthLogoutTarget /other.html\nOAuthPath /auth\n")
    sign_in(browser, site)
    page = browser.submit(site.url + "/auth/logout", {}, site.url + "/")
    assert page.url == site.url + "/other.html" and page.steps[-1].status == 303
    assert not is_signed_in(browser, site)
