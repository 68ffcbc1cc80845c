# SPDX-License-Identifier: Apache-2.0
"""A provider's keys that the administrator wrote down: nothing is fetched, and no other key counts. (PD8)
Or a key that he was given for the provider's key set: no other set counts. (PD9)"""

import json

import pytest
import requests
from jwcrypto.jwk import JWK
from jwcrypto.jwt import JWT

from harness.configuration import default_configuration, protect, provider_block
from harness.httpd import Site
from harness.openid.tokens import new_key
from harness.steps import sign_in

TENANT = "by-hand"


def key_set(provider, tenant=TENANT):
    return requests.get(provider.issuer(tenant) + "/jwks", timeout=10).json()


def as_pem(keys):
    return JWK(**rsa_key(keys)).export_to_pem().decode()


def rsa_key(keys):
    return next(key for key in keys["keys"] if key["kty"] == "RSA")


FORMS = {"a_key_set": json.dumps, "one_key": lambda keys: json.dumps(rsa_key(keys)), "pem": as_pem}


@pytest.fixture
def keyed_site(start_site, provider, backend, tmp_path):
    """A site whose provider's keys are in this file, and all that is asked for keys fails."""
    tmp_path.chmod(0o755)

    def start(text):
        path = tmp_path / "provider.keys"
        path.write_text(text)
        site = start_site(default_configuration(provider, backend.url) + protect("/here", TENANT)
                          + "ScriptAlias /here {root}/cgi/env\n"
                          + provider_block(TENANT, provider.issuer(TENANT), ProviderKeys=path))
        provider.forget_requests()
        provider.twist("jwks", tenant=TENANT, status=500)
        return site, path

    return start


@pytest.mark.parametrize("form", FORMS)
def test_people_sign_in_without_a_call_for_keys(keyed_site, provider, browser, form):
    site, _ = keyed_site(FORMS[form](key_set(provider)))
    sign_in(browser, site, "/here")
    assert provider.count("jwks", tenant=TENANT) == 0


def test_no_other_key_counts_until_the_file_says_so(keyed_site, provider, browser):
    site, path = keyed_site(json.dumps(key_set(provider)))
    provider.rotate_keys(TENANT)
    assert browser.navigate(site.url + "/here").status == 400
    assert provider.count("jwks", tenant=TENANT) == 0
    site.announce("jwt_no_key")
    provider.untwist()
    path.write_text(json.dumps(key_set(provider)))
    site.graceful()
    sign_in(browser, site, "/here")


SECRET_KEY = {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"}
WRONG = {"nothing": "", "a_page": "<html>", "no_keys": '{"keys":[]}', "a_secret": json.dumps(SECRET_KEY), "missing": None}


@pytest.mark.parametrize("what", WRONG)
def test_a_file_without_usable_keys_is_refused_at_start(module, tmp_path, what):
    path = tmp_path / "provider.keys"
    if WRONG[what] is not None:
        path.write_text(WRONG[what])
    site = Site(provider_block("op", "https://op.example", ProviderKeys=path))
    status, text = site.check()
    site.remove()
    assert status != 0 and "OAuthProvider op" in text and "OAuthProviderKeys" in text and str(path) in text


CONTRADICTIONS = [
    {"JwksURI": "https://op.example/jwks", "Issuer": "https://op.example"},
    {"AuthorizationEndpoint": "https://op.example/a", "TokenEndpoint": "https://op.example/t",
     "ProfileURL": "https://op.example/user"},
]


@pytest.mark.parametrize("directives", CONTRADICTIONS, ids=["beside_a_url", "without_id_tokens"])
def test_keys_that_would_be_of_no_use_are_refused(module, tmp_path, directives):
    site = Site(provider_block("op", None, ProviderKeys=tmp_path / "any", **directives))
    status, text = site.check()
    site.remove()
    assert status != 0 and "OAuthProviderKeys" in text


# --- a key set that comes signed (PD9) ---

SIGNED = "signed"


def signed_set(keys, signer, **claims):
    token = JWT({"alg": "ES256", "typ": "jwk-set+jwt", "kid": "federation"}, {**keys, **claims})
    token.make_signed_token(signer)
    return token.serialize()


@pytest.fixture
def signing_provider(start_site, provider, backend, tmp_path):
    """A site that knows who signs the provider's key set, and the one who does."""
    signer = new_key("ES256", "federation")
    path = tmp_path / "signer.json"
    path.write_text(signer.export_public())
    site = start_site(default_configuration(provider, backend.url) + protect("/here", SIGNED)
                      + "ScriptAlias /here {root}/cgi/env\n"
                      + provider_block(SIGNED, provider.issuer(SIGNED), JwksSignedBy=path))
    return site, signer


def answer_with(provider, text):
    provider.twist("jwks", tenant=SIGNED, body=text, headers={"Content-Type": "application/jwk-set+jwt"})


def test_a_signed_key_set_is_used(signing_provider, provider, browser):
    site, signer = signing_provider
    answer_with(provider, signed_set(key_set(provider, SIGNED), signer, iss=provider.issuer(SIGNED)))
    sign_in(browser, site, "/here")


@pytest.mark.parametrize("what", ["of_somebody_else", "of_another_issuer", "without_a_signature", "tampered"])
def test_a_set_that_is_not_the_signers_signs_nobody_in(signing_provider, provider, browser, what):
    site, signer = signing_provider
    keys = key_set(provider, SIGNED)
    good = signed_set(keys, signer)
    header, _, signature = good.split(".")
    answer_with(provider, {
        "of_somebody_else": lambda: signed_set(keys, new_key("ES256", "federation")),
        "of_another_issuer": lambda: signed_set(keys, signer, iss="https://other.example"),
        "without_a_signature": lambda: json.dumps(keys),
        "tampered": lambda: ".".join([header, signed_set({"keys": []}, signer).split(".")[1], signature]),
    }[what]())
    assert browser.navigate(site.url + "/here").status == 400
    site.announce("reason=(jwt_|signed_keys_)")
