# SPDX-License-Identifier: Apache-2.0
"""Signing keys of a provider, and ID tokens: straight, or crooked in one place."""

import base64
import functools
import hashlib
import json
import secrets
import threading

from jwcrypto.jwa import JWA
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK

RSA = {"kty": "RSA", "size": 2048}
KEY_OF = {
    "RS256": RSA, "RS384": RSA, "RS512": RSA, "PS256": RSA, "PS384": RSA, "PS512": RSA,
    "ES256": {"kty": "EC", "crv": "P-256"},
    "EdDSA": {"kty": "OKP", "crv": "Ed25519"},
    "ES384": {"kty": "EC", "crv": "P-384"},
    "ES512": {"kty": "EC", "crv": "P-521"},
    "ES256K": {"kty": "EC", "crv": "secp256k1"},
}
HASH_OF = {"384": hashlib.sha384, "512": hashlib.sha512, "dSA": hashlib.sha512}  # by how its name ends; else SHA-256


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def new_key(algorithm, kid=None):
    return JWK.generate(use="sig", kid=kid or secrets.token_hex(8), **KEY_OF[algorithm])


@functools.cache
def foreign_key(algorithm):
    return new_key(algorithm)


def renamed(key, kid):
    """The same key under another name; None: without."""
    members = {**json.loads(key.export()), "kid": kid}
    return JWK(**{name: value for name, value in members.items() if value is not None})


def kind_of(algorithm):
    """What a set has one key of: a kty, or a curve that few ask for."""
    key = KEY_OF[algorithm]
    return key["kty"] if key.get("crv") in (None, "P-256", "Ed25519") else key["crv"]


class KeySet:
    """The keys one issuer signs with, and what its jwks_uri shows."""

    def __init__(self):
        self.lock = threading.Lock()
        self.decryption = {}  # by kid: published when a test wants something encrypted
        self.rotate()

    def rotate(self):
        self.made = {}        # by kind_of: RSA keys are dear
        self.published = None # list of JWKs; None: the public halves of ours

    def key(self, algorithm):
        kind = kind_of(algorithm)
        with self.lock:
            if kind not in self.made:
                self.made[kind] = new_key(algorithm)
            return self.made[kind]

    def make(self):
        for algorithm in ("RS256", "ES256", "EdDSA"):
            self.key(algorithm)

    def rename(self, kids):
        """Give keys, by kty, another kid; None takes it away."""
        for kind, kid in kids.items():
            algorithm = next(name for name in KEY_OF if kind_of(name) == kind)
            self.made[kind] = renamed(self.key(algorithm), kid)

    def public(self):
        if self.published is not None:
            return {"keys": self.published}
        self.make()
        keys = list(self.made.values())
        return {"keys": [key.export_public(as_dict=True) for key in [*self.decryption.values(), *keys]]}


def half_hash(text, algorithm):
    """at_hash of an access token, c_hash of a code."""
    digest = HASH_OF.get(algorithm[-3:], hashlib.sha256)(text.encode()).digest()
    return base64url(digest[: len(digest) // 2])


def sign_id_token(claims, algorithm, keys, client_secret, twist):
    """A compact JWS of the claims; the twist's members are described in provider.py."""
    if "compact" in twist:
        return twist["compact"]
    payload = base64.b64decode(twist["payload_base64"]) if "payload_base64" in twist else \
        json.dumps(twist_claims(claims, twist)).encode()
    algorithm = twist.get("algorithm", algorithm)
    key = signing_key(twist.get("sign_with", "own"), algorithm, keys, client_secret)
    header = {"alg": algorithm, "typ": "JWT"}
    if key is not None and key.get("kid"):
        header["kid"] = key.get("kid")
    header.update(twist.get("header_set", {}))
    header = {name: value for name, value in header.items() if name not in twist.get("header_remove", ())}

    signed = f"{base64url(json.dumps(header).encode())}.{base64url(payload)}"
    signature = b"" if key is None else JWA.signing_alg(algorithm).sign(key, signed.encode())
    if twist.get("flip_signature"):
        signature = bytes(byte ^ 0x5A for byte in signature)
    return f"{signed}.{base64url(signature)}"


def encrypt(text, to):
    """The text, encrypted to the key of the client if it has one: jwk, alg, enc. What is signed inside says so by cty."""
    if not to:
        return text
    header = {"alg": to["alg"], "enc": to["enc"], **({"kid": to["jwk"]["kid"]} if "kid" in to["jwk"] else {})}
    if text.count(".") == 2 and not text.startswith("{"):
        header["cty"] = "JWT"
    token = JWE(text.encode(), json.dumps(header), algs=[to["alg"], to["enc"]])
    token.add_recipient(JWK(**to["jwk"]))
    return token.serialize(compact=True)


def twist_claims(claims, twist):
    claims = {**claims, **twist.get("claims_set", {})}
    for name, text in twist.get("claims_append", {}).items():
        claims[name] = claims.get(name, "") + text
    for name, seconds in twist.get("claims_shift", {}).items():
        claims[name] += seconds
    return {name: value for name, value in claims.items() if name not in twist.get("claims_remove", ())}


def signing_key(which, algorithm, keys, client_secret):
    """None: no signature. The confusions take what everybody knows, the public key, as the secret of an HMAC."""
    if which == "none" or algorithm == "none":
        return None
    if isinstance(which, dict):
        return JWK(**which)
    if which == "own":
        return secret_key(client_secret.encode()) if algorithm.startswith("HS") else keys.key(algorithm)
    if which == "foreign":  # nobody published it, but it claims to be ours
        return renamed(foreign_key(algorithm), keys.key(algorithm).get("kid"))
    if which == "unknown":  # a kid that nobody published either
        return renamed(foreign_key(algorithm), secrets.token_hex(8))
    if which == "public_pem":
        return secret_key(keys.key("RS256").export_to_pem(), keys.key("RS256").get("kid"))
    if which == "public_jwk":
        return secret_key(keys.key("RS256").export_public().encode(), keys.key("RS256").get("kid"))
    raise ValueError(f"sign_with: {which!r} is none of own, foreign, unknown, public_pem, public_jwk, none or a JWK")


def secret_key(secret, kid=None):
    return JWK(kty="oct", k=base64url(secret), **({"kid": kid} if kid else {}))
