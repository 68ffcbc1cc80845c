# SPDX-License-Identifier: Apache-2.0
"""The tokens of who signs out are revoked at the provider (RFC 7009), where that is configured; and whatever the provider
does about it, he is signed out."""

import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, urlencode

import pytest

from harness.browser import Browser
from harness.configuration import protect, provider_block
from harness.steps import SESSION, is_signed_in, lines_with, sign_in

HERE, AWAY = "/revoking/index.html", "/away/index.html"
SHORT = 4  # seconds: two deadlines, and not those of a sign-in


def configure(provider):
    """The second provider signs people out besides, and lets its pages do so here."""
    return "".join([
        provider_block("revoking", provider.issuer("revoking"), Scope="openid", RevokeTokens="on"),
        provider_block("away", provider.issuer("away"), Scope="openid", RevokeTokens="on", LogoutAtProvider="on",
                       FrontChannelLogout="on"),
        provider_block("lost", provider.issuer("revoking"), Scope="openid", RevokeTokens="on",
                       RevocationEndpoint="http://127.0.0.1:9/revoke"),
        *(f"Alias /{name} {{root}}/htdocs\n" + protect(f"/{name}", name) for name in ("revoking", "away", "lost"))])


def signed_in(provider, site, path=HERE, **claims):
    """With a refresh token, and what the provider gave."""
    browser = Browser()
    provider.twist("token", json_set={"refresh_token": "a refresh token&"})
    if claims:
        provider.twist("id_token", claims_set=claims)
    sign_in(browser, site, path)
    return browser, provider.tokens()[-1]


def leave(browser, site, **how):
    return browser.submit(site.url + "/oauth/logout", {}, site.url + "/", **how)


def revoked(provider):
    """What was posted, in this order."""
    return [dict(parse_qsl(request["body"])) for request in provider.requests("revocation")]


def test_both_tokens_are_revoked_once_by_the_client_itself(site, provider):
    browser, given = signed_in(provider, site)
    assert leave(browser, site).status == 200
    assert revoked(provider) == [{"token": "a refresh token&", "token_type_hint": "refresh_token"},
                                 {"token": given["access_token"], "token_type_hint": "access_token"}]
    assert all(dict(request["headers"]).get("Authorization", "").startswith("Basic ")
               for request in provider.requests("revocation"))
    assert not is_signed_in(browser, site, HERE) and lines_with(site, "revocation_failed") == []


def test_it_is_done_as_well_when_the_browser_goes_on_to_the_provider(site, provider):
    browser, _ = signed_in(provider, site, AWAY)
    page = leave(browser, site, follow=False)
    assert page.location.startswith(provider.issuer("away") + "/end_session?")
    assert [one["token_type_hint"] for one in revoked(provider)] == ["refresh_token", "access_token"]


def test_nothing_is_revoked_where_it_is_not_configured(site, provider, browser):
    sign_in(browser, site)
    leave(browser, site)
    assert provider.count("revocation") == 0


def test_who_is_asked_whether_he_means_it_keeps_his_tokens(site, provider):
    browser, _ = signed_in(provider, site)
    browser.navigate(site.url + "/oauth/logout")
    browser.submit(site.url + "/oauth/logout", {}, "http://evil.example/page",
                   headers={"Cookie": f"{SESSION}={browser.cookie(SESSION)}"})
    assert provider.count("revocation") == 0 and is_signed_in(browser, site, HERE)


@pytest.mark.parametrize("trouble", [{"status": 400, "json": {"error": "unsupported_token_type"}}, {"status": 503},
                                     {"never": True}, {"raw_base64": "AAAA"}], ids=["refuses", "is_down", "hangs", "raves"])
def test_an_endpoint_that(site, provider, trouble):
    """...keeps nobody signed in, nor waiting."""
    browser, _ = signed_in(provider, site)
    provider.twist("revocation", **trouble)
    began = time.monotonic()
    page = leave(browser, site)
    assert page.status == 200 and "igned out" in page.text and time.monotonic() - began < SHORT
    assert browser.cookie(SESSION) is None and not is_signed_in(browser, site, HERE)
    [line] = lines_with(site, "revocation_failed")
    assert "refresh token&" not in line


def test_an_endpoint_that_nobody_answers_at_keeps_nobody_signed_in_and_stops_no_sign_in(site, provider):
    for _ in range(6):  # one more than what opens a circuit
        browser, _ = signed_in(provider, site, "/lost/index.html")
        assert leave(browser, site).status == 200
        assert not is_signed_in(browser, site, "/lost/index.html")


def test_the_session_is_over_before_the_provider_is_told(site, provider):
    browser, _ = signed_in(provider, site)
    copy = Browser()
    copy.cookies = list(browser.cookies)
    provider.twist("revocation", delay=0.5, times=1)
    with ThreadPoolExecutor(1) as aside:
        leaving = aside.submit(leave, browser, site)
        while provider.count("revocation") == 0:
            time.sleep(0.01)
        assert not leaving.done() and not is_signed_in(copy, site, HERE)
        assert leaving.result().status == 200


def frame(browser, site, **names):
    """What an iframe on a page of the provider asks for, in a browser that lets cookies come with it."""
    return browser.fetch(f"{site.url}/oauth/frontchannel-logout?{urlencode(names)}")


def test_a_frame_that_comes_with_the_cookie_revokes(site, provider):
    browser, _ = signed_in(provider, site, AWAY, sid="s-1")
    assert frame(browser, site, iss=provider.issuer("away"), sid="s-1").status == 200
    assert len(revoked(provider)) == 2


def test_a_frame_that_names_another_session_or_comes_without_the_cookie_revokes_nothing(site, provider):
    browser, _ = signed_in(provider, site, AWAY, sid="s-2")
    assert frame(browser, site, iss=provider.issuer("away"), sid="s-3").status == 200
    assert frame(Browser(), site, iss=provider.issuer("away"), sid="s-2").status == 200
    assert not is_signed_in(browser, site, AWAY) and provider.count("revocation") == 0
