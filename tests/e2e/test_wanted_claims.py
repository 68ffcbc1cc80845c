# SPDX-License-Identifier: Apache-2.0
"""What an administrator wants of a provider's claims: other names for users, claims made of others, some of them not kept at all."""

import json

import pytest

from harness.browser import Browser
from harness.configuration import protect, provider_block
from harness.steps import assert_refused, form_token, lines_with, refresh, sign_in

USER = "7d20aa31-bob"
GROUPS = ["/corp/staff", "/corp/Küche", "/other/admins", "admins"]
CLAIMS = {"groups": GROUPS, "department": "Sales/EMEA", "address": {"locality": "Köln"}, "Address": "root", "secret": "blocked-word",
          "big": "x" * 5000}
PROVIDERS = {
    "pattern": {"UserClaim": r'preferred_username "^(b)(.*)$" "$2-$1"'},
    "issuer": {"UserClaim": "preferred_username@"},
    "both": {"UserClaim": r'email@ "^([^@]+)@example\.org$" "$1"'},
    "misfit": {"UserClaim": r'email "@elsewhere\.org$" "x"'},
    "empty": {"UserClaim": r'email "^.*$" ""'},
    "missing": {"UserClaim": "no_such_claim"},
    "made": {"MapClaim": [r'tenant email "^[^@]+@(.*)$" "$1"', r'groups groups "^/corp/(.*)$" "$1"', r'area department "^sales/(.*)$" "$1"'],
             "Admit": "tenant example.org"},
    "not-admitted": {"MapClaim": r'tenant email "^[^@]+@(.*)$" "$1"', "Admit": "tenant example.com"},
    "kept": {"KeepClaims": "email groups city", "MapClaim": "city address.locality"},
    "without": {"KeepClaims": "!secret !address !big", "UserClaim": "preferred_username"},
}
LINES = {
    "place-pattern": ("main", [r'OAuthUserClaim email "^([^@]+)@.*$" "$1"']),
    "place-pattern/inside": ("main", []),
    "place-pattern/other": ("main", ["OAuthUserClaim email"]),
    "place-misfit": ("main", [r'OAuthUserClaim email "^nobody" "$0"']),
    "tenant": ("made", ["Require oauth-claim tenant example.org"]),
    "corp-staff": ("made", ["Require oauth-group staff"]),
    "admins": ("made", ["Require oauth-group admins"]),
    "no-secret": ("without", ["Require oauth-claim secret blocked-word"]),
    "json": ("kept", ["OAuthPassClaims json"]),
}


def configure(provider):
    text = ""
    for name, rows in PROVIDERS.items():
        text += provider_block(name, provider.issuer("main"), Scope="openid profile email", **rows)
        text += protect(f"/{name}", name) + f"ScriptAlias /{name}/env {{root}}/cgi/env\n"
    for path, (name, lines) in sorted(LINES.items()):
        lines = lines if any("Require" in line for line in lines) else ["Require valid-user", *lines]
        text += protect(f"/{path}", name, *lines) + f"ScriptAlias /{path}/env {{root}}/cgi/env\n"
    return text


def told(site, place, browser=None):
    return sign_in(browser or Browser(), site, f"/{place}/env").json


@pytest.fixture
def claims(provider):
    provider.twist("userinfo", tenant="main", json_set={**CLAIMS, "big": "x"})


def assert_not_allowed(browser, site, path):
    assert browser.fetch(site.url + path).status == 403
    site.announce("AH01631")
    site.announce("reason=forbidden ")


# Who the user is


@pytest.mark.parametrize("place, user", [("pattern", "ob-b"), ("place-pattern", "bob"), ("place-pattern/inside", "bob"),
                                         ("place-pattern/other", "bob@example.org")])
def test_the_user_is_what_the_pattern_makes_of_a_claim(site, provider, place, user):
    assert told(site, place)["REMOTE_USER"] == user


def test_the_issuer_may_follow_the_name(site, provider):
    issuer = provider.issuer("main").removeprefix("http://")
    assert told(site, "issuer")["REMOTE_USER"] == f"bob@{issuer}"
    assert told(site, "both")["REMOTE_USER"] == f"bob@{issuer}"


@pytest.mark.parametrize("place, reason", [("misfit", "user_pattern"), ("empty", "user_pattern"), ("missing", "user_claim")])
def test_who_gets_no_name_is_not_signed_in(site, provider, browser, place, reason):
    page = browser.navigate(f"{site.url}/{place}/env")
    assert_refused(browser, site, page, 400, reason)
    line = lines_with(site, reason)[0]
    assert "bob@example.org" not in line
    if reason == "user_claim":
        assert "no_such_claim" in line and "preferred_username" in line and "email" in line


def test_a_name_that_does_not_fit_opens_no_place(site, provider, browser):
    sign_in(browser, site)
    assert browser.fetch(site.url + "/place-misfit/env").status == 403
    site.announce("reason=user_pattern")


def test_a_name_keeps_its_letters(site, provider):
    provider.twist("userinfo", tenant="main", json_set={"preferred_username": "böb-\U0001f511"})
    assert told(site, "pattern")["REMOTE_USER"] == "öb-\U0001f511-b"


# Claims made of others


def test_a_claim_made_of_another_is_told_and_asked_for(site, claims):
    browser = Browser()
    said = told(site, "made", browser)
    assert said["OAUTH_CLAIM_tenant"] == "example.org" and json.loads(said["OAUTH_CLAIM_groups"]) == ["staff", "Küche"]
    assert "OAUTH_CLAIM_area" not in said and said["OAUTH_CLAIM_department"] == "Sales/EMEA"
    assert browser.fetch(site.url + "/tenant/env").status == 200
    assert browser.fetch(site.url + "/corp-staff/env").status == 200
    assert_not_allowed(browser, site, "/admins/env")


def test_who_may_sign_in_goes_by_what_was_made(site, claims, browser):
    assert_refused(browser, site, browser.navigate(site.url + "/not-admitted/env"), 403, "not_admitted")


# Claims that are not kept


def test_only_what_is_kept_is_told(site, claims):
    said = told(site, "kept")
    assert {name for name in said if name.startswith("OAUTH_CLAIM_")} <= {
        f"OAUTH_CLAIM_{name}" for name in ("sub", "email", "groups", "city", "auth_time", "acr", "amr")}
    assert said["OAUTH_CLAIM_city"] == "Köln" and said["REMOTE_USER"] == USER
    assert set(json.loads(told(site, "json")["OAUTH_CLAIMS"])) <= {"sub", "email", "groups", "city", "auth_time", "acr", "amr"}


def test_what_is_not_kept_is_in_no_header_nor_rule_nor_answer(site, provider):
    provider.twist("userinfo", tenant="main", json_set=CLAIMS)  # with one that is too large to be told
    browser = Browser()
    said = told(site, "without", browser)
    assert said["REMOTE_USER"] == "bob" and json.loads(said["OAUTH_CLAIM_groups"]) == GROUPS
    assert not any(word in str(said) for word in ("blocked-word", "Köln", "root", "xxx"))
    assert_not_allowed(browser, site, "/no-secret/env")
    assert "blocked-word" not in browser.fetch(site.url + "/oauth/session?claims=1").text


def test_claims_that_are_read_anew_are_made_and_chosen_anew(site, provider):
    for place, claims in (("made", {"groups": ["/corp/new", "admins"]}), ("without", {"secret": "blocked-word", "nickname": "b"})):
        browser = Browser()
        provider.untwist()
        told(site, place, browser)
        provider.twist("userinfo", tenant="main", json_set=claims)
        answer = refresh(browser, site, form_token(browser, site))
        assert answer.status == 200 and "blocked-word" not in answer.text
        said = browser.fetch(f"{site.url}/{place}/env").json
        assert place == "without" or (said["OAUTH_CLAIM_groups"], said["OAUTH_CLAIM_tenant"]) == ('["new"]', "example.org")
        assert place == "made" or (said["OAUTH_CLAIM_nickname"], said["REMOTE_USER"]) == ("b", "bob")
