# SPDX-License-Identifier: Apache-2.0
"""What the provider is asked for besides the straight request, fixed or by a link, and that its answer is compared."""

import json
from urllib.parse import quote

import pytest

from harness.browser import Browser
from harness.configuration import protect, provider_block
from harness.steps import SESSION, assert_refused, begin, lines_with, sign_in

ESSENTIAL_ACR = {"id_token": {"acr": {"essential": True, "values": ["phr", "phrh"]}}}
WISHED_CLAIMS = {"userinfo": {"nickname": None}, "id_token": {"acr": {"values": ["phr"]}}}


def configure(provider):
    def add(name, **directives):
        return (provider_block(name, provider.issuer("asking"), **directives) + protect(f"/{name}", name)
                + f"ScriptAlias /{name} {{root}}/cgi/env\n")

    return "".join([
        add("fixed", AuthorizationParameter=["prompt consent", "login_hint \"ann b\"", f"claims '{json.dumps(WISHED_CLAIMS)}'",
                                             "acr_values \"1 2\""]),
        add("acr", AuthorizationParameter=f"claims '{json.dumps(ESSENTIAL_ACR)}'"),
        add("open", PassParameters="login_hint ui_locales prompt max_age acr_values claims"),
        add("closed"),
        provider_block("iss", provider.issuer("quiet-iss"), RequireIss="on") + protect("/iss", "iss")
        + "ScriptAlias /iss {root}/cgi/env\n",
        provider_block("no-iss", provider.issuer("quiet-iss")) + protect("/no-iss", "no-iss")
        + "ScriptAlias /no-iss {root}/cgi/env\n",
    ])


def link(site, provider_name, **parameters):
    query = "".join(f"&{name}={quote(value, safe='')}" for name, value in parameters.items())
    return f"{site.url}/oauth/login?provider={provider_name}&to=/{provider_name}{query}"


def asked_by(site, browser, provider_name, **parameters):
    page = browser.navigate(link(site, provider_name, **parameters), follow=False)
    assert page.status == 302, page.text
    return page.location_query


# Fixed


def test_what_is_fixed_is_asked_at_each_login(site, provider, browser):
    asked = begin(browser, site, "/fixed").location_query
    assert (asked["prompt"], asked["login_hint"], asked["acr_values"]) == ("consent", "ann b", "1 2")
    assert json.loads(asked["claims"]) == WISHED_CLAIMS
    sign_in(browser, site, "/fixed")  # what is only wished for may be missing


@pytest.mark.parametrize("acr", ["phr", "phrh"])
def test_an_essential_acr_is_taken_when_it_is_one_of_those_asked_for(site, provider, browser, acr):
    provider.twist("id_token", tenant="asking", claims_set={"acr": acr})
    assert sign_in(browser, site, "/acr").json["OAUTH_CLAIM_acr"] == acr


@pytest.mark.parametrize("twist", [{}, {"claims_set": {"acr": "pwd"}}, {"claims_set": {"acr": ["phr"]}}])
def test_without_the_essential_acr_nobody_is_signed_in(site, provider, browser, twist):
    """OpenID Connect Core 1.0, 5.5.1.1: the provider should have failed."""
    provider.twist("id_token", tenant="asking", **twist)
    assert_refused(browser, site, browser.navigate(site.url + "/acr"), 400, "id_token_acr")


# Who answers (RFC 9207)


@pytest.mark.rp("X-iss-param")
def test_iss_is_required_where_the_configuration_says_so(site, provider, browser):
    """Of a provider that sends it and does not announce it."""
    provider.twist("discovery", tenant="quiet-iss", json_remove=["authorization_response_iss_parameter_supported"])
    sign_in(browser, site, "/iss")
    provider.twist("authorize", tenant="quiet-iss", parameters_remove=["iss"])
    other = Browser()
    assert_refused(other, site, other.navigate(site.url + "/iss"), 400, "answer_issuer")
    assert provider.count("token", tenant="quiet-iss") == 1
    assert other.navigate(site.url + "/no-iss").status == 200


# By a link


def test_a_link_passes_on_what_the_configuration_lists(site, provider, browser):
    asked = asked_by(site, browser, "open", login_hint="ann@example.org & co", ui_locales="de en", display="touch")
    assert (asked["login_hint"], asked["ui_locales"]) == ("ann@example.org & co", "de en")
    assert "display" not in asked


def test_a_link_passes_on_nothing_by_default(site, provider, browser):
    assert set(asked_by(site, browser, "closed", login_hint="ann", prompt="login", max_age="0")) == \
        {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method"}


@pytest.mark.parametrize("name", ["state", "nonce", "redirect_uri", "client_id", "scope", "response_type", "code_challenge",
                                  "request", "request_uri", "response_mode"])
def test_no_link_sets_what_is_ours(site, provider, browser, name):
    asked = asked_by(site, browser, "open", **{name: "evil"})
    assert "evil" not in asked.values()


def test_the_query_of_a_protected_page_is_the_applications(site, provider, browser):
    asked = begin(browser, site, "/open?login_hint=ann&prompt=login&max_age=0").location_query
    assert not {"login_hint", "prompt", "max_age"} & set(asked)


@pytest.mark.parametrize("parameters", [{"max_age": "soon"}, {"max_age": "-1"}, {"login_hint": "a\r\nb"}, {"claims": "acr"},
                                        {"claims": json.dumps(ESSENTIAL_ACR)}, {"login_hint": "/" * 400}])
def test_a_link_with_a_value_that_can_not_be_right_is_refused(site, provider, browser, parameters):
    page = browser.navigate(link(site, "open", **parameters), follow=False)
    site.announce("reason=login_parameter ")
    assert page.status == 400 and "This link does not work" in page.text and browser.cookie(SESSION) is None
    assert len(lines_with(site, "login_parameter")) == 1
    assert provider.count("authorize", tenant="asking") == 0


@pytest.mark.parametrize("parameters", [{"prompt": "login"}, {"max_age": "0"}, {"acr_values": "2"}, {"claims": "{}"}])
def test_a_link_that_asks_again_is_for_who_is_signed_in_too(site, provider, browser, parameters):
    sign_in(browser, site, "/open")
    before = browser.cookie(SESSION)
    page = browser.navigate(link(site, "open", **parameters))
    assert (page.status, page.url) == (200, site.url + "/open")
    assert provider.count("authorize", tenant="asking") == 2 and browser.cookie(SESSION) != before


def test_a_link_that_only_helps_sends_nobody_away_who_is_signed_in(site, provider, browser):
    sign_in(browser, site, "/open")
    browser.navigate(link(site, "open", login_hint="ann"))
    assert provider.count("authorize", tenant="asking") == 1


@pytest.mark.rp("X-auth-time")
@pytest.mark.requirement("R-SES-06")
def test_max_age_of_a_link_is_compared_like_the_fixed_one(site, provider, browser):
    assert browser.navigate(link(site, "open", max_age="60")).status == 200
    for twist in ({"claims_remove": ["auth_time"]}, {"claims_shift": {"auth_time": -3600}}):
        other = Browser()
        provider.untwist()
        provider.twist("id_token", tenant="asking", **twist)
        page = other.navigate(link(site, "open", max_age="60"))
        assert page.status == 400 and other.cookie(SESSION) is None
        assert "id_token_auth_time" in page.text
    site.announce("reason=id_token_auth_time ")


def test_the_second_try_asks_for_the_same_max_age(site, provider, browser):
    """The browser lost its cookie on the way: the login begins again, by itself and once."""
    page = browser.follow(browser.navigate(link(site, "open", max_age="60"), follow=False))
    page = Browser().navigate(page.location, follow=False)
    assert page.status == 302 and page.location_query["max_age"] == "60"
