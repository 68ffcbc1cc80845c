# SPDX-License-Identifier: Apache-2.0
"""Who signs out here is signed out at the provider, too, where that is configured."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest

from harness.configuration import protect, provider_block
from harness.steps import is_signed_in, lines_with, sign_in

HERE = "/both/index.html"


def configure(provider):
    """At the second provider people stay signed in; the third is not to be reached."""
    return "".join([
        "OAuthLogoutTarget /other.html?left=1\n",
        provider_block("both", provider.issuer("both"), Scope="openid", LogoutAtProvider="on",
                       LogoutParameter=["ui_locales \"de fr\"", "returnTo https://www.example.org/?a=1&b"]),
        provider_block("lost", provider.issuer("both"), Scope="openid", LogoutAtProvider="on",
                       EndSessionEndpoint="http://127.0.0.1:9/end"),
        "Alias /both {root}/htdocs\n", protect("/both", "both"),
        "Alias /lost {root}/htdocs\n", protect("/lost", "lost")])


def leave(browser, site, **how):
    return browser.submit(site.url + "/oauth/logout", {}, site.url + "/", **how)


def asked(provider):
    """Parameters of the one request that came to the provider's end_session."""
    [request] = provider.requests("end_session")
    return {name: values[0] for name, values in parse_qs(urlsplit(request["target"]).query).items()}


@pytest.mark.rp("LOG-rp-init", "LOG-common")
def test_the_provider_is_told_who_leaves_and_sends_him_back(site, provider, browser):
    sign_in(browser, site, HERE)
    [given] = provider.tokens()
    page = leave(browser, site)
    assert (page.status, page.url) == (200, site.url + "/other.html?left=1")
    told = asked(provider)
    assert told["id_token_hint"] == given["id_token"] and told["client_id"] == "site"
    assert told["post_logout_redirect_uri"] == site.url + "/oauth/logged-out"
    assert not is_signed_in(browser, site, HERE)


@pytest.mark.rp("LOG-rp-init")
def test_the_session_here_is_over_before_the_browser_goes_there(site, provider, browser):
    sign_in(browser, site, HERE)
    page = leave(browser, site, follow=False)
    assert page.status == 303 and page.location.startswith(provider.issuer("both") + "/end_session?")
    assert not is_signed_in(browser, site, HERE)
    assert provider.count("end_session") == 0


@pytest.mark.rp("LOG-rp-init-other-state")
@pytest.mark.parametrize("end", ["x", "&state=again", "&more=1"])
def test_another_state_on_the_way_back_is_no_way_on(site, provider, browser, end):
    sign_in(browser, site, HERE)
    page = leave(browser, site, follow=False)
    state = page.location_query["state"]
    back = browser.navigate(f"{site.url}/oauth/logged-out?state={state if end[0] == '&' else ''}{end}", page.url)
    assert back.status == 200
    assert back.url == (site.url + "/other.html?left=1" if end == "&more=1" else back.url)
    assert ("igned out" in back.text) == (end != "&more=1")
    assert not is_signed_in(browser, site, HERE)


@pytest.mark.rp("LOG-rp-init-no-state")
def test_without_state_the_person_is_signed_out_all_the_same(site, provider, browser):
    sign_in(browser, site, HERE)
    provider.twist("end_session", headers={"Location": site.url + "/oauth/logged-out"})
    page = leave(browser, site)
    assert page.status == 200 and "igned out" in page.text and page.header("Cache-Control") == "no-store"
    assert not is_signed_in(browser, site, HERE)


def test_the_way_back_counts_once(site, provider, browser):
    sign_in(browser, site, HERE)
    page = leave(browser, site)
    back = next(step.url for step in page.steps if "/logged-out" in step.url)
    again = browser.navigate(back)
    assert again.url == back and "igned out" in again.text


def test_the_page_signs_nobody_out(site, provider, browser):
    sign_in(browser, site, HERE)
    assert browser.navigate(site.url + "/oauth/logged-out?state=a").status == 200
    assert is_signed_in(browser, site, HERE)


def test_the_button_may_lead_to_the_provider(site, provider, browser):
    sign_in(browser, site, HERE)
    page = browser.navigate(site.url + "/oauth/logout")
    policy = page.header("Content-Security-Policy")
    assert f"form-action 'self' {provider.base};" in policy
    action, fields = page.form()
    assert browser.submit(action, fields, page.url).url == site.url + "/other.html?left=1"


def test_a_provider_that_does_not_want_it_is_left_alone(site, provider, browser):
    sign_in(browser, site)
    page = leave(browser, site)
    assert page.url == site.url + "/other.html?left=1" and provider.count("end_session") == 0


def test_a_foreign_page_signs_nobody_out_there(site, provider, browser):
    sign_in(browser, site, HERE)
    page = browser.submit(site.url + "/oauth/logout", {}, "http://evil.example/page", follow=False)
    assert provider.base not in (page.location or "")
    assert is_signed_in(browser, site, HERE)


@pytest.mark.requirement("R-SES-09")
def test_an_endpoint_that_nobody_answers_keeps_nobody_signed_in_here(site, provider, browser):
    sign_in(browser, site, "/lost/index.html")
    page = leave(browser, site, follow=False)
    assert page.location.startswith("http://127.0.0.1:9/end?")
    assert not is_signed_in(browser, site, "/lost/index.html")
    assert lines_with(site, "logout_here_alone") == []


def test_it_is_told_what_else_is_configured(site, provider, browser):
    sign_in(browser, site, HERE)
    leave(browser, site)
    told = asked(provider)
    assert (told["ui_locales"], told["returnTo"]) == ("de fr", "https://www.example.org/?a=1&b")


def test_whose_session_is_over_already_is_signed_out_there_too_without_a_hint(start_site, provider, browser):
    """Where there is one provider; the answer of before told the browser nothing of it."""
    site = start_site("OAuthSessionIdle 1s\n<Directory {root}>\n    Require all granted\n</Directory>\nAlias /one {root}/htdocs\n"
                      + protect("/one", "one")
                      + provider_block("one", provider.issuer("one"), Scope="openid", LogoutAtProvider="on"))
    sign_in(browser, site, "/one/index.html")
    time.sleep(1.1)  # a session's shortest life
    page = leave(browser, site)
    told = asked(provider)
    assert "id_token_hint" not in told and told["client_id"] == "site" and "state" in told
    assert told["post_logout_redirect_uri"] == site.url + "/oauth/logged-out"
    assert "igned out" in page.text and page.url.startswith(site.url + "/oauth/logged-out?state=")
