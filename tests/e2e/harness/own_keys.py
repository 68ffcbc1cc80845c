# SPDX-License-Identifier: Apache-2.0
"""Keys that a tested site has of its own."""

from jwcrypto.jwk import JWK

SHAPES = {"EC": {"kty": "EC", "crv": "P-256"}, "RSA": {"kty": "RSA", "size": 2048}, "OKP": {"kty": "OKP", "crv": "Ed25519"}}


def new_key(kind, **more):
    return JWK.generate(**SHAPES[kind], **more)


def pem(key):
    return key.export_to_pem(private_key=True, password=None).decode()


def key_set(*keys):
    """What a provider knows of keys that were given to the site as PEM: they are called by their thumbprints."""
    return {"keys": [{**key.export_public(as_dict=True), "kid": key.thumbprint()} for key in keys]}
