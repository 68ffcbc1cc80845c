# SPDX-License-Identifier: Apache-2.0
"""Who the site is, proven to providers that nobody here wrote: each reading of Basic, assertions, and registration."""

import os
import tempfile
from pathlib import Path

import pytest

from harness.configuration import protect, provider_block, write_secret
from harness.httpd import Site
from harness.own_keys import key_set, new_key, pem
from providers.authlib_provider import AuthlibProvider
from providers.django_provider import DjangoProvider
from providers.glewlwyd import Glewlwyd
from providers.oidc_provider import OidcProvider

pytestmark = pytest.mark.real

ENCODED, RAW = "client_secret_basic", "client_secret_basic_raw"
# what each reads in a Basic header
READINGS = [(OidcProvider, ENCODED), (DjangoProvider, ENCODED), (AuthlibProvider, RAW), (Glewlwyd, RAW)]
ODD = " %+&:\"'\\~=;,/?#<>!"
SECRET = "thirty-two-characters-and-some-more-of-them" + ODD
KEYS = {kind: new_key(kind) for kind in ("EC", "RSA", "OKP")}
SIGNED = {"EC": "ES256", "RSA": "PS256", "OKP": "EdDSA"}
FOLDER = tempfile.TemporaryDirectory(prefix="oas-real-keys-")


def own_keys():
    os.chmod(FOLDER.name, 0o755)
    return "".join(f"OAuthPrivateKey {write_secret(Path(FOLDER.name) / kind, pem(key))}\n" for kind, key in KEYS.items())


def place(name, stranger, client_id, secret, **directives):
    where = getattr(stranger, "directives", {})
    return provider_block(name, stranger.issuer, client_id, secret, Scope="openid profile email", **where, **directives) \
        + protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"


def run(stranger, text, names, public=""):
    site = Site(f"OAuthSessionStore shm(2m)\n{public}<Directory {{root}}>\n    Require all granted\n</Directory>\n" + text)
    site.stranger = stranger
    try:
        stranger.start([f"{site.url}/oauth/callback/{name}" for name in names])
        yield site.start()
    finally:
        site.remove()
        stranger.stop()


def made(kind, tmp_path_factory, **more):
    if reason := kind.missing():
        pytest.skip(reason)
    return kind(tmp_path_factory.mktemp("stranger"), **more)


def assert_signs_in(site, browser, name):
    page = site.stranger.sign_in(browser, browser.navigate(f"{site.url}/{name}"), "alice")
    said = site.new_log() + (site.stranger.folder / "provider.log").read_text()[-3000:]
    assert (page.status, page.url) == (200, f"{site.url}/{name}"), page.text + said


# Where the providers disagree: client_secret_basic

@pytest.fixture(scope="module", params=READINGS, ids=lambda reading: reading[0].__name__)
def basic(request, module, tmp_path_factory):
    kind, right = request.param
    stranger = made(kind, tmp_path_factory)
    stranger.client_secret = SECRET
    names = {"right": right, "wrong": RAW if right == ENCODED else ENCODED}
    text = "".join(place(name, stranger, stranger.client_id, SECRET, ClientAuth=method)
                   for name, method in names.items())
    yield from run(stranger, text, names)


def test_a_secret_of_odd_characters_is_read_as_it_is_sent(basic, browser):
    assert_signs_in(basic, browser, "right")


def test_sent_otherwise_it_is_refused(basic, browser):
    page = basic.stranger.sign_in(browser, browser.navigate(f"{basic.url}/wrong"), "alice")
    assert page.status == 400 and browser.cookie("oauth_session") is None
    assert "reason=token_refused " in basic.new_log()
    basic.announce("reason=token_refused ")


# Assertions

@pytest.fixture(scope="module")
def oidc_provider(module, tmp_path_factory):
    clients = [{"client_id": kind, "token_endpoint_auth_method": "private_key_jwt", "jwks": key_set(key),
                "token_endpoint_auth_signing_alg": SIGNED[kind]} for kind, key in KEYS.items()]
    clients.append({"client_id": "secret", "client_secret": SECRET, "token_endpoint_auth_method": "client_secret_jwt"})
    stranger = made(OidcProvider, tmp_path_factory, more={"clients": clients, "features": {"registration": {"enabled": True}}})
    text = own_keys() + place("secret", stranger, "secret", SECRET, ClientAuth="client_secret_jwt")
    text += place("EC", stranger, "EC", None, ClientAuth="private_key_jwt")
    text += place("registered", stranger, None, None, ClientRegistration="run/registered")
    text += place("registered-key", stranger, None, None, ClientRegistration="run/registered-key",
                  ClientAuth="private_key_jwt")
    yield from run(stranger, text, ["EC", "secret"], "OAuthPublicURL {url}\n")


@pytest.mark.parametrize("name", ["EC", "secret"])
def test_oidc_provider_believes_a_signature(oidc_provider, browser, name):
    assert_signs_in(oidc_provider, browser, name)


@pytest.mark.parametrize("name", ["registered", "registered-key"])
def test_oidc_provider_registers_us(oidc_provider, browser, name):
    assert_signs_in(oidc_provider, browser, name)


# Certificates

@pytest.fixture(scope="module")
def mutual(module, certificates, tmp_path_factory):
    """One client is known by its authority's word, another has its tokens bound to the certificate (RFC 8705 §3)."""
    ca = "tls_client_auth"
    clients = [{"client_id": "by-certificate", "token_endpoint_auth_method": ca, "tls_client_auth_subject_dn": "CN=client"},
               {"client_id": "bound", "client_secret": "a-secret-of-letters-and-digits",
                "tls_client_certificate_bound_access_tokens": True},
               {"client_id": "stranger", "token_endpoint_auth_method": ca, "tls_client_auth_subject_dn": "CN=other"}]
    more = {"clients": clients, "clientAuthMethods": ["client_secret_basic", ca]}
    stranger = made(OidcProvider, tmp_path_factory, more=more, certificates=certificates)
    shown = {"ClientCertificate": " ".join(certificates.client)}
    text = f"OAuthCAFile {certificates.authority}\n" + place("by-certificate", stranger, "by-certificate", None, **shown)
    text += place("bound", stranger, "bound", clients[1]["client_secret"], **shown)
    text += place("unbound", stranger, "bound", clients[1]["client_secret"])
    text += place("stranger", stranger, "stranger", None, **shown)
    yield from run(stranger, text, ["by-certificate", "bound", "unbound", "stranger"])


@pytest.mark.parametrize("name", ["by-certificate", "bound"])
def test_oidc_provider_believes_a_certificate(mutual, browser, name):
    assert_signs_in(mutual, browser, name)


@pytest.mark.parametrize("name", ["unbound", "stranger"])
def test_oidc_provider_refuses_who_shows_none_or_another(mutual, browser, name):
    page = mutual.stranger.sign_in(browser, browser.navigate(f"{mutual.url}/{name}"), "alice")
    assert page.status == 400 and browser.cookie("oauth_session") is None
    mutual.announce("reason=token_refused ")


@pytest.fixture(scope="module")
def glewlwyd(module, tmp_path_factory):
    stranger = made(Glewlwyd, tmp_path_factory)
    stranger.keys = key_set(KEYS["EC"])
    text = own_keys() + place("endpoint", stranger, stranger.client_id, None, ClientAuth="private_key_jwt",
                              ClientAssertionAudience="endpoint")
    text += place("issuer", stranger, stranger.client_id, None, ClientAuth="private_key_jwt")
    yield from run(stranger, text, ["endpoint", "issuer"])


def test_glewlwyd_believes_a_signature_for_its_endpoint(glewlwyd, browser):
    assert_signs_in(glewlwyd, browser, "endpoint")


def test_glewlwyd_refuses_one_for_the_issuer(glewlwyd, browser):
    page = glewlwyd.stranger.sign_in(browser, browser.navigate(f"{glewlwyd.url}/issuer"), "alice")
    assert page.status == 400 and browser.cookie("oauth_session") is None
    glewlwyd.announce("reason=token_refused ")
