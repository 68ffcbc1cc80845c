# SPDX-License-Identifier: Apache-2.0
"""DPoP (RFC 9449) as a provider checks it: what is not exactly right is no proof.

What a client is registered with as `dpop`: "bound" (its tokens are bound to its key), "nonce" (and each proof has to have
a nonce of ours), "insatiable" (and no nonce is ever the right one)."""

import base64
import hashlib
import json
import secrets
import time

from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from .wire import Refused

CLOCKS_DIFFER = 60  # seconds


class NonceWanted(Refused):
    def __init__(self, nonce):
        super().__init__("use_dpop_nonce", "The proof has to have the nonce that comes with this.")
        self.headers = {"DPoP-Nonce": nonce}


class Proofs:
    """What one provider has seen, and the nonces it gave."""

    def __init__(self):
        self.ids, self.nonces = set(), set()

    def check(self, request, url, client, access_token=None):
        """The thumbprint of the key that the request was proven with; None: the client needs no proof."""
        if not client.dpop:
            return None
        proofs = [value for name, value in request.headers if name.lower() == "dpop"]
        if len(proofs) != 1:
            raise Refused("invalid_dpop_proof", f"There are {len(proofs)} proofs.")
        key, claims = opened(proofs[0])
        if reason := self.flaw(claims, request, url, access_token):
            raise Refused("invalid_dpop_proof", f"The proof is wrong: {reason}.")
        if client.dpop == "insatiable" or (client.dpop == "nonce" and claims.get("nonce") not in self.nonces):
            raise NonceWanted(self.new_nonce())
        return key.thumbprint()

    def new_nonce(self):
        nonce = secrets.token_urlsafe(16)
        self.nonces.add(nonce)
        return nonce

    def flaw(self, claims, request, url, access_token):
        expected = {"htm": request.method, "htu": url, "ath": access_token and hashed(access_token)}
        for name, value in expected.items():
            if claims.get(name) != value:
                return f"{name} is {claims.get(name)} instead of {value}"
        if abs(claims.get("iat", 0) - time.time()) > CLOCKS_DIFFER:
            return "iat is of another time"
        if not claims.get("jti") or claims["jti"] in self.ids:
            return "jti was used before"
        self.ids.add(claims["jti"])
        return None


def opened(proof):
    """Its key, with which it is signed, and its claims."""
    token = JWS()
    try:
        token.deserialize(proof)
        header = json.loads(token.objects["protected"])
        key = JWK(**header["jwk"])
        token.allowed_algs = ["ES256"]
        token.verify(key)
    except (JWException, KeyError, TypeError, ValueError) as wrong:
        raise Refused("invalid_dpop_proof", f"The proof can not be read: {wrong}") from wrong
    if header.get("typ") != "dpop+jwt" or set(header) != {"typ", "alg", "jwk"} or key.has_private:
        raise Refused("invalid_dpop_proof", "The proof's header is none.")
    return key, json.loads(token.payload)


def hashed(access_token):
    return base64.urlsafe_b64encode(hashlib.sha256(access_token.encode()).digest()).rstrip(b"=").decode()
