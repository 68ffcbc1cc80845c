# SPDX-License-Identifier: Apache-2.0
"""OAuthPreset: with each vendor's name and credentials alone, its answers become a signed-in user."""

import pytest

from harness.configuration import protect, provider_block, with_applications
from harness.openid.wire import json_answer
from harness.steps import begin, is_signed_in, lines_with, sign_in
from harness.vendor_server import VendorServer
from harness.vendors import OTHER_TENANT, TENANT, VENDORS

GITHUB = next(vendor for vendor in VENDORS if vendor.name == "github")
SERVERS = []
STRANGE_TENANT = "11111111-2222-3333-4444-555555555555"


def configure(_provider):
    SERVERS.append(VendorServer(VENDORS))
    return "".join([*(section(vendor) for vendor in VENDORS),
                    section(GITHUB, "own", MapClaim=["sub node_id", "kind type"], UserClaim="preferred_username",
                            Scope="read:user")])


def section(vendor, name=None, **more):
    """What leads to loopback stands before the preset and behind it, in turns: the order must not matter."""
    base = f"{SERVERS[-1].base}/{vendor.name}"
    led = {name: text.format(base=base) for name, text in vendor.led.items()}
    first, second = dict(list(led.items())[::2]), dict(list(led.items())[1::2])
    name = name or vendor.name
    block = provider_block(name, None, "site-id", vendor.secret, **first, Preset=vendor.preset, **second, **more)
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


def assert_told(told, vendor):
    expected = dict(vendor.told)
    assert told["REMOTE_USER"] == expected.pop("REMOTE_USER") and told["OAUTH_PROVIDER"] == vendor.name
    assert {name: told.get(f"OAUTH_CLAIM_{name}") for name in expected} == expected


@each()
def test_its_users_can_sign_in(site, vendors, browser, vendor):
    assert_told(sign_in(browser, site, f"/{vendor.name}/env").json, vendor)


@each()
def test_it_is_asked_for_what_the_preset_says(site, vendors, browser, vendor):
    asked = begin(browser, site, f"/{vendor.name}/env").location_query
    assert asked.get("scope") == vendor.scope and asked["response_type"] == "code"
    assert {name: asked.get(name) for name in vendor.parameters} == vendor.parameters
    assert ("code_challenge" in asked) == vendor.pkce


def test_what_the_administrator_writes_counts_over_the_preset(site, vendors, browser):
    assert begin(browser, site, "/own/env").location_query["scope"] == "read:user"
    told = sign_in(browser, site, "/own/env").json
    assert told["REMOTE_USER"] == "octo-ada" and told["OAUTH_CLAIM_kind"] == "User"
    assert told["OAUTH_CLAIM_sub"] == "MDQ6VXNlcjU4MzIzMQ=="
    assert told["OAUTH_CLAIM_profile"] == "https://github.com/octo-ada"


# Only some may come



def test_another_admitted_tenant_may_come_with_its_own_issuer(site, vendors, browser):
    vendors.twists["entra", "id_token"] = {"tid": OTHER_TENANT, "iss": f"{vendors.base}/entra/{OTHER_TENANT}/v2.0"}
    assert sign_in(browser, site, "/entra/env").json["OAUTH_CLAIM_tid"] == OTHER_TENANT


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
    assert_not_in(browser, site, "/entra", reason)


@pytest.mark.parametrize("domain", ["example.com", "EXAMPLE.ORG", "", None, ["example.com"]])
def test_other_domains_may_not_come(site, vendors, browser, domain):
    vendors.twists["google-domain", "id_token"] = {"hd": domain}
    vendors.twists["google-domain", "/userinfo"] = json_answer({"sub": "1076915"})
    assert_not_in(browser, site, "/google-domain", "not_admitted")


def assert_not_in(browser, site, path, reason):
    page = browser.navigate(site.url + path + "/env")
    site.announce(f"reason={reason} ")
    assert page.status == (403 if reason == "not_admitted" else 400), page.text
    assert len(lines_with(site, reason)) == 1
    assert not is_signed_in(browser, site, path + "/env")
