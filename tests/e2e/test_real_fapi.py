# SPDX-License-Identifier: Apache-2.0
"""Tokens bound to our key or to our certificate, pushed requests, and signed assertions or again the certificate, as the
FAPI 2.0 security profile asks, with a provider that nobody here wrote and that refuses everything else."""

import base64
import os
import tempfile
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwcrypto.jwk import JWK

from harness.configuration import protect, provider_block, write_secret
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


def server_configuration():
    os.chmod(FOLDER.name, 0o755)
    path = write_secret(Path(FOLDER.name) / "key", pem(KEY))
    return f"OAuthSessionStore shm(2m)\nOAuthPrivateKey {path}\n<Directory {{root}}>\n    Require all granted\n</Directory>\n"


def place(name, issuer, **directives):
    return provider_block(name, issuer, name, None, Scope="openid profile email", **directives) \
        + protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"


def configuration(issuer):
    return server_configuration() + "".join(place(name, issuer, **directives) for name, directives in SITES.items())


def run(tmp_path_factory, configuration, names, more, **options):
    """A site of these places, and oidc-provider as FAPI 2.0 wants it."""
    if reason := OidcProvider.missing():
        pytest.skip(reason)
    features = {"fapi": {"enabled": True, "profile": "2.0"},
                "pushedAuthorizationRequests": {"enabled": True, "requirePushedAuthorizationRequests": True}}
    stranger = OidcProvider(tmp_path_factory.mktemp("stranger"), more=more | {"features": features}, **options)
    site = Site(configuration(stranger.issuer))
    site.stranger = stranger
    try:
        stranger.start([f"{site.url}/oauth/callback/{name}" for name in names])
        yield site.start()
    finally:
        site.remove()
        stranger.stop()


@pytest.fixture(scope="module", params=[False, True], ids=["without-nonce", "with-nonce"])
def fapi(request, module, tmp_path_factory):
    clients = [{"client_id": name, **CLIENT} for name in SITES]
    yield from run(tmp_path_factory, configuration, SITES, {"clients": clients, "dpop_nonce": request.param})


def assert_signs_in(site, browser, name):
    page = site.stranger.sign_in(browser, browser.navigate(f"{site.url}/{name}"), "alice")
    log = site.new_log() + (site.stranger.folder / "provider.log").read_text()
    assert (page.status, page.url) == (200, f"{site.url}/{name}"), log
    assert page.json["OAUTH_CLAIM_name"] == "Alice"


@pytest.mark.parametrize("name", ("complete", "in-one-word"))
def test_what_fapi_asks_for_signs_in(fapi, browser, name):
    assert_signs_in(fapi, browser, name)


def test_without_a_proof_there_is_no_token(fapi, browser):
    page = fapi.stranger.sign_in(browser, browser.navigate(f"{fapi.url}/unbound"), "alice")
    assert page.status == 400
    assert len(lines_with(fapi, "token_refused")) == 1


def test_a_request_that_was_not_pushed_is_refused(fapi, browser):
    page = browser.navigate(f"{fapi.url}/not-pushed")
    assert page.status == 400
    assert "invalid_request" in fapi.new_log()


# Certificates: RFC 8705, the other way to say who we are and to bind tokens

CA, OWN = "tls_client_auth", "self_signed_tls_client_auth"
BOUND = {"tls_client_certificate_bound_access_tokens": True, "id_token_signed_response_alg": "PS256"}
IN_ONE_WORD = {"Profile": "fapi2"}
ASSERTION = {"token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "ES256", "jwks": key_set(KEY)}


def key_of(path):
    """What a provider is told of a certificate that signs itself: a key that has it."""
    certificate = x509.load_pem_x509_certificate(Path(path).read_bytes())
    key = JWK.from_pem(certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    der = base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
    return {"keys": [{**key.export_public(as_dict=True), "x5c": [der]}]}


def mutual_clients(certificates):
    """What the provider knows of each place, what the place says of itself, and the certificate that it shows."""
    by_authority = {"token_endpoint_auth_method": CA, "tls_client_auth_subject_dn": "CN=client"}
    by_itself = {"token_endpoint_auth_method": OWN, "jwks": key_of(certificates.self_signed[0])}
    return {
        "by-authority": (by_authority, IN_ONE_WORD, certificates.client),
        "by-itself": (by_itself, IN_ONE_WORD | {"ClientAuth": OWN}, certificates.self_signed),
        "bound-beside-a-key": (ASSERTION, IN_ONE_WORD | {"ClientAuth": "private_key_jwt"}, certificates.client),
        "another-of-the-authority": (by_authority | {"tls_client_auth_subject_dn": "CN=other"}, IN_ONE_WORD, certificates.client),
        "another-of-its-own": (by_itself, IN_ONE_WORD | {"ClientAuth": OWN}, certificates.client),
        "none-shown": (ASSERTION, PROFILE, None),
    }


@pytest.fixture(scope="module")
def mutual(module, certificates, tmp_path_factory):
    places = mutual_clients(certificates)
    clients = [{"client_id": name, **BOUND, **known} for name, (known, _, _) in places.items()]

    def configured(issuer):
        text = server_configuration() + f"OAuthCAFile {certificates.authority}\n"
        for name, (_, directives, shown) in places.items():
            text += place(name, issuer, ClientCertificate=" ".join(shown) if shown else None, **directives)
        return text

    more = {"clients": clients, "clientAuthMethods": [CA, OWN, "private_key_jwt", "client_secret_basic"]}
    yield from run(tmp_path_factory, configured, places, more, certificates=certificates)


@pytest.mark.parametrize("name", ("by-authority", "by-itself", "bound-beside-a-key"))
def test_what_fapi_asks_for_signs_in_by_a_certificate(mutual, browser, name):
    assert_signs_in(mutual, browser, name)


@pytest.mark.parametrize("name", ("another-of-the-authority", "another-of-its-own"))
def test_another_certificate_may_not_push_a_request(mutual, browser, name):
    page = browser.navigate(f"{mutual.url}/{name}")
    assert page.status >= 400 and "OAUTH_CLAIM_name" not in page.text
    assert "invalid_client" in mutual.new_log()


def test_without_a_certificate_there_is_no_token(mutual, browser):
    page = mutual.stranger.sign_in(browser, browser.navigate(f"{mutual.url}/none-shown"), "alice")
    assert page.status == 400 and browser.cookie("oauth_session") is None
    assert len(lines_with(mutual, "token_refused")) == 1
