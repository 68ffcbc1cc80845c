# SPDX-License-Identifier: Apache-2.0
"""Tokens that are bound to a key of this server (RFC 9449): what it proves, and what it takes for an answer."""

import pytest
from jwcrypto.jwk import JWK

from harness.browser import Browser
from harness.configuration import SECRET, new_key, protect, provider_block, write_keys
from harness.openid.assertions import part
from harness.steps import assert_refused, begin, sign_in

# name, what the provider wants of proofs
KINDS = [("bound", "bound"), ("nonce", "nonce"), ("insatiable", "insatiable"), ("bearer", ""), ("other", "bound")]


def configure(provider):
    text = ""
    for name, dpop in KINDS:
        provider.register(name, client_secret=SECRET, auto_login="bob", dpop=dpop)
        text += block(provider, name, name, DPoP="on")
    text += block(provider, "pushed", "bound", DPoP="on", PushedAuthorization="on")
    return text + block(provider, "unbound", "bound")


def block(provider, name, client, **directives):
    return provider_block(name, provider.issuer(f"dpop-{name}"), client, Scope="openid email", **directives) \
        + protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"


def proofs(provider, endpoint, name):
    """Header and claims of each proof that came, in their order; what has not exactly one is None."""
    found = []
    for request in provider.requests(endpoint, tenant=f"dpop-{name}"):
        values = [value for key, value in request["headers"] if key.lower() == "dpop"]
        found.append((part(values[0], 0), part(values[0], 1)) if len(values) == 1 else None)
    return found


def thumbprint(proof):
    return JWK(**proof[0]["jwk"]).thumbprint()


def test_code_and_token_are_bound_to_one_key(site, provider, browser):
    asked = begin(browser, site, "/bound").location_query
    assert sign_in(browser, site, "/bound").json["OAUTH_CLAIM_email"] == "bob@example.org"
    [exchange], [question] = proofs(provider, "token", "bound"), proofs(provider, "userinfo", "bound")
    assert asked["dpop_jkt"] == thumbprint(exchange) == thumbprint(question)
    assert "ath" in question[1] and "ath" not in exchange[1]
    [request] = provider.requests("userinfo", tenant="dpop-bound")
    assert [value.split()[0] for name, value in request["headers"] if name == "Authorization"] == ["DPoP"]


def test_a_pushed_request_names_the_key(site, provider, browser):
    sign_in(browser, site, "/pushed")
    [exchange] = proofs(provider, "token", "pushed")
    [pushed] = provider.requests("pushed", tenant="dpop-pushed")
    assert f"dpop_jkt={thumbprint(exchange)}" in pushed["body"].split("&")


@pytest.mark.parametrize("endpoint", ("token", "userinfo"))
def test_a_nonce_that_is_demanded_is_given_with_a_new_proof(site, provider, browser, endpoint):
    sign_in(browser, site, "/nonce")
    first, second = proofs(provider, endpoint, "nonce")
    assert "nonce" not in first[1] and second[1]["nonce"]
    assert first[1]["jti"] != second[1]["jti"]


def test_a_nonce_that_is_demanded_twice_is_given_once(site, provider, browser):
    page = browser.navigate(site.url + "/insatiable")
    assert_refused(browser, site, page, 400, "token_refused")
    assert "use_dpop_nonce" in site.new_log()
    assert provider.count("token", tenant="dpop-insatiable") == 2


def test_user_info_that_demands_a_nonce_for_ever_is_asked_twice(site, provider, browser):
    provider.twist("userinfo", client="bound", status=401, json={"error": "use_dpop_nonce"}, headers={"DPoP-Nonce": "n"})
    page = browser.navigate(site.url + "/bound")
    assert_refused(browser, site, page, 400, "provider_status")
    assert [proof[1].get("nonce") for proof in proofs(provider, "userinfo", "bound")] == [None, "n"]


@pytest.mark.parametrize("nonce", ("", "two words", 'a"b', "n" * 513))
def test_a_nonce_that_can_be_none_is_not_sent_back(site, provider, browser, nonce):
    provider.twist("token", client="bound", status=400, json={"error": "use_dpop_nonce"}, headers={"DPoP-Nonce": nonce})
    page = browser.navigate(site.url + "/bound")
    assert_refused(browser, site, page, 400, "token_refused")
    assert provider.count("token", tenant="dpop-bound") == 1


def test_another_error_that_comes_with_a_nonce_is_not_tried_again(site, provider, browser):
    provider.twist("token", client="bound", status=400, json={"error": "invalid_grant"}, headers={"DPoP-Nonce": "n"})
    page = browser.navigate(site.url + "/bound")
    assert_refused(browser, site, page, 400, "token_refused")
    assert provider.count("token", tenant="dpop-bound") == 1


def test_a_token_that_is_not_bound_is_refused(site, provider, browser):
    page = browser.navigate(site.url + "/bearer")
    assert_refused(browser, site, page, 400, "token_response_token_type")
    assert provider.count("userinfo", tenant="dpop-bearer") == 0


def test_a_token_of_no_type_is_refused(site, provider, browser):
    provider.twist("token", client="bound", json_remove=["token_type"])
    page = browser.navigate(site.url + "/bound")
    assert_refused(browser, site, page, 400, "token_response_token_type")


def test_a_bound_token_is_refused_where_nobody_asked_for_one(site, provider, browser):
    page = browser.navigate(site.url + "/unbound")
    assert_refused(browser, site, page, 400, "token_refused")
    provider.twist("token", client="site", json_set={"token_type": "DPoP"})
    page = browser.navigate(site.url + "/protected/env")
    assert_refused(browser, site, page, 400, "token_response_token_type")


def test_two_providers_see_two_keys(site, browser):
    keys = {begin(browser, site, f"/{name}").location_query["dpop_jkt"] for name in ("bound", "other", "nonce")}
    assert len(keys) == 3


def test_the_key_is_the_same_after_a_restart_and_in_all_processes(site, browser):
    def key():
        return begin(browser, site, "/bound").location_query["dpop_jkt"]

    before = key()
    for restart in (site.graceful, site.restart):
        restart()
        assert {key() for _ in range(5)} == {before}


def test_a_login_ends_under_the_key_it_began_with(start_site, provider, browser, tmp_path):
    """A change of keys comes between: what dpop_jkt said of the code stays true (RFC 9449 §10)."""
    path = tmp_path / "oauth.keys"
    write_keys(path, new_key())
    provider.register("bound", client_secret=SECRET, auto_login="bob", dpop="bound")
    site = start_site(f"OAuthKeyFile {path}\n" + block(provider, "bound", "bound", DPoP="on"), scripts=False)
    page = begin(browser, site, "/bound")
    write_keys(path, new_key(), path.read_text())
    site.restart()
    assert begin(Browser(), site, "/bound").location_query["dpop_jkt"] != page.location_query["dpop_jkt"]
    assert browser.follow_all(page).url == site.url + "/bound"
    [exchange], [question] = proofs(provider, "token", "bound"), proofs(provider, "userinfo", "bound")
    assert page.location_query["dpop_jkt"] == thumbprint(exchange) == thumbprint(question)
