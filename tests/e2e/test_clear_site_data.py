# SPDX-License-Identifier: Apache-2.0
"""What a browser is told to forget at a sign-out, and that nobody else than who signs out makes it forget anything."""

from harness.browser import Browser
from harness.configuration import protect, provider_block
from harness.steps import SESSION, is_signed_in, sign_in

HERE, AWAY = "/here/index.html", "/away/index.html"
ALL, BUT_COOKIES = '"cache", "cookies", "storage"', '"cache", "storage"'


def configure(provider):
    return "".join([
        "OAuthClearSiteData cache cookies\nOAuthClearSiteData storage\n",
        provider_block("here", provider.issuer("here"), Scope="openid", FrontChannelLogout="on"),
        provider_block("away", provider.issuer("away"), Scope="openid", LogoutAtProvider="on"),
        *(f"Alias /{name} {{root}}/htdocs\n" + protect(f"/{name}", name) for name in ("here", "away"))])


def leave(browser, site, **how):
    return browser.submit(site.url + "/oauth/logout", {}, site.url + "/", **how)


def cleared(page):
    return [step.header("Clear-Site-Data") for step in [*page.steps, page]]


def test_who_signs_out_here_forgets_all_at_once(site, provider, browser):
    sign_in(browser, site, HERE)
    assert cleared(leave(browser, site)) == [ALL]


def test_who_goes_to_the_provider_keeps_his_cookies_until_he_is_back(site, provider, browser):
    """Or the way back would not be recognised."""
    sign_in(browser, site, AWAY)
    assert cleared(leave(browser, site)) == [BUT_COOKIES, None, '"cookies"']


def test_nobody_forgets_anything_because_of_a_foreign_page(site, provider, browser):
    sign_in(browser, site, HERE)
    assert cleared(browser.navigate(site.url + "/oauth/logged-out?state=forged", "http://evil.example/")) == [None]
    assert cleared(Browser().submit(site.url + "/oauth/logout", {}, "http://evil.example/")) == [None]
    leave(copy := Browser(), site)  # without a session
    assert cleared(copy.navigate(site.url + "/oauth/logout")) == [None] and is_signed_in(browser, site, HERE)


def test_a_frame_of_the_provider_has_it_forget_all_when_it_ended_something(site, provider, browser):
    provider.twist("id_token", claims_set={"sid": "s1"})
    sign_in(browser, site, HERE)
    frame = f"{site.url}/oauth/frontchannel-logout?iss={provider.issuer('here')}&sid="
    assert [cleared(browser.fetch(frame + sid)) for sid in ("s2", "s1", "s1")] == [[None], [ALL], [None]]


def test_a_session_that_idled_out_elsewhere_takes_no_cookies_along(site, provider, browser):
    """Anybody may have written the link that is followed then."""
    sign_in(browser, site, HERE)
    kept = browser.cookie(SESSION)
    leave(browser, site)
    page = browser.navigate(site.url + "/oauth/logout", "http://evil.example/", headers={"Cookie": f"{SESSION}={kept}"})
    assert cleared(page) == [BUT_COOKIES]


def test_none_is_nothing(start_site, provider, browser):
    site = start_site("OAuthClearSiteData none\n<Directory {root}>\n    Require all granted\n</Directory>\n"
                      "Alias /here {root}/htdocs\n" + protect("/here", "here")
                      + provider_block("here", provider.issuer("here"), Scope="openid"))
    sign_in(browser, site, HERE)
    assert cleared(leave(browser, site)) == [None]
