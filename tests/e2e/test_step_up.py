# SPDX-License-Identifier: Apache-2.0
"""Require oauth-age, oauth-acr and oauth-amr: a sign-in that is too old or too weak becomes a stronger one in one round, or
ends in 403 with the reason, and never in a loop."""

import pytest

from harness.configuration import SECRET, open_place, protect, provider_block
from harness.httpd import Site
from harness.steps import SESSION, begin, is_signed_in, lines_with, sign_in

TENANT = "step-up"
PLACES = {
    "page": ["Require valid-user"],
    "fresh": ["Require oauth-age 5m"],
    "gold": ["Require oauth-acr gold platinum"],
    "mfa": ["Require oauth-amr mfa hwk"],
    "vault": ["<RequireAll>", "Require oauth-age 300", "Require oauth-acr gold", "</RequireAll>"],
    "either": ["<RequireAny>", "Require user 7d20aa31-bob", "Require oauth-acr gold", "</RequireAny>"],
    "any": ["<RequireAny>", "Require user nobody", "Require oauth-acr gold", "</RequireAny>"],
    "both": ["<RequireAll>", "Require user nobody", "Require oauth-acr gold", "</RequireAll>"],
    "none": ["<RequireAll>", "Require valid-user", "<RequireNone>", "Require oauth-acr gold", "</RequireNone>",
             "</RequireAll>"],
    "not": ["<RequireAll>", "Require valid-user", "Require not oauth-acr gold", "</RequireAll>"],
}


def configure(provider):
    issuer = provider.issuer(TENANT)
    plain = {"AuthorizationEndpoint": f"{issuer}/authorize", "TokenEndpoint": f"{issuer}/token",
             "ProfileURL": f"{issuer}/user", "MapClaim": "sub id"}
    provider.register("posts", client_secret=SECRET, auto_login="bob")
    return "".join([
        provider_block("strong", issuer),
        provider_block("fixed", issuer, AuthorizationParameter=["prompt consent", "acr_values bronze", "max_age 60"]),
        provider_block("plain", None, **plain),
        provider_block("posts", issuer, "posts", ResponseType="code", ResponseMode="form_post"),
        *(protect(f"/{name}", "strong", *lines) + f"ScriptAlias /{name} {{root}}/cgi/env\n"
          for name, lines in PLACES.items()),
        protect("/fixed", "fixed", *PLACES["vault"]) + "ScriptAlias /fixed {root}/cgi/env\n",
        protect("/plain", "plain", *PLACES["fresh"]) + "ScriptAlias /plain {root}/cgi/env\n",
        protect("/posts", "posts", "Require valid-user") + "ScriptAlias /posts {root}/cgi/env\n",
        protect("/posts-gold", "posts", *PLACES["gold"]) + "ScriptAlias /posts-gold {root}/cgi/env\n",
        protect("/own-page", "strong", *PLACES["gold"], 'ErrorDocument 403 "come by the front door"')
        + "ScriptAlias /own-page {root}/cgi/env\n",
    ])


def says(provider, age=0, **claims):
    """What ID tokens say of the sign-ins that follow."""
    provider.untwist(tenant=TENANT)
    provider.twist("id_token", tenant=TENANT, claims_set=claims, claims_shift={"auth_time": -age})


def asked(page):
    """The parameters of the way to the provider, of which there was one."""
    ways = [step.location_query for step in page.steps if step.status == 302 and "/authorize?" in step.location]
    assert len(ways) == 1, [step.url for step in page.steps]
    return ways[0]


def begun(browser, site, provider, age=0, **claims):
    """Somebody has signed in like this, and the way to the provider is free."""
    says(provider, age, **claims)
    page = sign_in(browser, site, "/page")
    provider.forget_requests()
    return page


# One round, and then the page


def test_a_sign_in_that_is_too_old_becomes_a_fresh_one(site, provider, browser):
    begun(browser, site, provider, age=301)
    before = browser.cookie(SESSION)
    says(provider)
    page = sign_in(browser, site, "/fresh/report?year=2026")
    site.announce("AH01631|reason=forbidden ")
    assert asked(page)["max_age"] == "300" and "acr_values" not in asked(page) and "prompt" not in asked(page)
    assert browser.cookie(SESSION) != before and page.json["QUERY_STRING"] == "year=2026"
    assert sign_in(browser, site, "/fresh").steps == []


def test_a_sign_in_that_is_fresh_enough_is_asked_nothing(site, provider, browser):
    begun(browser, site, provider, age=280)
    assert sign_in(browser, site, "/fresh").steps == []


def test_a_sign_in_that_is_too_weak_becomes_a_stronger_one(site, provider, browser):
    begun(browser, site, provider, acr="silver")
    says(provider, acr="platinum")
    page = sign_in(browser, site, "/gold")
    site.announce("AH01631|reason=forbidden ")
    assert asked(page)["acr_values"] == "gold platinum" and "max_age" not in asked(page)
    assert page.json["OAUTH_CLAIM_acr"] == "platinum"
    assert sign_in(browser, site, "/gold").steps == []


def test_for_other_means_the_provider_asks_anew(site, provider, browser):
    begun(browser, site, provider, amr=["pwd"])
    says(provider, amr=["pwd", "mfa"])
    page = sign_in(browser, site, "/mfa")
    site.announce("AH01631|reason=forbidden ")
    assert asked(page)["prompt"] == "login" and page.json["OAUTH_CLAIM_amr"] == '["pwd","mfa"]'
    assert sign_in(browser, site, "/mfa").steps == []


def test_all_that_a_page_requires_is_asked_at_once(site, provider, browser):
    begun(browser, site, provider, age=3600, acr="silver")
    says(provider, acr="gold")
    page = sign_in(browser, site, "/vault")
    site.announce("AH01631|reason=forbidden ")
    assert (asked(page)["max_age"], asked(page)["acr_values"]) == ("300", "gold")


def test_what_a_page_requires_stands_in_the_place_of_what_is_fixed(site, provider, browser):
    """But for max_age, of which the shorter one stands."""
    says(provider, acr="bronze")
    page = browser.navigate(site.url + "/fixed", follow=False)
    assert (page.location_query["prompt"], page.location_query["acr_values"]) == ("consent", "bronze")
    browser.follow(browser.follow(page))
    says(provider, acr="gold")
    page = sign_in(browser, site, "/fixed")
    site.announce("AH01631|reason=forbidden ")
    assert (asked(page)["max_age"], asked(page)["acr_values"], asked(page)["prompt"]) == ("60", "gold", "consent")


def test_where_the_provider_knows_no_time_the_session_says_how_old_it_is(site, provider, browser):
    """Plain OAuth 2.0."""
    assert [step.status for step in sign_in(browser, site, "/plain").steps] == [302, 302, 303]


# Once, and then 403


@pytest.mark.parametrize("claims", [{"acr": "silver"}, {}, {"acr": "goldfinger"}, {"acr": "gold platinum"},
                                    {"acr": ["gold"]}])
def test_a_provider_that_gives_no_stronger_sign_in_is_asked_once(site, provider, browser, claims):
    begun(browser, site, provider, **claims)
    page = browser.navigate(site.url + "/gold")
    site.announce("AH01631|reason=forbidden ", "reason=step_up_unmet ")
    assert page.status == 403 and provider.count("authorize", tenant=TENANT) == 1
    assert "acr gold platinum" in page.text and "step_up_unmet" in page.text and "/oauth/logout" in page.text
    assert ("silver" in page.text) == (claims == {"acr": "silver"})
    assert len(lines_with(site, "step_up_unmet")) == 1
    assert browser.navigate(site.url + "/gold").status == 403
    assert provider.count("authorize", tenant=TENANT) == 1
    assert is_signed_in(browser, site, "/page")


@pytest.mark.parametrize("amr", [["pwd"], [], "password", ["mfa,hwk"], ["\"mfa"], {"mfa": 1}])
def test_means_that_are_not_among_those_required_open_nothing(site, provider, browser, amr):
    begun(browser, site, provider, amr=amr)
    page = browser.navigate(site.url + "/mfa")
    site.announce("AH01631|reason=forbidden ", "reason=step_up_unmet ")
    assert page.status == 403 and provider.count("authorize", tenant=TENANT) == 1 and "amr mfa hwk" in page.text


@pytest.mark.parametrize("age, remove", [(301, []), (0, ["auth_time"])])
@pytest.mark.requirement("R-SES-06")
def test_a_provider_that_does_not_care_for_max_age_is_asked_once(site, provider, browser, age, remove):
    """Who was signed in stays so."""
    begun(browser, site, provider, age=3600)
    before = browser.cookie(SESSION)
    says(provider, age=age + 60)
    if remove:
        provider.untwist(tenant=TENANT)
        provider.twist("id_token", tenant=TENANT, claims_remove=remove)
    page = browser.navigate(site.url + "/fresh")
    site.announce("AH01631|reason=forbidden ", "reason=step_up_unmet ")
    assert page.status == 403 and provider.count("authorize", tenant=TENANT) == 1
    assert "stronger sign-in" in page.text and browser.cookie(SESSION) == before
    assert is_signed_in(browser, site, "/page")


def test_a_provider_that_says_that_it_can_not_is_believed(site, provider, browser):
    begun(browser, site, provider, acr="silver")
    provider.twist("authorize", tenant=TENANT, parameters_remove=["code"],
                   parameters_set={"error": "unmet_authentication_requirements"})
    page = browser.navigate(site.url + "/gold")
    site.announce("AH01631|reason=forbidden ", "reason=step_up_unmet ")
    assert page.status == 403 and provider.count("authorize", tenant=TENANT) == 1
    assert is_signed_in(browser, site, "/page")


def test_a_claim_of_the_users_own_making_is_no_stronger_sign_in(site, provider, browser):
    says(provider)
    provider.twist("userinfo", tenant=TENANT, json_set={"acr": "gold", "amr": ["mfa"], "auth_time": 4102444800})
    sign_in(browser, site, "/page")
    for place in ("/gold", "/mfa"):
        assert browser.navigate(site.url + place).status == 403
    site.announce("AH01631|reason=forbidden ", "reason=step_up_unmet ")


def test_a_page_of_the_administrators_own_may_say_it(site, provider, browser):
    begun(browser, site, provider, acr="silver")
    page = browser.navigate(site.url + "/own-page")
    site.announce("AH01631|reason=forbidden ", "reason=step_up_unmet ")
    assert page.status == 403 and page.text == "come by the front door"


# Who is on no way to a page


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_a_script_is_told_what_is_required_and_where_to_get_it(site, provider, browser, method):
    begun(browser, site, provider, age=3600, acr="silver")
    answer = browser.fetch(site.url + "/vault", method, b"" if method != "GET" else None)
    site.announce("AH01631|reason=forbidden ")
    assert answer.status == 401 and answer.header("Location") is None and answer.all_headers("Set-Cookie") == []
    assert answer.header("WWW-Authenticate") == \
        'OAuth-Session error="insufficient_user_authentication", acr_values="gold", max_age="300"'
    assert answer.json["reason"] == "step_up_required" and answer.json["error"] == "insufficient_user_authentication"
    assert (answer.json["acr_values"], answer.json["max_age"]) == ("gold", "300")
    assert "acr gold" in answer.json["detail"] and "silver" in answer.json["detail"]
    says(provider, acr="gold")
    page = browser.navigate(answer.json["login_url"] + "&to=/vault")
    assert (page.status, page.url) == (200, site.url + "/vault")
    assert (asked(page)["max_age"], asked(page)["acr_values"]) == ("300", "gold")
    assert browser.fetch(site.url + "/vault", method, b"" if method != "GET" else None).status == 200


def test_a_script_is_not_told_to_ask_again_what_was_asked(site, provider, browser):
    begun(browser, site, provider, acr="silver")
    browser.navigate(site.url + "/gold")
    answer = browser.fetch(site.url + "/gold")
    site.announce("AH01631|reason=forbidden ", "reason=step_up_unmet ")
    assert answer.status == 403 and answer.json["reason"] == "step_up_unmet" and "login_url" not in answer.json


@pytest.mark.parametrize("value", ["acr_values%3Dgold", "AAAA", ""])
def test_a_link_can_not_ask_what_no_page_requires(site, provider, browser, value):
    page = browser.navigate(f"{site.url}/oauth/login?provider=strong&to=/page&step_up={value}", follow=False)
    site.announce("reason=login_parameter ")
    assert page.status == 400 and provider.count("authorize", tenant=TENANT) == 0


# Together with other lines


def test_a_line_that_need_not_be_met_asks_nothing(site, provider, browser):
    begun(browser, site, provider, acr="silver")
    assert sign_in(browser, site, "/either").steps == []


def test_a_line_that_would_do_is_asked_for(site, provider, browser):
    begun(browser, site, provider, acr="silver")
    says(provider, acr="gold")
    assert asked(sign_in(browser, site, "/any"))["acr_values"] == "gold"
    site.announce("AH01631|reason=forbidden ")


def test_nothing_is_asked_that_would_not_help(site, provider, browser):
    begun(browser, site, provider, acr="silver")
    page = browser.navigate(site.url + "/both")
    site.announce("AH01631|reason=forbidden ")
    assert page.status == 403 and page.steps == [] and "This page is not for you" in page.text


@pytest.mark.parametrize("place", ["/none", "/not"])
def test_what_must_not_be_is_never_asked_for(site, provider, browser, place):
    begun(browser, site, provider, acr="silver")
    assert sign_in(browser, site, place).steps == []
    begun(browser, site, provider, acr="silver")
    says(provider, acr="gold")
    sign_in(browser, site, "/gold")
    provider.forget_requests()
    page = browser.navigate(site.url + place)
    site.announce("AH01631|reason=forbidden ")
    assert page.status == 403 and provider.count("authorize", tenant=TENANT) == 0


# What can happen on the way


def test_a_lost_cookie_costs_one_more_round_that_asks_the_same(site, provider, browser):
    begun(browser, site, provider, acr="silver")
    says(provider, acr="gold")
    page = browser.follow(browser.navigate(site.url + "/gold", follow=False))
    browser.forget("oauth_browser")
    page = browser.follow_all(page)
    site.announce("AH01631|reason=forbidden ")
    assert (page.status, page.url) == (200, site.url + "/gold")
    ways = [step.location_query["acr_values"] for step in page.steps if step.status == 302 and "acr_values=" in step.location]
    assert ways == ["gold platinum", "gold platinum"]


def test_a_browser_that_keeps_losing_it_gets_a_page(site, provider, browser):
    begun(browser, site, provider, acr="silver")
    page = browser.navigate(site.url + "/gold", follow=False)
    while page.location is not None:
        browser.forget("oauth_browser")
        page = browser.follow(page)
    site.announce("AH01631|reason=forbidden ", "reason=browser_cookie ")
    assert page.status == 400 and provider.count("authorize", tenant=TENANT) == 2


def begun_by_form(browser, site, provider):
    says(provider, acr="silver")
    action, fields = browser.navigate(site.url + "/posts").form()
    browser.submit(action, fields, provider.issuer(TENANT))
    assert is_signed_in(browser, site, "/posts")
    says(provider, acr="gold")
    return browser.navigate(site.url + "/posts-gold").form()


def test_an_answer_by_form_is_as_good(site, provider, browser):
    action, fields = begun_by_form(browser, site, provider)
    onward = browser.submit(action, fields, provider.issuer(TENANT))
    page = browser.navigate(action + "?state=" + fields["state"], onward.url)
    site.announce("AH01631|reason=forbidden ")
    assert (page.status, page.url) == (200, site.url + "/posts-gold"), page.text


def test_an_answer_by_form_without_a_cookie_gets_a_page_and_no_loop(site, provider, browser):
    """The session of before is there all the time, and its page would ask once more."""
    action, fields = begun_by_form(browser, site, provider)
    for _ in range(2):
        browser.forget("oauth_browser")
        onward = browser.submit(action, fields, provider.issuer(TENANT))
        page = browser.navigate(action + "?state=" + fields["state"], onward.url)
        if page.status == 200:
            action, fields = page.form()
    site.announce("AH01631|reason=forbidden ", "reason=browser_cookie ")
    assert page.status == 400 and "cookie" in page.text


def test_a_person_who_cancels_stays_signed_in(site, provider, browser):
    begun(browser, site, provider, acr="silver")
    provider.twist("authorize", tenant=TENANT, parameters_remove=["code"], parameters_set={"error": "access_denied"})
    page = browser.navigate(site.url + "/gold")
    site.announce("AH01631|reason=forbidden ", "reason=access_denied ")
    assert page.status == 403 and "cancelled" in page.text and is_signed_in(browser, site, "/page")


def test_another_tab_that_was_stepped_up_meanwhile_is_enough(site, provider, browser):
    begun(browser, site, provider, acr="silver")
    says(provider, acr="gold")
    first = browser.follow(browser.navigate(site.url + "/gold?tab=1", follow=False))
    second = browser.navigate(site.url + "/gold?tab=2")
    page = browser.follow_all(first)
    site.announce("AH01631|reason=forbidden ")
    assert (second.status, page.status, page.url) == (200, 200, site.url + "/gold?tab=1")


@pytest.mark.requirement("R-SES-02")
def test_the_session_of_before_is_ended(site, provider, browser):
    begun(browser, site, provider, acr="silver")
    old = browser.cookies[:]
    says(provider, acr="gold")
    sign_in(browser, site, "/gold")
    site.announce("AH01631|reason=forbidden ")
    browser.cookies = old
    assert not is_signed_in(browser, site, "/page")


def test_somebody_else_who_comes_back_has_a_session_of_his_own(site, provider, browser):
    begun(browser, site, provider, acr="silver")
    says(provider, acr="gold")
    provider.register("site", client_secret=SECRET, auto_login="alice")
    try:
        page = sign_in(browser, site, "/gold")
    finally:
        provider.register("site", client_secret=SECRET, auto_login="bob")
    site.announce("AH01631|reason=forbidden ")
    assert page.json["REMOTE_USER"] != "7d20aa31-bob"


# The configuration


@pytest.mark.parametrize("line, wrong", [
    ("Require oauth-age", "oauth-age"), ("Require oauth-age soon", "a time from 1m to 365d"),
    ("Require oauth-age 59", "a time from 1m to 365d"), ("Require oauth-age 5m 6m", "takes one time"),
    ("Require oauth-acr", "takes one or more values"), ("Require oauth-acr \"a b\"", "one word"),
    ("Require oauth-amr 'a\"b'", "one word"), ("Require oauth-amr a,b", "one word"),
    ("Require oauth-acr " + "x" * 129, "longer than 128"),
])
def test_a_line_that_makes_no_sense_is_told_at_start(module, line, wrong):
    site = Site(open_place("/wrong", line))
    try:
        status, text = site.check()
    finally:
        site.remove()
    assert status != 0 and line.split()[1] in text and wrong in text, text
