# SPDX-License-Identifier: Apache-2.0
"""ID tokens signed with what few sign with: accepted where OAuthSigningAlgorithms names it, and nowhere else."""

import pytest

from harness.configuration import protect, provider_block
from harness.steps import assert_refused, sign_in

LONG_SECRET = "a secret of the length that HS512 asks for, which is sixty-four!!"
NAMED = ("RS384", "RS512", "PS384", "PS512", "ES384", "ES512", "ES256K", "HS256", "HS384", "HS512")


def configure(provider):
    text = ""
    for algorithm in NAMED:
        provider.register(f"named-{algorithm}", client_secret=LONG_SECRET, auto_login="bob", algorithm=algorithm)
        for name, directives in ((f"named-{algorithm}", {"SigningAlgorithms": f"RS256 {algorithm}"}),
                                 (f"silent-{algorithm}", {})):
            text += provider_block(name, provider.issuer(f"signing-{algorithm}"), f"named-{algorithm}", secret=LONG_SECRET,
                                   Scope="openid email", **directives)
            text += protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"
    return text


@pytest.mark.parametrize("algorithm", NAMED)
def test_a_token_signed_with_a_named_algorithm_signs_in(site, browser, algorithm):
    assert sign_in(browser, site, f"/named-{algorithm}").json["OAUTH_CLAIM_email"] == "bob@example.org"


@pytest.mark.parametrize("algorithm", NAMED)
def test_a_token_is_refused_that_is_signed_with_an_algorithm_nobody_named(site, browser, algorithm):
    page = browser.navigate(f"{site.url}/silent-{algorithm}")
    assert_refused(browser, site, page, 400, "jwt_algorithm")


@pytest.mark.parametrize("key", ("public_pem", "public_jwk"))
def test_with_hmac_no_published_key_is_the_secret(site, provider, browser, key):
    provider.twist("id_token", client="named-HS256", sign_with=key)
    page = browser.navigate(f"{site.url}/named-HS256")
    assert_refused(browser, site, page, 400, "jwt_signature")
