# SPDX-License-Identifier: Apache-2.0
"""Tokens bound to our key, pushed requests and signed assertions together, as the FAPI 2.0 security profile asks, with a
provider that nobody here wrote and that refuses everything else."""

import os
import tempfile
from pathlib import Path

import pytest

from harness.configuration import protect, provider_block
from harness.httpd import Site
from harness.own_keys import key_set, new_key, pem
from harness.steps import lines_with
from providers.oidc_provider import OidcProvider

pytestmark = pytest.mark.real

KEY = new_key("EC")
FOLDER = tempfile.TemporaryDirectory(prefix="oas-real-fapi-")
CLIENT = {"token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "ES256",
          "jwks": key_set(KEY), "id_token_signed_response_alg": "PS256", "dpop_bound_access_tokens": True}
PROFILE = {"ClientAuth": "private_key_jwt", "PushedAuthorization": "on", "RequireIss": "on",
           "SigningAlgorithms": "PS256 ES256 EdDSA"}
SITES = {
    "complete": PROFILE | {"DPoP": "on"},
    "in-one-word": {"Profile": "fapi2"},
    "unbound": PROFILE,
    "not-pushed": PROFILE | {"DPoP": "on", "PushedAuthorization": "off"},
}


def configuration(issuer):
    os.chmod(FOLDER.name, 0o755)
    path = Path(FOLDER.name) / "key"
    path.touch(0o600)
    path.write_text(pem(KEY))
    text = f"OAuthSessionStore shm(2m)\nOAuthPrivateKey {path}\n<Directory {{root}}>\n    Require all granted\n</Directory>\n"
    for name, directives in SITES.items():
        text += provider_block(name, issuer, name, None, Scope="openid profile email", **directives)
        text += protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"
    return text


@pytest.fixture(scope="module", params=[False, True], ids=["without-nonce", "with-nonce"])
def fapi(request, module, tmp_path_factory):
    if reason := OidcProvider.missing():
        pytest.skip(reason)
    features = {"fapi": {"enabled": True, "profile": "2.0"},
                "pushedAuthorizationRequests": {"enabled": True, "requirePushedAuthorizationRequests": True}}
    more = {"clients": [{"client_id": name, **CLIENT} for name in SITES], "features": features,
            "dpop_nonce": request.param}
    stranger = OidcProvider(tmp_path_factory.mktemp("stranger"), more=more)
    site = Site(configuration(stranger.issuer))
    site.stranger = stranger
    try:
        stranger.start([f"{site.url}/oauth/callback/{name}" for name in SITES])
        yield site.start()
    finally:
        site.remove()
        stranger.stop()


@pytest.mark.parametrize("name", ("complete", "in-one-word"))
def test_what_fapi_asks_for_signs_in(fapi, browser, name):
    page = fapi.stranger.sign_in(browser, browser.navigate(f"{fapi.url}/{name}"), "alice")
    log = fapi.new_log() + (fapi.stranger.folder / "provider.log").read_text()
    assert (page.status, page.url) == (200, f"{fapi.url}/{name}"), log
    assert page.json["OAUTH_CLAIM_name"] == "Alice"


def test_without_a_proof_there_is_no_token(fapi, browser):
    page = fapi.stranger.sign_in(browser, browser.navigate(f"{fapi.url}/unbound"), "alice")
    assert page.status == 400
    assert len(lines_with(fapi, "token_refused")) == 1


def test_a_request_that_was_not_pushed_is_refused(fapi, browser):
    page = browser.navigate(f"{fapi.url}/not-pushed")
    assert page.status == 400
    assert "invalid_request" in fapi.new_log()
