# SPDX-License-Identifier: Apache-2.0
"""OAuthPreset: with each vendor's name and credentials alone, its answers become a signed-in user."""

import pytest

from harness.browser import Browser
from harness.configuration import protect, provider_block
from harness.openid.wire import form_answer, json_answer
from harness.scripts import walk
from harness.steps import begin, is_signed_in, lines_with
from harness.vendor_server import VendorServer
from harness.vendors import OTHER_TENANT, STRANGE_TENANT, TENANT, VENDORS

GITHUB, ENTRA = (next(vendor for vendor in VENDORS if vendor.name == name) for name in ("github", "entra"))
SERVERS = []
TLS = True  # without it no browser sends a cookie with a form of another site


def configure(_provider):
    SERVERS.append(VendorServer(VENDORS))
    return "".join([*(section(vendor) for vendor in VENDORS),
                    section(GITHUB, "own", MapClaim=["sub node_id", "kind type"], UserClaim="preferred_username",
                            Scope="read:user"),
                    section(ENTRA, "foreign-keys", JwksURI=f"{SERVERS[-1].base}/entra/foreign-keys")])


def section(vendor, name=None, **more):
    """What leads to loopback stands before the preset and behind it, in turns: the order must not matter."""
    base = f"{SERVERS[-1].base}/{vendor.name}"
    led = {name: [text.format(base=base, key=SERVERS[-1].key_file) for text in ([texts] if isinstance(texts, str) else texts)]
           for name, texts in vendor.led.items()}
    first, second = dict(list(led.items())[::2]), dict(list(led.items())[1::2])
    name = name or vendor.name
    block = provider_block(name, None, "site-id", vendor.secret, **{**first, "Preset": vendor.preset, **second, **more})
    return block + protect(f"/{name}", name) + f"ScriptAlias /{name}/env {{root}}/cgi/env\n"


@pytest.fixture(scope="module", autouse=True)
def stop_servers():
    yield
    for server in SERVERS:
        server.stop()


@pytest.fixture
def vendors(site):
    SERVERS[-1].begin_test()
    return SERVERS[-1]


def each(vendors=VENDORS):
    return pytest.mark.parametrize("vendor", vendors, ids=[vendor.name for vendor in vendors])


def enter(browser, site, path):
    """Sign in; ends on the page first asked for."""
    page = walk(browser, browser.navigate(site.url + path, follow=False))
    assert (page.status, page.url) == (200, site.url + path), page.text
    return page


def assert_told(told, vendor):
    expected = dict(vendor.told)
    assert told["REMOTE_USER"] == expected.pop("REMOTE_USER") and told["OAUTH_PROVIDER"] == vendor.name
    assert {name: told.get(f"OAUTH_CLAIM_{name}") for name in expected} == expected


@each()
def test_its_users_can_sign_in(site, vendors, browser, vendor):
    assert_told(enter(browser, site, f"/{vendor.name}/env").json, vendor)


@each()
def test_it_is_asked_for_what_the_preset_says(site, vendors, browser, vendor):
    asked = begin(browser, site, f"/{vendor.name}/env").location_query
    assert asked.get("scope") == vendor.scope and asked["response_type"] == "code"
    assert {name: asked.get(name) for name in vendor.parameters} == vendor.parameters
    assert ("code_challenge" in asked) == vendor.pkce


def test_what_the_administrator_writes_counts_over_the_preset(site, vendors, browser):
    assert begin(browser, site, "/own/env").location_query["scope"] == "read:user"
    told = enter(browser, site, "/own/env").json
    assert told["REMOTE_USER"] == "octo-ada" and told["OAUTH_CLAIM_kind"] == "User"
    assert told["OAUTH_CLAIM_sub"] == "MDQ6VXNlcjU4MzIzMQ=="
    assert told["OAUTH_CLAIM_profile"] == "https://github.com/octo-ada"


# Only some may come



def test_another_admitted_tenant_may_come_with_its_own_issuer(site, vendors, browser):
    vendors.twists["entra", "id_token"] = {"tid": OTHER_TENANT, "iss": f"{vendors.base}/entra/{OTHER_TENANT}/v2.0"}
    assert enter(browser, site, "/entra/env").json["OAUTH_CLAIM_tid"] == OTHER_TENANT


@pytest.mark.parametrize("claims, reason", [
    ({"tid": STRANGE_TENANT, "iss": "{base}/%s/v2.0" % STRANGE_TENANT}, "not_admitted"),
    ({"tid": OTHER_TENANT}, "id_token_issuer"),
    ({"tid": None}, "id_token_issuer"),
    ({"tid": "organizations", "iss": "{base}/organizations/v2.0"}, "id_token_issuer"),
    ({"iss": "{base}/{tenantid}/v2.0"}, "id_token_issuer"),
    ({"tid": "{tenantid}", "iss": "{base}/{tenantid}/v2.0"}, "id_token_issuer"),
    ({"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0"}, "id_token_issuer"),
])
def test_other_tenants_may_not_come(site, vendors, browser, claims, reason):
    vendors.twists["entra", "id_token"] = {
        name: value and value.replace("{base}", f"{vendors.base}/entra") for name, value in claims.items()}
    assert_not_in(browser, site, "/entra", reason, 403 if reason == "not_admitted" else 400)


def test_a_key_of_another_tenant_signs_nobody_in(site, vendors, browser):
    """Each key of Entra's set says whose it is."""
    assert_not_in(browser, site, "/foreign-keys", "jwt_key_issuer")


@pytest.mark.parametrize("domain", ["example.com", "EXAMPLE.ORG", "", None, ["example.com"]])
def test_other_domains_may_not_come(site, vendors, browser, domain):
    vendors.twists["google-domain", "id_token"] = {"hd": domain}
    vendors.twists["google-domain", "/userinfo"] = json_answer({"sub": "1076915"})
    assert_not_in(browser, site, "/google-domain", "not_admitted", 403)


def assert_not_in(browser, site, path, reason, status=400):
    page = browser.navigate(site.url + path + "/env")
    site.announce(f"reason={reason} ")
    assert page.status == status, page.text
    assert len(lines_with(site, reason)) == 1
    assert not is_signed_in(browser, site, path + "/env")


# What further calls bring, or do not


def test_addresses_and_memberships_are_asked_for_once_and_with_the_token(site, vendors, browser):
    enter(browser, site, "/github-teams/env")
    browser.navigate(site.url + "/github-teams/env")
    for path, calls in {"/user": 1, "/user/emails": 1, "/user/orgs": 2, "/user/teams": 1}.items():
        seen = vendors.seen("github-teams", path)
        assert len(seen) == calls
        assert {request.header("Authorization") for request in seen} == {"Bearer token-of-github-teams"}
        assert all(request.header("User-Agent") for request in seen)  # GitHub wants one


def test_memberships_are_not_asked_for_unless_wanted(site, vendors, browser):
    assert "OAUTH_CLAIM_groups" not in enter(browser, site, "/github/env").json
    assert vendors.seen("github", "/user/orgs") == []


def test_an_address_that_is_not_verified_is_none(site, vendors, browser):
    vendors.twists["github", "/user"] = json_answer({"id": 583231, "login": "octo-ada", "email": "ceo@example.org"})
    vendors.twists["github", "/user/emails"] = json_answer(
        [{"email": "ceo@example.org", "primary": True, "verified": False}])
    told = enter(browser, site, "/github/env").json
    assert "OAUTH_CLAIM_email" not in told and told["OAUTH_CLAIM_email_verified"] == "false"


@pytest.mark.parametrize("path, status, reason, answered", [
    ("/user/emails", 404, "provider_status", 400), ("/user/orgs", 403, "provider_status", 400),
    ("/user/orgs", 502, "provider_unavailable", 503), ("/user/teams", 429, "provider_unavailable", 503),
])
def test_what_can_not_be_asked_signs_nobody_in(site, vendors, browser, path, status, reason, answered):
    vendors.twists["github-teams", path] = json_answer({"message": "no"}, status)
    assert_not_in(browser, site, "/github-teams", reason, answered)


def test_who_is_in_none_of_the_groups_may_not_come(site, vendors, browser):
    vendors.twists["github-teams", "/user/orgs"] = json_answer([{"login": "acme-fans"}])
    vendors.twists["github-teams", "/user/teams"] = json_answer([])
    assert_not_in(browser, site, "/github-teams", "not_admitted", 403)


def test_google_is_asked_for_the_groups_of_the_verified_address(site, vendors, browser):
    enter(browser, site, "/google-groups/env")
    for request in vendors.seen("google-groups", "/v1/groups/-/memberships:searchDirectGroups"):
        assert request.query["query"] == "member_key_id == 'ada@example.org'"


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": None}, {"email": None},
                                    {"email": "a' || 'x'=='x@example.org"}])
def test_nobody_gets_the_groups_of_an_address_that_is_not_his(site, vendors, browser, claims):
    vendors.twists["google-groups", "id_token"] = claims
    vendors.twists["google-groups", "/userinfo"] = json_answer({"sub": "1076915"})
    assert_not_in(browser, site, "/google-groups", "membership_email", 400)
    assert vendors.seen("google-groups", "/v1/groups/-/memberships:searchDirectGroups") == []


def test_a_next_page_at_another_site_never_gets_the_token(site, vendors, browser):
    elsewhere = f"http://localhost:{vendors.server_port}/entra-overage/stolen"
    vendors.twists["entra-overage", "/v1.0/me/transitiveMemberOf"] = json_answer({"@odata.nextLink": elsewhere, "value": []})
    assert_not_in(browser, site, "/entra-overage", "membership_page", 400)
    assert vendors.seen("entra-overage", "/stolen") == []


def test_groups_in_the_token_need_no_call(site, vendors, browser):
    vendors.twists["entra-overage", "id_token"] = {"groups": ["11111111-0000-4000-8000-000000000001"], "_claim_names": None}
    told = enter(browser, site, "/entra-overage/env").json
    assert told["OAUTH_CLAIM_groups"] == '["11111111-0000-4000-8000-000000000001"]'
    assert vendors.seen("entra-overage", "/v1.0/me/transitiveMemberOf") == []


# What Apple wants otherwise


def test_a_secret_is_signed_anew_for_each_sign_in(site, vendors, browser):
    enter(browser, site, "/apple/env")
    enter(Browser(), site, "/apple/env")
    first, second = [request.form["client_secret"] for request in vendors.seen("apple", "/token")]
    assert first != second


def test_what_is_posted_beside_the_code_is_not_believed(site, vendors, browser):
    """It came through the browser, and nobody signed it."""
    told = enter(browser, site, "/apple/env").json
    assert "mallory" not in str(told) and "OAUTH_CLAIM_user" not in told


# Answers that say no, each vendor in its own way


@pytest.mark.parametrize("name, answer", [
    ("github", json_answer({"error": "bad_verification_code", "error_description": "The code is incorrect or expired."})),
    ("slack", json_answer({"ok": False, "error": "invalid_code"})),
    ("facebook", json_answer({"error": {"message": "This authorization code has expired.", "type": "OAuthException",
                                        "code": 100, "fbtrace_id": "x"}}, 400)),
    ("naver", json_answer({"error": "invalid_request", "error_description": "no valid data in session"})),
    ("kakao", json_answer({"error": "invalid_grant", "error_description": "not found", "error_code": "KOE320"}, 400)),
    ("twitch", json_answer({"status": 400, "message": "Invalid authorization code"}, 400)),
])
def test_a_code_that_is_refused_signs_nobody_in(site, vendors, browser, name, answer):
    vendors.twists[name, "/token"] = answer
    assert_not_in(browser, site, f"/{name}", "token_refused")


@pytest.mark.parametrize("name, path, answer, reason", [
    ("naver", "/v1/nid/me", json_answer({"resultcode": "024", "message": "Authentication failed"}, 401), "provider_status"),
    ("naver", "/v1/nid/me", json_answer({"resultcode": "00", "message": "success", "response": {}}), "user_claim"),
    ("nextcloud", "/ocs/v2.php/cloud/user", json_answer({"ocs": {"meta": {"statuscode": 997}, "data": []}}), "user_claim"),
    ("slack", "/userinfo", json_answer({"ok": False, "error": "invalid_auth"}), "userinfo_subject"),
    ("twitter", "/2/users/me", json_answer({"errors": [{"title": "Forbidden"}]}), "user_claim"),
    ("facebook", "/me", json_answer({"name": "Ada L."}), "user_claim"),
    ("google", "/userinfo", json_answer({"sub": "somebody else"}), "userinfo_subject"),
])
def test_who_is_not_named_is_nobody(site, vendors, browser, name, path, answer, reason):
    vendors.twists[name, path] = answer
    assert_not_in(browser, site, f"/{name}", reason)


def test_a_token_answer_may_be_a_form(site, vendors, browser):
    """As GitHub's is for who asks for no other, and Facebook's was."""
    vendors.twists["github", "/token"] = form_answer(
        {"access_token": "token-of-github", "scope": "read:user,user:email", "token_type": "bearer"})
    assert enter(browser, site, "/github/env").json["REMOTE_USER"] == "583231"


def test_more_groups_than_a_claim_holds_are_not_cut(site, vendors, browser):
    vendors.twists["github-teams", "/user/orgs"] = json_answer([{"login": "acme"}])
    vendors.twists["github-teams", "/user/teams"] = json_answer(
        [{"organization": {"login": "acme"}, "slug": f"{number}-{300 * 't'}"} for number in range(19)])
    assert_not_in(browser, site, "/github-teams", "claim_length")
