# SPDX-License-Identifier: Apache-2.0
"""Requests that are pushed and signed, and tokens bound to a key, with providers that nobody here wrote."""

import os
import tempfile
from pathlib import Path

import pytest

from harness.configuration import protect, provider_block
from harness.httpd import Site
from harness.own_keys import key_set, new_key, pem
from providers.glewlwyd import Glewlwyd
from providers.oidc_provider import OidcProvider

pytestmark = pytest.mark.real

KEYS = {kind: new_key(kind) for kind in ("RSA", "EC", "OKP")}
FOLDER = tempfile.TemporaryDirectory(prefix="oas-real-asking-")
VALUE = {"RequestObject": "value"}
PUSHED = {"PushedAuthorization": "on"}
# clients of oidc-provider: what it demands of each, and how the site asks
CLIENTS = {
    "pushing": ({"require_pushed_authorization_requests": True}, PUSHED),
    "signing-RS256": ({"request_object_signing_alg": "RS256"}, VALUE | {"RequestObjectSigning": "RS256"}),
    "signing-PS256": ({"request_object_signing_alg": "PS256"}, VALUE | {"RequestObjectSigning": "PS256"}),
    "signing-ES256": ({"request_object_signing_alg": "ES256"}, VALUE | {"RequestObjectSigning": "ES256"}),
    "signing-EdDSA": ({"request_object_signing_alg": "EdDSA"}, VALUE | {"RequestObjectSigning": "EdDSA"}),
    "signing-HS256": ({"request_object_signing_alg": "HS256"}, VALUE | {"RequestObjectSigning": "HS256"}),
    "signing-any": ({}, VALUE),
    "encrypting-RSA": ({"request_object_signing_alg": "RS256"},
                       VALUE | {"RequestObjectSigning": "RS256", "RequestObjectEncryption": "RSA-OAEP-256 A256GCM"}),
    "encrypting-EC": ({"request_object_signing_alg": "RS256"},
                      VALUE | {"RequestObjectSigning": "RS256", "RequestObjectEncryption": "ECDH-ES"}),
    "both": ({"require_pushed_authorization_requests": True, "request_object_signing_alg": "ES256"},
             VALUE | PUSHED | {"RequestObjectSigning": "ES256"}),
    "all-three": ({"require_pushed_authorization_requests": True, "request_object_signing_alg": "ES256"},
                  VALUE | PUSHED | {"RequestObjectSigning": "ES256", "RequestObjectEncryption": "ECDH-ES"}),
}
SECRET = "a-secret-of-letters-and-digits-0123456789"


def write_keys():
    os.chmod(FOLDER.name, 0o755)
    for kind, key in KEYS.items():
        path = Path(FOLDER.name) / kind
        path.touch(0o600)
        path.write_text(pem(key))
    return "".join(f"OAuthPrivateKey {FOLDER.name}/{kind}\n" for kind in KEYS)


def place(name, issuer, client_id, secret, **directives):
    return provider_block(name, issuer, client_id, secret, Scope="openid profile email", **directives) \
        + protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"


def run(stranger, text, names):
    site = Site("OAuthSessionStore shm(2m)\n<Directory {root}>\n    Require all granted\n</Directory>\n" + text)
    site.stranger = stranger
    try:
        stranger.start([f"{site.url}/oauth/callback/{name}" for name in names])
        yield site.start()
    finally:
        site.remove()
        stranger.stop()


@pytest.fixture(scope="module")
def oidc_provider(module, tmp_path_factory):
    if reason := OidcProvider.missing():
        pytest.skip(reason)
    clients = [{"client_id": name, "client_secret": SECRET, "jwks": key_set(*KEYS.values()),
                "require_signed_request_object": "RequestObject" in asked, **demands}
               for name, (demands, asked) in CLIENTS.items()]
    more = {"clients": clients, "encryption": ["RS256", "ES256"],
            "features": {"requestObjects": {"enabled": True}, "encryption": {"enabled": True}}}
    stranger = OidcProvider(tmp_path_factory.mktemp("stranger"), more=more)
    text = write_keys() + "".join(place(name, stranger.issuer, name, SECRET, **directives)
                                  for name, (_, directives) in CLIENTS.items())
    yield from run(stranger, text, CLIENTS)


@pytest.mark.parametrize("name", CLIENTS)
def test_oidc_provider_takes_what_is_asked_so(oidc_provider, browser, name):
    site = oidc_provider
    page = browser.navigate(f"{site.url}/{name}", follow=False)
    beside = {"client_id", "request_uri"} if "PushedAuthorization" in CLIENTS[name][1] else \
        {"client_id", "response_type", "redirect_uri", "scope", "request"}
    assert set(page.location_query) == beside, site.new_log() + (site.stranger.folder / "provider.log").read_text()
    page = site.stranger.sign_in(browser, browser.navigate(f"{site.url}/{name}"), "alice")
    assert (page.status, page.url) == (200, f"{site.url}/{name}"), page.text
    assert page.json["OAUTH_CLAIM_name"] == "Alice"


# It sends iss and does not announce it: plain demands it. Its tokens are of the type DPoP, which bound demands, only after a proof.
AT_GLEWLWYD = {"pushed": PUSHED, "plain": {"RequireIss": "on"}, "bound": {"DPoP": "on"}, "both": PUSHED | {"DPoP": "on"}}


@pytest.fixture(scope="module")
def glewlwyd(module, tmp_path_factory):
    if reason := Glewlwyd.missing():
        pytest.skip(reason)
    stranger = Glewlwyd(tmp_path_factory.mktemp("stranger"))
    where = (stranger.issuer, stranger.client_id, stranger.client_secret)
    text = "".join(place(name, *where, **directives) for name, directives in AT_GLEWLWYD.items())
    yield from run(stranger, text, AT_GLEWLWYD)


@pytest.mark.parametrize("name", AT_GLEWLWYD)
def test_glewlwyd_takes_what_is_asked_so(glewlwyd, browser, name):
    site = glewlwyd
    page = site.stranger.sign_in(browser, browser.navigate(f"{site.url}/{name}"), "alice")
    assert (page.status, page.url) == (200, f"{site.url}/{name}"), page.text
    assert page.json["OAUTH_CLAIM_name"] == "Alice"
