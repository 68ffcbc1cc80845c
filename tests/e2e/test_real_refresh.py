# SPDX-License-Identifier: Apache-2.0
"""Refresh tokens of a provider that nobody here wrote: it replaces each one, and ends the grant when one comes twice."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.browser import Browser
from harness.configuration import protect, provider_block
from providers.oidc_provider import OidcProvider

pytestmark = pytest.mark.real

AT_ONCE = 50
LIFETIME = 3  # seconds, of access tokens


@pytest.fixture
def stranger(tmp_path):
    if reason := OidcProvider.missing():
        pytest.skip(reason)
    stranger = OidcProvider(tmp_path, more={"refreshTokens": True, "accessTokenLifetime": LIFETIME})
    yield stranger
    stranger.stop()


def configuration(stranger):
    return "".join([
        "ScriptAlias /protected/env {root}/cgi/env\nAlias /protected {root}/htdocs\n",
        provider_block("main", stranger.issuer, stranger.client_id, stranger.client_secret,
                       Scope="openid profile"),
        protect("/protected"), protect("/protected/env", "main", "OAuthPassTokens access", "Require valid-user")])


def ask_at_once(site, browser):
    twins = [Browser() for _ in range(AT_ONCE)]
    for twin in twins:
        twin.cookies = list(browser.cookies)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda twin: twin.navigate(site.url + "/protected/env", follow=False), twins))


def test_each_refresh_token_comes_once_whoever_asks_at_the_same_time(start_site, stranger, browser):
    site = start_site(configuration(stranger))
    stranger.start([site.url + "/oauth/callback/main"])
    page = stranger.sign_in(browser, browser.navigate(site.url + "/protected/index.html"), "alice")
    assert page.status == 200
    former = set()
    for _ in range(2):  # a refresh token that came twice would end the grant, and the second round with it
        time.sleep(LIFETIME)
        pages = ask_at_once(site, browser)
        assert {page.status for page in pages} == {200}
        tokens = {page.json["OAUTH_ACCESS_TOKEN"] for page in pages}
        assert not tokens & former
        former |= tokens
