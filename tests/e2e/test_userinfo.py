# SPDX-License-Identifier: Apache-2.0
"""User info as JSON and signed, asked for with a header and with a form; what is wrong in it signs nobody in."""

import base64

import pytest

from harness.configuration import SECRET, protect, provider_block
from harness.steps import assert_refused, sign_in

# name, algorithm of the signature ("": plain JSON), how the access token has to come
WAYS = [
    ("header", "", "header"),
    ("post", "", "post"),
    ("signed-rs256", "RS256", ""),
    ("signed-es256", "ES256", ""),
    ("signed-eddsa", "EdDSA", ""),
    ("signed-by-post", "PS256", "post"),
]
# name, what the signed user info is like, the reason
SIGNED = [
    ("another_subject", {"claims_append": {"sub": "x"}}, "userinfo_subject"),
    ("no_subject", {"claims_remove": ["sub"]}, "userinfo_subject"),
    ("another_issuer", {"claims_append": {"iss": "x"}}, "signed_claims_issuer"),
    ("no_issuer", {"claims_remove": ["iss"]}, "signed_claims_issuer"),
    ("another_audience", {"claims_append": {"aud": "x"}}, "signed_claims_audience"),
    ("no_audience", {"claims_remove": ["aud"]}, "signed_claims_audience"),
    ("an_end_that_has_passed", {"claims_set": {"exp": 1700000000}}, "signed_claims_time"),
    ("a_flipped_signature", {"flip_signature": True}, "jwt_signature"),
    ("the_signature_of_another_key", {"sign_with": "foreign"}, "jwt_signature"),
    ("a_key_nobody_knows", {"sign_with": "unknown"}, "jwt_no_key"),
    ("no_signature", {"sign_with": "none", "algorithm": "none"}, "jwt_form|jwt_algorithm"),
    ("an_hmac_with_the_public_key", {"sign_with": "public_pem", "algorithm": "HS256"}, "jwt_algorithm"),
    ("an_hmac_with_the_client_secret", {"algorithm": "HS256"}, "jwt_algorithm"),
    ("an_array", {"payload_base64": base64.b64encode(b"[1]").decode()}, "json_\\w+"),
    ("five_parts", {"compact": "e30.e30.e30.e30.e30"}, "jwt_\\w+|jwe_\\w+"),
]


def configure(provider):
    text = ""
    for name, algorithm, way in WAYS:
        provider.register(name, client_secret=SECRET, auto_login="bob", userinfo_algorithm=algorithm, userinfo_method=way)
        text += provider_block(name, provider.issuer("heard"), name, Scope="openid profile email",
                               UserinfoMethod=way or None)
        text += protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"
    for name, client in (("agreed", "signed-es256"), ("otherwise", "signed-rs256"), ("plain", "header")):
        text += provider_block(name, provider.issuer("heard"), client, Scope="openid profile email", UserinfoSigning="ES256")
        text += protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"
    for claim in ("sub", "email"):
        name = f"mixed-{claim}"
        text += provider_block(name, provider.issuer("mixed"), Scope="openid email", UserClaim=claim)
        text += protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"
    return text


@pytest.mark.rp("CORE-userinfo-header", "CORE-userinfo-body", "CORE-userinfo-signed")
@pytest.mark.parametrize("way", WAYS, ids=[way[0] for way in WAYS])
def test_user_info_is_heard_however_it_comes(site, provider, browser, way):
    name, _, method = way
    page = sign_in(browser, site, f"/{name}")
    assert page.json["OAUTH_CLAIM_email"] == "bob@example.org"
    [asked] = provider.requests("userinfo", tenant="heard")
    assert asked["method"] == ("POST" if method == "post" else "GET")
    assert "access_token" not in asked["target"]


@pytest.mark.parametrize("case", SIGNED, ids=[case[0] for case in SIGNED])
def test_signed_user_info_is_refused_that_has(site, provider, browser, case):
    _, twist, reason = case
    provider.twist("userinfo_token", client="signed-rs256", **twist)
    page = browser.navigate(site.url + "/signed-rs256")
    assert_refused(browser, site, page, 400, reason)


def test_user_info_is_taken_that_is_signed_as_agreed(site, provider, browser):
    assert sign_in(browser, site, "/agreed").json["OAUTH_CLAIM_email"] == "bob@example.org"


@pytest.mark.parametrize("name, reason", [("plain", "userinfo_unsigned"), ("otherwise", "jwt_algorithm")])
def test_user_info_that_is_not_signed_as_agreed_signs_nobody_in(site, provider, browser, name, reason):
    assert_refused(browser, site, browser.navigate(f"{site.url}/{name}"), 400, reason)


def test_user_info_does_not_vouch_for_another_address(site, provider, browser):
    """The ID token's address stands, and what user info verifies is its own."""
    provider.twist("id_token", tenant="mixed", claims_set={"email": "admin@example.org"})
    page = browser.navigate(site.url + "/mixed-email")
    assert_refused(browser, site, page, 400, "user_email_unverified")
    told = sign_in(browser, site, "/mixed-sub").json
    assert told["OAUTH_CLAIM_email"] == "admin@example.org" and "OAUTH_CLAIM_email_verified" not in told


def test_user_info_vouches_for_the_address_of_both(site, provider, browser):
    provider.twist("id_token", tenant="mixed", claims_set={"email": "bob@example.org"})
    assert sign_in(browser, site, "/mixed-email").json["REMOTE_USER"] == "bob@example.org"
