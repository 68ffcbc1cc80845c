# SPDX-License-Identifier: Apache-2.0
"""How the site proves to the provider who it is (RFC 6749 §2.3): by the method that is configured, and only by that."""

import base64
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, unquote_plus

import pytest

from harness.browser import Browser
from harness.configuration import protect, provider_block, quoted, write_secret
from harness.openid.assertions import part
from harness.own_keys import SHAPES, key_set, new_key, pem
from harness.steps import SESSION, assert_refused, is_signed_in, lines_with, sign_in

# GEN-05: identifiers and secrets end in what encodings change, or what ends a word in a configuration or a header
ODD = " %+&:\"\\~=;,/?#é"
PRINTABLE = "".join(map(chr, range(0x20, 0x7f)))
# name, id, secret, method
CLIENTS = [
    ("basic", "odd" + ODD, PRINTABLE, "client_secret_basic"),
    ("raw", "raw" + ODD.replace(":", ""), PRINTABLE, "client_secret_basic_raw"),
    ("post", "post" + ODD, PRINTABLE, "client_secret_post"),
    ("beyond-ascii", "ümlaut", "sécret €" + ODD, "client_secret_basic"),
    ("raw-for-who-decodes", "decodes", "a+b", "client_secret_basic"),
    ("decoded-for-who-does-not", "raw", "a+b", "client_secret_basic_raw"),
]
# as the site is configured, where that is not what the provider wants
MISTAKEN = {"raw-for-who-decodes": "client_secret_basic_raw", "decoded-for-who-does-not": "client_secret_basic"}


# name, key that signs, where it is not the secret; what the site is told to write as audience
ASSERTIONS = [("signed-EC", "EC", None), ("signed-OKP", "OKP", None), ("signed-RSA", "RSA", None),
              ("for-endpoint", "EC", "endpoint"), ("for-issuer-mistaken", "EC", "issuer")]
FOLDER = tempfile.TemporaryDirectory(prefix="oas-keys-")  # of the private keys
LONG_SECRET = "one of forty characters, é and all: %+&~"


def configure(provider):
    text = configure_assertions(provider)
    for name, client_id, secret, method in CLIENTS:
        provider.register(client_id, client_secret=secret, auto_login="bob", auth_method=method)
        text += protected_block(name, provider, client_id, secret, ClientAuth=MISTAKEN.get(name, method))
    return text


def configure_assertions(provider):
    keys = {kind: new_key(kind) for kind in SHAPES}
    text = "".join(f"OAuthPrivateKey {write_secret(Path(FOLDER.name) / kind, pem(key))}\n" for kind, key in keys.items())
    for name, kind, audience in ASSERTIONS:
        method = "private_key_jwt"
        provider.register(name, auto_login="bob", auth_method=method, keys=key_set(keys[kind]),
                          assertion_audience="endpoint" if name.startswith("for-") else "issuer")
        text += protected_block(name, provider, name, None, ClientAuth=method, ClientAssertionAudience=audience)
    for name, secret in (("secret-jwt", LONG_SECRET), ("other-secret-jwt", LONG_SECRET + "x")):
        provider.register(name, client_secret=LONG_SECRET, auto_login="bob", auth_method="client_secret_jwt")
        text += protected_block(name, provider, name, secret, ClientAuth="client_secret_jwt")
    for name in ("unknown-key", "unknown-algorithm"):
        text += protected_block(name, provider, "signed-EC", None, ClientAuth="private_key_jwt")
    return text


def protected_block(name, provider, client_id, secret, **directives):
    return provider_block(name, provider.issuer(name), quoted(client_id), secret, **directives) \
        + protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"


@pytest.mark.rp("GEN-05")
@pytest.mark.parametrize("name", ["basic", "raw", "post", "beyond-ascii"])
def test_every_character_of_id_and_secret_arrives(site, provider, browser, name):
    sign_in(browser, site, f"/{name}/env")
    assert is_signed_in(browser, site, f"/{name}/env")
    assert provider.count("token", tenant=name) == 1


@pytest.mark.rp("CORE-client-secret-basic", "GEN-05", "GEN-07")
def test_core_client_secret_basic(site, provider, browser):
    """One colon after decoding, and nothing of the secret in the body."""
    sign_in(browser, site, "/basic/env")
    request, = provider.requests("token", tenant="basic")
    scheme, _, value = dict(request["headers"])["Authorization"].partition(" ")
    assert scheme == "Basic" and base64.b64decode(value).count(b":") == 1
    assert not {"client_id", "client_secret", "client_assertion"} & set(parse_qs(request["body"]))


def test_the_body_carries_both_and_no_header_does(site, provider, browser):
    sign_in(browser, site, "/post/env")
    request, = provider.requests("token", tenant="post")
    assert "Authorization" not in dict(request["headers"])
    assert parse_qs(request["body"])["client_secret"] == [PRINTABLE]


@pytest.mark.parametrize("name", MISTAKEN)
def test_the_other_reading_of_basic_is_refused_by_the_provider_and_signs_nobody_in(site, provider, browser, name):
    page = browser.navigate(site.url + f"/{name}/env")
    assert page.status == 400 and browser.cookie(SESSION) is None
    assert provider.count("token", tenant=name) == 1
    site.announce("reason=token_refused ")


# Assertions. The provider of the tests announces no algorithms, unless it is told to.

def takes(provider, tenant, algorithm):
    """Metadata is fetched once: this is for a tenant that nobody has asked yet."""
    provider.twist("discovery", tenant=tenant, json_set={"token_endpoint_auth_signing_alg_values_supported": [algorithm]})


@pytest.mark.parametrize("name", ["signed-EC", "signed-OKP", "signed-RSA"])
def test_a_key_of_ours_signs_who_we_are(site, provider, browser, name):
    algorithm = {"EC": "ES256", "OKP": "EdDSA", "RSA": "RS256"}[name.removeprefix("signed-")]
    takes(provider, name, algorithm)
    sign_in(browser, site, f"/{name}/env")
    request, = provider.requests("token", tenant=name)
    form = {field: values[0] for field, values in parse_qs(request["body"]).items()}
    assert form["client_id"] == name and "Authorization" not in dict(request["headers"])
    assert part(form["client_assertion"], 0)["alg"] == algorithm


def test_two_logins_have_two_assertions(site, provider, browser):
    """The provider refuses an id that it has seen (RFC 7523 §3)."""
    sign_in(browser, site, "/signed-EC/env")
    sign_in(Browser(), site, "/signed-EC/env")
    assert provider.count("token", tenant="signed-EC") == 2


def test_the_secret_signs_who_we_are_and_stays_here(site, provider, browser):
    sign_in(browser, site, "/secret-jwt/env")
    request, = provider.requests("token", tenant="secret-jwt")
    assert LONG_SECRET not in unquote_plus(request["body"]) and "client_secret=" not in request["body"]


def test_the_audience_may_be_the_endpoint(site, provider, browser):
    sign_in(browser, site, "/for-endpoint/env")
    assert provider.count("token", tenant="for-endpoint") == 1


@pytest.mark.parametrize("name, why", [("for-issuer-mistaken", "aud is"), ("other-secret-jwt", "signature"),
                                       ("unknown-key", "signature")])
def test_an_assertion_that_the_provider_refuses_signs_nobody_in(site, provider, browser, name, why):
    if name == "unknown-key":
        takes(provider, name, "RS256")
    assert_refused(browser, site, browser.navigate(site.url + f"/{name}/env"), 400, "token_refused")
    line, = lines_with(site, "token_refused")
    assert why in line


def test_a_provider_that_takes_no_signature_of_our_keys_is_not_asked(site, provider, browser):
    takes(provider, "unknown-algorithm", "ES512")
    assert_refused(browser, site, browser.navigate(site.url + "/unknown-algorithm/env"), 500, "own_key")
    assert provider.count("token", tenant="unknown-algorithm") == 0
