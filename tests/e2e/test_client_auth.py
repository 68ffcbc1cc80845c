# SPDX-License-Identifier: Apache-2.0
"""How the site proves to the provider who it is (RFC 6749 §2.3): by the method that is configured, and only by that."""

import base64
from urllib.parse import parse_qs

import pytest

from harness.configuration import protect, provider_block, quoted
from harness.steps import SESSION, is_signed_in, sign_in

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


def configure(provider):
    text = ""
    for name, client_id, secret, method in CLIENTS:
        provider.register(client_id, client_secret=secret, auto_login="bob", auth_method=method)
        text += provider_block(name, provider.issuer(name), quoted(client_id), secret,
                               ClientAuth=MISTAKEN.get(name, method))
        text += protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"
    return text


@pytest.mark.parametrize("name", ["basic", "raw", "post", "beyond-ascii"])
def test_every_character_of_id_and_secret_arrives(site, provider, browser, name):
    sign_in(browser, site, f"/{name}/env")
    assert is_signed_in(browser, site, f"/{name}/env")
    assert provider.count("token", tenant=name) == 1


def test_core_client_secret_basic(site, provider, browser):
    """CORE-client-secret-basic: one colon after decoding, and nothing of the secret in the body (GEN-07)."""
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
