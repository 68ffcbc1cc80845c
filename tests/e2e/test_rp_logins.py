# SPDX-License-Identifier: Apache-2.0
"""Sign-ins by each response type and by each way its answer can come, at a provider that is straight."""

import json

import pytest

from harness.browser import Browser, origin
from harness.configuration import SECRET
from harness.openid.tokens import new_key
from harness.rp_flows import FLOWS, Flow, calls, flow_configuration, flows, one_flow_of_each_way, visit
from harness.scripts import walk
from harness.steps import BROWSER, SESSION, begin

TLS = True
SCOPE = "openid profile email address"
ALGORITHMS = ("RS256", "ES256")


def configure(provider):
    provider.register("rp", client_secret=SECRET, auto_login="alice")
    provider.register("rp-ES256", client_secret=SECRET, auto_login="alice", algorithm="ES256")
    text = "".join(flow_configuration(provider, flow, Scope=SCOPE) for flow in FLOWS)
    text += flow_configuration(provider, Flow("code", "query"), "c", "cfg")
    text += "".join(flow_configuration(provider, flow, prefix, tenant) for flow in FLOWS
                    for prefix, tenant in (("k", "one-nameless"), ("K", "three-nameless-rp")))
    for algorithm in ALGORITHMS:
        client = "rp" if algorithm == "RS256" else f"rp-{algorithm}"
        text += "".join(flow_configuration(provider, flow, algorithm[:1], f"only-{algorithm}", client) for flow in FLOWS)
    return text


def happy(flow):
    """The row of its type, and those about the way."""
    return [f"CORE-happy/{flow.type.replace(' ', '-')}", *(["CORE-form-post"] if flow.mode == "form_post" else []),
            *(["GEN-12"] if flow.mode == "fragment" else [])]


@flows(happy)
def test_a_login_ends_on_the_page_first_asked_for(site, provider, browser, flow):
    page = visit(browser, site, flow.path + "?page=2")
    assert (page.status, page.url) == (200, site.url + flow.path + "?page=2"), page.text
    assert page.json["REMOTE_USER"] == "5b1c9f0e-alice" and page.json["OAUTH_PROVIDER"] == flow.name
    assert browser.cookie(SESSION) is not None
    assert calls(provider) == (int(flow.has_code), int(flow.has_code or flow.has_token))


@flows(lambda flow: ["GEN-13", *(["CORE-nonce-unless-code"] if flow.type != "code" else [])])
def test_the_request_is_what_the_type_asks_for(site, provider, browser, flow):
    asked = begin(browser, site, flow.path).location_query
    assert asked["response_type"] == flow.type and asked["scope"].split()[0] == "openid"
    assert asked["redirect_uri"] == f"{site.url}/oauth/callback/{flow.name}" and origin(site.url).startswith("https:")
    assert len(asked["nonce"]) == 43 and "request" not in asked
    assert asked.get("response_mode") == ("form_post" if flow.mode == "form_post" else None)
    assert ("code_challenge" in asked) == flow.has_code


@flows(lambda flow: "GEN-11", lambda flow: flow.has_code and flow.has_token)
def test_user_info_is_asked_with_the_token_of_the_token_endpoint(site, provider, browser, flow):
    assert visit(browser, site, flow.path).status == 200
    [userinfo], [tokens] = provider.requests("userinfo", tenant="rp"), provider.tokens()
    assert dict(userinfo["headers"])["Authorization"] == f"Bearer {tokens['access_token']}"


@flows(lambda flow: "CORE-scope-claims")
def test_all_claims_reach_the_application_with_their_types(site, provider, browser, flow):
    told = visit(browser, site, flow.path).json
    assert told["OAUTH_CLAIM_name"] == "Alice Example" and told["OAUTH_CLAIM_email"] == "alice@example.org"
    assert told["OAUTH_CLAIM_email_verified"] == "true" and told["OAUTH_CLAIM_updated_at"] == "1700000000"
    assert json.loads(told["OAUTH_CLAIM_address"]) == {"country": "NZ", "locality": "Wellington"}


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@flows(lambda flow: "CORE-idtoken-sig-rs256")
def test_the_one_algorithm_of_the_metadata_is_enough(site, provider, browser, flow, algorithm):
    provider.twist("discovery", tenant=f"only-{algorithm}", json_set={"id_token_signing_alg_values_supported": [algorithm]})
    assert visit(browser, site, f"/{algorithm[:1]}{flow.name}/env").status == 200


@flows()
def test_the_cookie_goes_with_other_sites_forms_only_where_the_answer_is_one(site, provider, browser, flow):
    page = visit(browser, site, flow.path)
    cookies = {value.partition("=")[0].removeprefix("__Host-"): value for step in [*page.steps, page]
               for value in step.all_headers("Set-Cookie") if origin(step.url) == site.url}
    same_site = "None" if flow.mode == "form_post" else "Lax"
    assert cookies[BROWSER].endswith(f"; Path=/; Secure; HttpOnly; SameSite={same_site}")
    assert cookies[SESSION].endswith("; Path=/; Secure; HttpOnly; SameSite=Lax")


ROUNDS = "__Secure-oauth_rounds"  # of the last minute


@flows()
def test_a_target_too_long_for_state_is_kept(site, provider, browser, flow):
    path = flow.path + "?long=" + "x" * 1500
    page = visit(browser, site, path)
    assert (page.status, page.url) == (200, site.url + path)
    assert {cookie.name for cookie in browser.cookies} <= {"__Host-" + SESSION, "__Host-" + BROWSER, ROUNDS}


@flows()
def test_no_answer_stays_in_an_address_of_the_site(site, provider, browser, flow):
    """But a code in the query, which is left at once and is good for nothing afterwards."""
    page = visit(browser, site, flow.path)
    ours = [url for _, url, _ in browser.sent if origin(url) == site.url]
    assert not any("token=" in url.partition("#")[0] for url in ours)
    assert any("code=" in url.partition("#")[0] for url in ours) == (flow.mode == "query")
    assert "code=" not in page.url and "token" not in page.url.partition("?")[2]


@flows()
def test_a_new_login_ends_the_former_session(site, provider, browser, flow):
    """R-SES-02, though its cookie does not come with another site's form: who kept it can not go on with it."""
    assert visit(browser, site, flow.path).status == 200
    former = Browser()
    former.cookies = [cookie for cookie in browser.cookies if cookie.name == "__Host-" + SESSION]
    assert former.navigate(site.url + flow.path, follow=False).status == 200
    assert visit(browser, site, f"/R{flow.name}/env").status == 200
    assert browser.cookie(SESSION) not in (None, former.cookie(SESSION))
    assert former.navigate(site.url + flow.path, follow=False).status == 302


@one_flow_of_each_way(row=lambda flow: "CORE-kid-absent-single")
def test_a_key_without_a_name_that_is_the_only_one_of_its_kind_is_found(site, provider, browser, flow):
    provider.set_keys("one-nameless", kids={"RSA": None, "EC": None, "OKP": None})
    assert visit(browser, site, f"/k{flow.name}/env").status == 200


@one_flow_of_each_way(row=lambda flow: "CORE-kid-absent-multiple")
def test_of_three_keys_without_names_each_is_tried(site, provider, browser, flow):
    provider.set_keys("three-nameless-rp", kids={"RSA": None}, published=None)
    others = [{name: value for name, value in new_key("RS256", "x").export_public(as_dict=True).items() if name != "kid"}
              for _ in range(2)]
    provider.set_keys("three-nameless-rp", beside=others)
    assert visit(browser, site, f"/K{flow.name}/env").status == 200


@pytest.mark.rp("CFG-openid-config", "CFG-jwks-uri")
def test_metadata_comes_first_and_says_where_the_keys_are(site, provider, browser):
    elsewhere = f"{provider.issuer('cfg')}/jwks/8d1fe2"
    provider.twist("discovery", tenant="cfg", json_set={"jwks_uri": elsewhere})
    assert visit(browser, site, "/ccode_query/env").status == 200
    asked = [(entry["at"], endpoint) for endpoint in ("discovery", "authorize", "jwks", "userinfo")
             for entry in provider.requests(endpoint, tenant="cfg")]
    assert [endpoint for _, endpoint in sorted(asked)] == ["discovery", "authorize", "jwks", "userinfo"]
    assert [entry["target"] for entry in provider.requests("jwks", tenant="cfg")] == ["/t/cfg/jwks/8d1fe2"]


def test_a_login_by_a_form_works_after_one_by_a_query(site, provider, browser):
    """The binding cookie that the browser has is Lax, and would not come with the form."""
    begin(browser, site, Flow("code", "query").path)
    assert visit(browser, site, Flow("code", "form_post").path).status == 200


def test_logins_in_two_tabs_by_two_ways_are_finished_in_reverse_order(site, provider, browser):
    tabs = [begin(browser, site, Flow(words, mode).path) for words, mode in (("code", "query"), ("code", "form_post"))]
    for tab in reversed(tabs):
        assert walk(browser, tab).status == 200
