# SPDX-License-Identifier: Apache-2.0
"""A page of the site has tokens and claims renewed at once (TR3): POST to /oauth/refresh."""

import pytest

from harness.configuration import SECRET, protect, provider_block
from harness.steps import form_token, is_signed_in, lines_with, refresh, sign_in


def configure(provider):
    provider.register("now", client_secret=SECRET, auto_login="bob", refresh="rotate")
    return (provider_block("now", provider.issuer("now"), "now", Scope="openid profile email")
            + "ScriptAlias /now/env {root}/cgi/env\n" + protect("/now", "now", "Require valid-user", "OAuthPassTokens access"))


@pytest.fixture
def ada(site, provider, browser):
    sign_in(browser, site, "/now/env")
    provider.forget_requests()
    return browser


def calls(provider):
    return provider.count("token", tenant="now") + provider.count("userinfo", tenant="now")


def test_tokens_and_claims_are_renewed_at_once_and_not_again_in_the_next_seconds(site, provider, ada):
    token = form_token(ada, site)
    provider.twist("userinfo", client="now", json_set={"name": "Robert"})
    page = refresh(ada, site, token)
    assert page.status == 200 and page.header("Cache-Control") == "no-store"
    assert page.json["claims"]["name"] == "Robert" and page.json["user"] == "7d20aa31-bob"
    for _ in range(3):
        assert refresh(ada, site, token).status == 200
    assert (len(provider.refreshes("now")), provider.count("userinfo", tenant="now")) == (1, 1)
    told = ada.navigate(f"{site.url}/now/env").json
    assert told["OAUTH_CLAIM_name"] == "Robert"
    assert told["OAUTH_ACCESS_TOKEN"] == provider.tokens()[-1]["access_token"]


def test_who_only_looks_or_comes_from_elsewhere_changes_nothing(site, provider, ada):
    token = form_token(ada, site)
    site.announce("reason=form_token ")
    assert ada.navigate(f"{site.url}/oauth/refresh?token={token}", follow=False).status == 405
    assert ada.fetch(f"{site.url}/oauth/refresh?token={token}").status == 405
    for elsewhere in ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"},
                      {"Sec-Fetch-Site": None, "Origin": "null"}):
        assert refresh(ada, site, token, headers=elsewhere).status == 403
    assert refresh(ada, site, "").status == 403
    assert refresh(ada, site, token[:-1]).status == 403
    assert calls(provider) == 0


def test_a_provider_in_trouble_is_no_news_and_signs_nobody_out(site, provider, ada):
    token = form_token(ada, site)
    site.announce("reason=(provider_unavailable|token_unavailable|refresh_pending) ")
    provider.twist("token", client="now", status=503)
    for _ in range(3):
        page = refresh(ada, site, token)
        assert page.status == 503 and page.header("Retry-After") == "5"
    assert provider.count("token", tenant="now") == 1
    assert is_signed_in(ada, site, "/now/env")


def test_who_is_welcome_no_more_is_told_that_he_is_signed_out(site, provider, ada):
    token = form_token(ada, site)
    provider.revoke("now")
    page = refresh(ada, site, token)
    assert page.status == 401 and page.json["signed_in"] is False
    assert len(lines_with(site, "session_refused")) == 1
    assert not is_signed_in(ada, site, "/now/env")
