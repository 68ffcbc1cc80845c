# SPDX-License-Identifier: Apache-2.0
"""Who signs out takes an ID token to the provider whose time has not passed (LO10): OAuthLogoutAtProvider fresh."""

import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl

import pytest

from harness.browser import Browser
from harness.configuration import SECRET, protect, provider_block
from harness.openid.assertions import part
from harness.steps import is_signed_in, lines_with, sign_in

HERE = "/hinted/index.html"
SHORT = 4  # seconds: the deadline of each call is two, and nobody is asked twice who does not answer
EXPIRED = {"claims_shift": {"exp": -601}}  # of 600; the login forgives ten


def configure(provider):
    provider.register("hinted", client_secret=SECRET, auto_login="bob", refresh="rotate")
    return "".join([
        provider_block("hinted", provider.issuer("hinted"), "hinted", Scope="openid", LogoutAtProvider="fresh", RevokeTokens="on"),
        provider_block("plain", provider.issuer("hinted"), "hinted", Scope="openid", LogoutAtProvider="on"),
        *(f"Alias /{name} {{root}}/htdocs\n" + protect(f"/{name}", name) for name in ("hinted", "plain"))])


def signed_in(provider, site, path=HERE, **twist):
    """A browser, and the ID token of its login."""
    browser = Browser()
    if twist:
        provider.twist("back_id_token", client="hinted", times=1, **twist)
    sign_in(browser, site, path)
    return browser, provider.tokens()[-1]["id_token"]


def leave(browser, site):
    return browser.submit(site.url + "/oauth/logout", {}, site.url + "/", follow=False)


def hint_of(page):
    assert page.status == 303 and "/end_session?" in page.location
    return page.location_query["id_token_hint"]


def test_an_id_token_that_has_expired_is_replaced(site, provider):
    browser, first = signed_in(provider, site, **EXPIRED)
    hint = hint_of(leave(browser, site))
    given = provider.tokens()[-1]
    assert hint == given["id_token"] != first
    assert part(hint, 1)["exp"] > time.time() and part(hint, 1)["iat"] >= part(first, 1)["iat"]
    assert len(provider.refreshes("hinted")) == 1 and provider.reuses() == 0
    revoked = [dict(parse_qsl(request["body"]))["token"] for request in provider.requests("revocation")]
    assert revoked == [given["refresh_token"], given["access_token"]]  # those of now
    assert not is_signed_in(browser, site, HERE)


@pytest.mark.parametrize("path, twist", [(HERE, {}), ("/plain/index.html", EXPIRED)])
def test_nobody_is_asked_where_the_one_of_the_login_will_do(site, provider, path, twist):
    browser, first = signed_in(provider, site, path, **twist)
    before = len(provider.refreshes("hinted"))
    assert part(hint_of(leave(browser, site)), 1)["sub"] == part(first, 1)["sub"]
    assert len(provider.refreshes("hinted")) == before


@pytest.mark.parametrize("endpoint, trouble", [
    ("refresh", {"status": 503}), ("refresh", {"never": True}), ("refresh", {"status": 400, "json": {"error": "invalid_grant"}}),
    ("refresh", {"json_remove": ["id_token"]}), ("refreshed_id_token", {"claims_set": {"sub": "5b1c9f0e-alice"}}),
    ("refreshed_id_token", {"flip_signature": True})])
def test_whatever_fails_he_leaves_with_the_former_one(site, provider, endpoint, trouble):
    browser, first = signed_in(provider, site, **EXPIRED)
    site.tolerate("reason=revocation_failed ")
    provider.twist(endpoint, client="hinted", **trouble)
    begun = time.monotonic()
    hint = hint_of(leave(browser, site))
    assert time.monotonic() - begun < SHORT
    assert part(hint, 1)["nonce"] == part(first, 1)["nonce"] and part(hint, 1)["exp"] < time.time()
    assert not is_signed_in(browser, site, HERE) and len(lines_with(site, "fresh_hint_failed")) == 1


def test_the_session_is_over_before_the_provider_is_asked(site, provider):
    browser, _ = signed_in(provider, site, **EXPIRED)
    copy = Browser()
    copy.cookies = list(browser.cookies)
    provider.twist("refresh", client="hinted", delay=0.5)
    before = len(provider.refreshes("hinted"))
    with ThreadPoolExecutor(1) as aside:
        leaving = aside.submit(leave, browser, site)
        while len(provider.refreshes("hinted")) == before:
            time.sleep(0.01)
        assert not leaving.done() and not is_signed_in(copy, site, HERE)
        assert leaving.result().status == 303
