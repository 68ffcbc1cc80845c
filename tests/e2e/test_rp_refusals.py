# SPDX-License-Identifier: Apache-2.0
"""Crooked answers by each response type and by each way they can come: nobody is signed in, and who is asked nothing more
is known by what was wrong."""

import pytest

from harness.browser import Browser
from harness.configuration import SECRET
from harness.rp_flows import FLOWS, Flow, calls, flow_configuration, flows, one_flow_of_each_way, visit
from harness.scripts import walk
from harness.steps import SESSION, assert_refused, begin, lines_with

TLS = True
LONG_SECRET = "a secret of the client, at least 32 bytes: %+&"


def configure(provider):
    provider.register("rp", client_secret=SECRET, auto_login="alice")
    provider.register("rp-es256", client_secret=SECRET, auto_login="alice", algorithm="ES256")
    text = "".join(flow_configuration(provider, flow) for flow in FLOWS)
    text += "".join(flow_configuration(provider, flow, "e", "es256", "rp-es256") for flow in FLOWS)
    provider.register("rp-hs256", client_secret=LONG_SECRET, auto_login="alice", algorithm="HS256")
    text += "".join(flow_configuration(provider, flow, "h", "hs256", "rp-hs256", secret=LONG_SECRET,
                                       SigningAlgorithms="HS256") for flow in FLOWS)
    return text


# the row without its end, how the ID token is, the reason in the log
ID_TOKENS = [
    ("CORE-invalid-iss", {"claims_append": {"iss": "x"}}, "id_token_issuer"),
    ("CORE-missing-sub", {"claims_remove": ["sub"]}, "id_token_subject"),
    ("CORE-invalid-aud", {"claims_append": {"aud": "x"}}, "id_token_audience"),
    ("CORE-missing-aud", {"claims_remove": ["aud"]}, "id_token_audience"),
    ("CORE-missing-iat", {"claims_remove": ["iat"]}, "id_token_time"),
    ("CORE-nonce-invalid", {"claims_append": {"nonce": "x"}}, "id_token_nonce"),
    ("CORE-invalid-sig-rs256", {"flip_signature": True}, "jwt_signature|jws_signature"),
]


def refused(site, provider, browser, page, reason, asked, status=400, tenant="rp"):
    """asked: how often token and user info endpoints were. No second login was begun."""
    counted = calls(provider, tenant), provider.count("authorize", tenant=tenant)
    assert_refused(browser, site, page, status, reason)
    assert counted == (asked, 1)
    assert "<script" not in page.text


def each_id_token():
    return pytest.mark.parametrize("flow, twist, reason", [
        pytest.param(flow, twist, reason, id=f"{row}-{flow.name}", marks=pytest.mark.rp(flow.row(row)))
        for row, twist, reason in ID_TOKENS for flow in FLOWS])


@each_id_token()
def test_an_id_token_is_refused_before_anything_more_is_asked(site, provider, browser, flow, twist, reason):
    provider.twist("id_token", tenant="rp", **twist)
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, reason, asked=(int(not flow.has_id_token), 0))


@flows(lambda flow: flow.row("CORE-invalid-sig-es256"))
def test_a_flipped_signature_of_es256_is_refused(site, provider, browser, flow):
    provider.twist("discovery", tenant="es256", json_set={"id_token_signing_alg_values_supported": ["ES256"]})
    provider.twist("id_token", tenant="es256", flip_signature=True)
    page = visit(browser, site, f"/e{flow.name}/env")
    refused(site, provider, browser, page, "jwt_signature|jws_signature", (int(not flow.has_id_token), 0), tenant="es256")


@flows(lambda flow: flow.row("CORE-invalid-sig-hs256"))
def test_a_flipped_mac_is_refused(site, provider, browser, flow):
    provider.twist("discovery", tenant="hs256", json_set={"id_token_signing_alg_values_supported": ["HS256"]})
    provider.twist("id_token", tenant="hs256", flip_signature=True)
    page = visit(browser, site, f"/h{flow.name}/env")
    refused(site, provider, browser, page, "jwt_signature|jws_signature", (int(not flow.has_id_token), 0), tenant="hs256")


@one_flow_of_each_way()
def test_a_mac_is_taken_where_it_was_configured(site, provider, browser, flow):
    provider.twist("discovery", tenant="hs256", json_set={"id_token_signing_alg_values_supported": ["HS256"]})
    assert visit(browser, site, f"/h{flow.name}/env").status == 200


@flows(lambda flow: "X-alg-confusion")
def test_a_mac_with_the_providers_public_key_is_refused(site, provider, browser, flow):
    provider.twist("id_token", tenant="rp", sign_with="public_pem", algorithm="HS256")
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, "id_token_algorithm|jwt_algorithm", asked=(int(not flow.has_id_token), 0))


@flows(lambda flow: "CORE-idtoken-sig-none")
def test_an_unsigned_id_token_is_refused(site, provider, browser, flow):
    provider.twist("id_token", tenant="rp", sign_with="none", algorithm="none")
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, "jwt_form|id_token_algorithm", asked=(int(not flow.has_id_token), 0))


# What ties an ID token of the front channel to what comes beside it


def hashes(claim, wrong):
    return {"claims_append": {claim: "A"}} if wrong == "invalid" else {"claims_remove": [claim]}


@pytest.mark.parametrize("flow, wrong", [
    pytest.param(flow, wrong, id=f"{wrong}-{flow.name}", marks=pytest.mark.rp(f"CORE-{wrong}-athash"))
    for flow in FLOWS if flow.has_id_token and flow.has_token for wrong in ("invalid", "missing")])
def test_an_access_token_needs_its_hash_in_the_id_token_beside_it(site, provider, browser, flow, wrong):
    provider.twist("front_id_token", tenant="rp", **hashes("at_hash", wrong))
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, "id_token_at_hash", asked=(0, 0))


@pytest.mark.parametrize("flow, wrong", [
    pytest.param(flow, wrong, id=f"{wrong}-{flow.name}", marks=pytest.mark.rp(f"CORE-{wrong}-chash"))
    for flow in FLOWS if flow.has_id_token and flow.has_code for wrong in ("invalid", "missing")])
def test_a_code_needs_its_hash_in_the_id_token_beside_it(site, provider, browser, flow, wrong):
    provider.twist("front_id_token", tenant="rp", **hashes("c_hash", wrong))
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, "id_token_c_hash", asked=(0, 0))


@pytest.mark.parametrize("which", ["front_id_token", "back_id_token"])
@pytest.mark.parametrize("claim, reason", [("sub", "id_token_pair"), ("iss", "id_token_issuer")])
@flows(lambda flow: "X-hybrid-sub-differs", lambda flow: flow.has_id_token and flow.has_code)
def test_two_id_tokens_of_two_people_are_refused(site, provider, browser, flow, which, claim, reason):
    provider.twist(which, tenant="rp", claims_append={claim: "x"})
    page = visit(browser, site, flow.path)
    known_at_once = (which, claim) == ("front_id_token", "iss")
    refused(site, provider, browser, page, reason, asked=(0, 0) if known_at_once else (1, 0))


@flows(lambda flow: "CORE-userinfo-invalid-sub", lambda flow: flow.type != "id_token")
def test_user_info_of_somebody_else_is_refused(site, provider, browser, flow):
    provider.twist("userinfo", tenant="rp", json_set={"sub": "5b1c9f0e-alicex"})
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, "userinfo_subject", asked=(int(flow.has_code), 1))


# The answer itself


@flows(lambda flow: "CORE-form-post-error" if flow.mode == "form_post" else None)
def test_an_error_ends_in_a_page(site, provider, browser, flow):
    error = {"error": "login_required", "error_description": "<script>alert(1)</script>\"'"}
    provider.twist("authorize", tenant="rp", parameters_set=error, parameters_remove=["code", "id_token", "access_token"])
    page = visit(browser, site, flow.path + "?x=1")
    assert f'href="{flow.path}?x=1"' in page.text and "alert" not in page.text
    refused(site, provider, browser, page, "answer_error", asked=(0, 0))


@flows(suits=lambda flow: flow.mode != "query")
def test_an_error_in_the_query_ends_in_the_same_page(site, provider, browser, flow):
    """Some providers answer so when they fail early: it signs nobody in."""
    provider.twist("authorize", tenant="rp", parameters_set={"error": "invalid_request"}, mode="query",
                   parameters_remove=["code", "id_token", "access_token", "token_type", "expires_in"])
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, "answer_error", asked=(0, 0))


@one_flow_of_each_way(row=lambda flow: "X-iss-param")
def test_an_answer_of_another_issuer_is_refused(site, provider, browser, flow):
    provider.twist("authorize", tenant="rp", parameters_set={"iss": "http://127.0.0.1:1"})
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, "answer_issuer", asked=(0, 0))


@flows(lambda flow: "X-iss-param", lambda flow: not flow.has_id_token)
def test_an_answer_of_no_issuer_is_refused_where_one_is_announced(site, provider, browser, flow):
    provider.twist("authorize", tenant="rp", parameters_remove=["iss"])
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, "answer_issuer", asked=(0, 0))


@flows(lambda flow: "X-iss-param", lambda flow: flow.has_id_token)
def test_an_id_token_in_the_answer_says_whose_it_is(site, provider, browser, flow):
    """As oidc-provider does, which announces iss."""
    provider.twist("authorize", tenant="rp", parameters_remove=["iss"])
    assert visit(browser, site, flow.path).status == 200


@one_flow_of_each_way(row=lambda flow: "X-state-mismatch")
def test_an_altered_state_is_refused(site, provider, browser, flow):
    provider.twist("authorize", tenant="rp", parameters_set={"state": "x" * 200})
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, r"state_\w+", asked=(0, 0))


@one_flow_of_each_way(row=lambda flow: "X-state-mismatch")
def test_an_answer_without_state_is_refused(site, provider, browser, flow):
    provider.twist("authorize", tenant="rp", parameters_remove=["state"])
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, "state_missing", asked=(0, 0))


@flows(lambda flow: "X-state-mismatch")
def test_an_answer_for_another_browser_begins_the_victims_own_login(site, provider, browser, flow):
    attacker, victim = Browser(), browser
    page = attacker.follow(begin(attacker, site, flow.path))
    provider.forget_requests()
    landed = walk(victim, page, until=lambda page: "/authorize" in (page.location or ""))
    assert landed.status == 302 and calls(provider) == (0, 0) and victim.cookie(SESSION) is None


@pytest.mark.parametrize("name", ["code", "id_token", "state", "iss"])
@one_flow_of_each_way(suits=lambda flow: flow.type in ("code", "code id_token"))
def test_a_parameter_that_comes_twice_is_refused(site, provider, browser, flow, name):
    more = {"id_token": "x.y.z"} if name == "id_token" and not flow.has_id_token else {}
    provider.twist("authorize", tenant="rp", parameters_set=more)
    provider.twist("authorize", tenant="rp", parameters_repeat=[name])
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, "form_repeated", asked=(0, 0))


UNASKED = {"code": lambda flow: not flow.has_code, "id_token": lambda flow: not flow.has_id_token,
           "access_token": lambda flow: not flow.has_token}


@pytest.mark.parametrize("flow, name", [pytest.param(flow, name, id=f"{name}-{flow.name}") for flow in FLOWS
                                        for name in UNASKED if UNASKED[name](flow)])
def test_an_answer_with_more_than_was_asked_for_is_refused(site, provider, browser, flow, name):
    provider.twist("authorize", tenant="rp", parameters_set={name: "x.y.z"})
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, "answer_unasked", asked=(0, 0))


@pytest.mark.parametrize("flow, name", [pytest.param(flow, name, id=f"{name}-{flow.name}") for flow in FLOWS
                                        for name in UNASKED if not UNASKED[name](flow)])
def test_an_answer_with_less_than_was_asked_for_is_refused(site, provider, browser, flow, name):
    provider.twist("authorize", tenant="rp", parameters_remove=[name])
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, "answer_code|answer_token", asked=(0, 0))


@flows(suits=lambda flow: flow.has_token)
def test_an_access_token_of_another_type_is_refused(site, provider, browser, flow):
    provider.twist("authorize", tenant="rp", parameters_set={"token_type": "mac"})
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, "token_response_token_type", asked=(0, 0))


# By another way than the one that was asked for

WAYS = [
    (Flow("code", "query"), "fragment", 400, "state_missing"),
    (Flow("code", "form_post"), "query", 400, "answer_mode"), (Flow("code", "form_post"), "fragment", 400, "state_missing"),
    (Flow("code id_token", "fragment"), "query", 400, "answer_mode"),
    (Flow("code id_token", "fragment"), "form_post", 400, "answer_origin"),
    (Flow("code id_token", "form_post"), "query", 400, "answer_mode"),
    (Flow("code id_token", "form_post"), "fragment", 400, "state_missing"),
    (Flow("id_token", "fragment"), "query", 400, "answer_mode"),
    (Flow("id_token", "fragment"), "form_post", 400, "answer_origin"),
    (Flow("id_token", "form_post"), "query", 400, "answer_mode"),
]


@pytest.mark.parametrize("flow, mode, status, reason", [pytest.param(*way, id=f"{way[0].name}-as-{way[1]}") for way in WAYS])
def test_an_answer_by_another_way_is_refused(site, provider, browser, flow, mode, status, reason):
    provider.twist("authorize", tenant="rp", mode=mode)
    page = visit(browser, site, flow.path)
    refused(site, provider, browser, page, reason, (0, 0), status)


def test_a_form_is_not_read_where_a_query_was_asked_for(site, provider, browser):
    provider.twist("authorize", tenant="rp", mode="form_post")
    page = visit(browser, site, Flow("code", "query").path)
    assert page.status == 405 and page.header("Allow") == "GET, HEAD"
    assert calls(provider) == (0, 0) and browser.cookie(SESSION) is None and not lines_with(site, r"\w+")
