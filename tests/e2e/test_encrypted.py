# SPDX-License-Identifier: Apache-2.0
"""What a provider has encrypted to a key of this site: opened, and then judged as if it had come without."""

import hashlib
import os
import tempfile
from pathlib import Path

import pytest
from jwcrypto.jwk import JWK

from harness.configuration import SECRET, protect, provider_block
from harness.openid.tokens import base64url
from harness.steps import assert_refused, sign_in

RSA, EC = JWK.generate(kty="RSA", size=2048), JWK.generate(kty="EC", crv="P-256")
# name, key, alg, enc
WAYS = [
    ("rsa-oaep", RSA, "RSA-OAEP", "A256GCM"),
    ("rsa-oaep-256", RSA, "RSA-OAEP-256", "A128CBC-HS256"),
    ("ecdh-es", EC, "ECDH-ES", "A128GCM"),
    ("ecdh-es-a256kw", EC, "ECDH-ES+A256KW", "A256CBC-HS512"),
]
# name, to whom and how user info is encrypted, the reason
WRONG = [
    ("to-a-stranger", {"jwk": JWK.generate(kty="RSA", size=2048).export_public(as_dict=True), "alg": "RSA-OAEP",
                       "enc": "A256GCM"}, "jwe_\\w+"),
    ("with-rsa1-5", {"jwk": RSA.export_public(as_dict=True), "alg": "RSA1_5", "enc": "A256GCM"}, "jwe_algorithm"),
]


def to(key, algorithm, encryption):
    return {"jwk": {**key.export_public(as_dict=True), "kid": key.thumbprint()}, "alg": algorithm, "enc": encryption}


# agreed on, with the client secret for a key: alg, enc, bytes of the key
SHARED = [("dir", "A128CBC-HS256", 32), ("A128KW", "A128GCM", 16), ("A256KW", "A256GCM", 32)]


def of_secret(algorithm, encryption, length):
    """OpenID Connect Core 1.0 §10.2: a hash of the client secret, cut to the length that is needed."""
    key = base64url(hashlib.sha256(SECRET.encode()).digest()[:length])
    return {"jwk": {"kty": "oct", "k": key}, "alg": algorithm, "enc": encryption}


def write_key(folder, name, key):
    path = folder / name
    path.touch(0o600)
    path.write_bytes(key.export_to_pem(private_key=True, password=None))
    return f"OAuthPrivateKey {path}\n"


def configure(provider):
    folder = Path(tempfile.mkdtemp(prefix="oas-keys-"))
    os.chmod(folder, 0o755)
    text = write_key(folder, "rsa.pem", RSA) + write_key(folder, "ec.pem", EC)

    def add(name, **client):
        nonlocal text
        provider.register(name, client_secret=SECRET, auto_login="bob", **client)
        text += provider_block(name, provider.issuer("encrypting"), name, Scope="openid profile email")
        text += protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"

    for name, key, algorithm, encryption in WAYS:
        add(f"info-{name}", userinfo_algorithm="RS256", userinfo_encryption=to(key, algorithm, encryption))
        add(f"token-{name}", id_token_encryption=to(key, algorithm, encryption))
        add(f"bare-{name}", userinfo_encryption=to(key, algorithm, encryption))
    def agreed(name, client, directive, what="TokenEncryption", **more):
        nonlocal text
        rows = {"Scope": "openid profile email", what: directive, **more}
        text += provider_block(name, provider.issuer("encrypting"), client, **rows)
        text += protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"

    for algorithm, encryption, length in SHARED:
        name = f"shared-{algorithm}"
        provider.register(name, client_secret=SECRET, auto_login="bob",
                          id_token_encryption=of_secret(algorithm, encryption, length),
                          userinfo_encryption=of_secret(algorithm, encryption, length))
        agreed(name, name, f"{algorithm} {encryption}")
    add("not-encrypted")
    add("shared", id_token_encryption=of_secret("A128KW", "A128GCM", 16))
    agreed("plain-instead", "not-encrypted", "A128KW A128GCM")
    agreed("another-content", "shared", "A128KW A256GCM")
    agreed("our-key-instead", "token-rsa-oaep", "A128KW A256GCM")
    for way in WAYS:
        agreed(f"strict-info-{way[0]}", f"info-{way[0]}", f"{way[2]} {way[3]}", "UserinfoEncryption", UserinfoSigning="RS256")
    provider.register("signed-info", client_secret=SECRET, auto_login="bob", userinfo_algorithm="RS256")
    agreed("plain-info-instead", "not-encrypted", "RSA-OAEP A256GCM", "UserinfoEncryption")
    agreed("signed-info-instead", "signed-info", "RSA-OAEP A256GCM", "UserinfoEncryption")
    agreed("other-info-content", "info-rsa-oaep", "RSA-OAEP A128GCM", "UserinfoEncryption")
    agreed("info-for-the-secret", "info-rsa-oaep", "A128KW A128GCM", "UserinfoEncryption")
    for name, encryption, _ in WRONG:
        add(f"info-{name}", userinfo_algorithm="RS256", userinfo_encryption=encryption)
        add(f"token-{name}", id_token_encryption=encryption)
    return text


def named(rows):
    return pytest.mark.parametrize("row", rows, ids=[row[0] for row in rows])


@pytest.mark.rp("CORE-userinfo-encrypted")
@pytest.mark.parametrize("inside", ["info", "bare"])
@named(WAYS)
def test_user_info_is_opened(site, provider, browser, row, inside):
    """bare: encrypted without a signature inside, which OpenID Connect Core 1.0 §5.3.2 allows."""
    assert sign_in(browser, site, f"/{inside}-{row[0]}").json["OAUTH_CLAIM_email"] == "bob@example.org"


@named(WAYS)
def test_user_info_is_opened_that_has_to_be_encrypted(site, provider, browser, row):
    assert sign_in(browser, site, f"/strict-info-{row[0]}").json["OAUTH_CLAIM_email"] == "bob@example.org"


@pytest.mark.parametrize("name, reason", [("plain-info-instead", "userinfo_unencrypted"), ("signed-info-instead", "userinfo_unencrypted"),
                                          ("other-info-content", "jwe_algorithm"), ("info-for-the-secret", "jwe_algorithm")])
def test_user_info_is_refused_that_is_not_encrypted_as_agreed(site, provider, browser, name, reason):
    assert_refused(browser, site, browser.navigate(f"{site.url}/{name}"), 400, reason)


@pytest.mark.parametrize("algorithm", [row[0] for row in SHARED])
def test_what_the_client_secret_was_agreed_on_for_is_opened(site, provider, browser, algorithm):
    assert sign_in(browser, site, f"/shared-{algorithm}").json["OAUTH_CLAIM_email"] == "bob@example.org"


@pytest.mark.parametrize("name, reason", [("plain-instead", "jwe_missing"), ("another-content", "jwe_algorithm"),
                                          ("our-key-instead", "jwe_algorithm"), ("shared", "jwe_algorithm")])
def test_an_id_token_is_refused_that_is_not_encrypted_as_agreed(site, provider, browser, name, reason):
    """shared: nobody agreed on anything, and then no secret opens it."""
    assert_refused(browser, site, browser.navigate(f"{site.url}/{name}"), 400, reason)


@pytest.mark.rp("CORE-idtoken-encrypted")
@named(WAYS)
def test_an_id_token_is_opened(site, provider, browser, row):
    assert sign_in(browser, site, f"/token-{row[0]}").json["OAUTH_CLAIM_email"] == "bob@example.org"


@pytest.mark.rp("CORE-idtoken-encrypted")
@pytest.mark.parametrize("twist,reason", [
    ({"flip_signature": True}, "jwt_signature"), ({"sign_with": "none", "algorithm": "none"}, "jwt_\\w+"),
    ({"claims_append": {"nonce": "x"}}, "id_token_nonce"), ({"compact": "e30.e30.e30.e30.e30"}, "jwe_\\w+"),
    ({"compact": "hello"}, "jwe_content"),
], ids=["a_flipped_signature", "no_signature", "another_nonce", "another_encrypted_token", "no_token"])
def test_an_id_token_is_refused_that_has_inside(site, provider, browser, twist, reason):
    provider.twist("id_token", client="token-rsa-oaep", **twist)
    assert_refused(browser, site, browser.navigate(site.url + "/token-rsa-oaep"), 400, reason)


@named(WRONG)
def test_an_id_token_is_refused_that_is_encrypted(site, provider, browser, row):
    assert_refused(browser, site, browser.navigate(f"{site.url}/token-{row[0]}"), 400, row[2])


@named(WRONG)
def test_user_info_is_refused_that_is_encrypted(site, provider, browser, row):
    assert_refused(browser, site, browser.navigate(f"{site.url}/info-{row[0]}"), 400, row[2])


@pytest.mark.rp("CORE-userinfo-encrypted")
@pytest.mark.parametrize("twist,reason", [
    ({"claims_append": {"sub": "x"}}, "userinfo_subject"), ({"sign_with": "foreign"}, "jwt_signature"),
    ({"sign_with": "none", "algorithm": "none"}, "jwt_\\w+"), ({"claims_append": {"aud": "x"}}, "signed_claims_audience"),
], ids=["another_subject", "a_strangers_signature", "no_signature", "another_audience"])
def test_what_is_inside_is_refused_that_has(site, provider, browser, twist, reason):
    provider.twist("userinfo_token", client="info-rsa-oaep", **twist)
    assert_refused(browser, site, browser.navigate(site.url + "/info-rsa-oaep"), 400, reason)
