# SPDX-License-Identifier: Apache-2.0
"""Aggregated and distributed claims: only what a provider of this site has signed counts, and only what is allowed is called."""

import time

import pytest

from harness.configuration import protect, provider_block
from harness.steps import lines_with, sign_in

PHONE, ADDRESS = "+1 555 0100", {"country": "FR"}


def configure(provider):
    text = provider_block("vouching", provider.issuer("vouching"))
    for name, directives in (("heard", {"ClaimsEndpoint": provider.issuer("vouching") + "/claims"}), ("closed", {})):
        text += provider_block(name, provider.issuer("heard"), Scope="openid profile", **directives)
        text += protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"
    return text


def aggregate(provider, token, names=("phone_number", "address")):
    provider.twist("userinfo", tenant="heard", json_set={"_claim_names": {name: "src1" for name in names},
                                                         "_claim_sources": {"src1": {"JWT": token}}})


def distribute(provider, endpoint=None, **more):
    source = {"endpoint": endpoint or provider.issuer("vouching") + "/claims", "access_token": "claims", **more}
    provider.twist("userinfo", tenant="heard", json_set={"_claim_names": {"credit_score": "src2"},
                                                         "_claim_sources": {"src2": source}})


def vouched(provider, algorithm="RS256", **claims):
    return provider.sign({"iss": provider.issuer("vouching"), "phone_number": PHONE, "address": ADDRESS, **claims},
                         tenant="vouching", algorithm=algorithm)


@pytest.mark.rp("CORE-aggregated")
def test_aggregated_claims_that_are_not_signed_are_ignored_quietly(site, provider, browser):
    aggregate(provider, vouched(provider, "none"))
    told = sign_in(browser, site, "/heard").json
    assert "OAUTH_CLAIM_phone_number" not in told and "OAUTH_CLAIM_address" not in told
    assert not any("claim_names" in name or "claim_sources" in name for name in told)
    assert told["OAUTH_CLAIM_name"] == "Bob Example"


@pytest.mark.rp("CORE-aggregated")
def test_aggregated_claims_count_that_another_provider_of_this_site_has_signed(site, provider, browser):
    aggregate(provider, vouched(provider))
    told = sign_in(browser, site, "/heard").json
    assert (told["OAUTH_CLAIM_phone_number"], told["OAUTH_CLAIM_address"]) == (PHONE, '{"country":"FR"}')


def test_a_claim_that_is_there_is_not_overwritten(site, provider, browser):
    aggregate(provider, vouched(provider, name="Eve", sub="eve", iat=int(time.time())), ("name", "sub", "phone_number"))
    told = sign_in(browser, site, "/heard").json
    assert told["OAUTH_CLAIM_name"] == "Bob Example" and told["REMOTE_USER"] == "7d20aa31-bob"
    assert told["OAUTH_CLAIM_phone_number"] == PHONE


def test_a_claim_with_a_wrong_signature_is_left_out_and_the_login_goes_on(site, provider, browser):
    head, payload, signature = vouched(provider).split(".")
    aggregate(provider, f"{head}.{payload}.{signature[:-8]}AAAAAAAA")
    told = sign_in(browser, site, "/heard").json
    assert "OAUTH_CLAIM_phone_number" not in told
    assert len(lines_with(site, "claim_source")) == 1


@pytest.mark.rp("CORE-distributed")
def test_distributed_claims_are_fetched_where_that_is_allowed(site, provider, browser):
    distribute(provider)
    assert sign_in(browser, site, "/heard").json["OAUTH_CLAIM_credit_score"] == "650"
    assert provider.count("claims", tenant="vouching") == 1


@pytest.mark.rp("CORE-distributed")
def test_distributed_claims_are_ignored_quietly_where_nothing_is_allowed(site, provider, browser):
    distribute(provider)
    assert "OAUTH_CLAIM_credit_score" not in sign_in(browser, site, "/closed").json
    assert provider.count("claims") == 0 and not lines_with(site, "claim_source")


def test_no_other_endpoint_is_called(site, provider, browser):
    distribute(provider, provider.issuer("other") + "/claims")
    assert "OAUTH_CLAIM_credit_score" not in sign_in(browser, site, "/heard").json
    assert provider.count("claims") == 0


@pytest.mark.parametrize("twist", [{"status": 500}, {"headers": {"Content-Type": "application/json"}}, {"body": "x.y.z"},
                                   {"status": 302, "headers": {"Location": "/t/other/claims"}}, {"close_after": 10}],
                         ids=["an_error", "another_type", "no_token", "a_redirect", "half_an_answer"])
def test_a_source_that_fails_costs_its_claims_and_nothing_else(site, provider, browser, twist):
    distribute(provider)
    provider.twist("claims", **twist)
    assert "OAUTH_CLAIM_credit_score" not in sign_in(browser, site, "/heard").json
    assert provider.count("claims", tenant="other") == 0
