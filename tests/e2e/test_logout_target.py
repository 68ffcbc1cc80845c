# SPDX-License-Identifier: Apache-2.0
"""Where people go after signing out: where the link says, as far as it may say."""

import pytest

from harness.browser import Browser
from harness.configuration import protect, provider_block
from harness.steps import is_signed_in, sign_in

HERE, AWAY = "/here/index.html", "/away/index.html"
THERE = "https://www.example.org/bye?from=here&x=1"


def configure(provider):
    return "".join([
        "OAuthLogoutTarget /other.html\nOAuthLogoutOrigins https://www.example.org http://127.0.0.1:1\n",
        provider_block("here", provider.issuer("here"), Scope="openid"),
        provider_block("away", provider.issuer("away"), Scope="openid", LogoutAtProvider="on"),
        *(f"Alias /{name} {{root}}/htdocs\n" + protect(f"/{name}", name) for name in ("here", "away"))])


def leave(browser, site, target, **how):
    return browser.submit(site.url + "/oauth/logout", {"to": target}, site.url + "/", **how)


@pytest.mark.parametrize("path", [HERE, AWAY], ids=["here", "by_way_of_the_provider"])
def test_a_page_of_this_site(site, provider, browser, path):
    sign_in(browser, site, path)
    page = leave(browser, site, "/index.html?a=1&b=2")
    assert page.url == site.url + "/index.html?a=1&b=2" and not is_signed_in(browser, site, path)


def last_location(browser, page):
    """Of the redirect that leads out of what can be asked here."""
    while page.location and "www.example.org" not in page.location:
        page = browser.follow(page)
    return page.location


@pytest.mark.parametrize("path", [HERE, AWAY], ids=["here", "by_way_of_the_provider"])
def test_a_page_of_a_site_that_is_listed(site, provider, browser, path):
    sign_in(browser, site, path)
    assert last_location(browser, leave(browser, site, THERE, follow=False)) == THERE
    assert not is_signed_in(browser, site, path)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "https://www.example.org.evil.example/",
                                    "https://www.example.org@evil.example/", "/%09/evil.example", "/oauth/logout", "x"])
@pytest.mark.requirement("R-LO-02")
def test_any_other_target_counts_as_none(site, provider, browser, target):
    sign_in(browser, site, HERE)
    assert leave(browser, site, target).url == site.url + "/other.html"
    sign_in(browser, site, AWAY)
    assert leave(browser, site, target).url == site.url + "/other.html"


def test_the_page_that_asks_takes_the_target_along_and_may_lead_there(site, provider, browser):
    sign_in(browser, site, AWAY)
    page = browser.navigate(site.url + "/oauth/logout?to=" + THERE.replace("&", "%26"))
    assert f"form-action 'self' {provider.base} https://www.example.org;" in page.header("Content-Security-Policy")
    action, fields = page.form()
    assert fields["to"] == THERE
    assert last_location(browser, browser.submit(action, fields, page.url, follow=False)) == THERE


def test_who_changes_the_way_back_does_not_choose_where_it_leads(site, provider, browser):
    sign_in(browser, site, AWAY)
    page = leave(browser, site, "/index.html", follow=False)
    state = page.location_query["state"]
    kept = next(cookie for cookie in browser.cookies if cookie.name == "oauth_logout")
    for crooked in (kept.value[:-2] + "AA", state, "", "x"):
        back = Browser().navigate(f"{site.url}/oauth/logged-out?state={state}&to=/index.html",
                                  headers={"Cookie": f"oauth_logout={crooked}"})
        assert back.status == 200 and "/logged-out" in back.url


def test_who_is_not_signed_in_goes_there_as_well(site, browser):
    assert browser.navigate(site.url + "/oauth/logout?to=/index.html").url == site.url + "/index.html"
    assert browser.navigate(site.url + "/oauth/logout?to=//evil.example").url == site.url + "/other.html"
