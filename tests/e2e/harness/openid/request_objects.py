# SPDX-License-Identifier: Apache-2.0
"""Authorization requests in a token of the client's (RFC 9101, OpenID Connect Core 1.0 §6), as the strictest provider
reads them: of the one algorithm that was registered, for this issuer, for now and for once."""

import json
import time
import urllib.request

from jwcrypto.common import JWException
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK, JWKSet
from jwcrypto.jws import JWS

from .assertions import part
from .tokens import secret_key
from .wire import Refused

LONGEST = 600  # seconds
LONGEST_URI = 512  # characters
OF_THE_TOKEN = ("iss", "aud", "exp", "nbf", "iat", "jti")
TYPE = "oauth-authz-req+jwt"


class RequestObjects:
    """A part of Endpoints."""

    def open_request_object(self, asked):
        """What the object asks; what stands beside it has to be the same."""
        client = self.state.clients.get(asked.get("client_id"))
        compact = fetch(asked["request_uri"]) if "request_uri" in asked else asked.get("request")
        if client is None or (compact is None and not client.request_algorithm) or "username" in asked:
            return asked
        if compact is None:
            raise Refused("invalid_request", "This client has to send request objects.")
        claims = self.verified_claims(compact, client)
        for name, value in asked.items():
            if name not in ("request", "request_uri") and claims.get(name) != value:
                raise Refused("invalid_request_object", f"{name} stands beside the object with another value.")
        self.state.request_objects.append({"compact": compact, "claims": claims})
        return {name: value if isinstance(value, str) else json.dumps(value)
                for name, value in claims.items() if name not in OF_THE_TOKEN}

    def verified_claims(self, compact, client):
        try:
            if compact.count(".") == 4:
                compact = self.decrypted(compact)
            claims = unsigned_claims(compact) if client.request_algorithm == "none" else signed_claims(compact, client)
        except (JWException, KeyError, TypeError, ValueError) as wrong:
            raise Refused("invalid_request_object", f"The object can not be read: {wrong}") from wrong
        if reason := self.flaw_of_request(claims, client):
            raise Refused("invalid_request_object", reason)
        return claims

    def decrypted(self, compact):
        token = JWE()
        token.deserialize(compact, self.state.keys(self.tenant).decryption[part(compact, 0)["kid"]])
        if part(compact, 0).get("cty") != "JWT":
            raise ValueError("cty")
        return token.payload.decode()

    def flaw_of_request(self, claims, client):
        now = time.time()
        if (claims["iss"], claims["client_id"], claims["aud"]) != (client.client_id, client.client_id, self.issuer):
            return "iss, client_id or aud is another's."
        if not claims["nbf"] <= claims["iat"] <= now + 1 or not now < claims["exp"] <= claims["iat"] + LONGEST:
            return "Its time is wrong."
        if claims["jti"] in self.state.assertion_ids:
            return "It was used before."
        self.state.assertion_ids.add(claims["jti"])
        return "It has another inside." if {"request", "request_uri"} & set(claims) else None


def fetch(uri):
    if len(uri) > LONGEST_URI:
        raise Refused("invalid_request_uri", "The address is too long.")
    try:
        with urllib.request.urlopen(uri, timeout=5) as answer:
            if answer.headers["Content-Type"] != "application/" + TYPE:
                raise Refused("invalid_request_uri", "What is there is no request object.")
            return answer.read().decode()
    except OSError as wrong:
        raise Refused("invalid_request_uri", f"Nothing can be had there: {wrong}") from wrong


def unsigned_claims(compact):
    if part(compact, 0) != {"alg": "none"} or not compact.endswith(".") or compact.count(".") != 2:
        raise ValueError("it is not unsigned")
    return part(compact, 1)


def signed_claims(compact, client):
    header = part(compact, 0)
    if header["typ"] != TYPE:
        raise ValueError("typ")
    token = JWS()
    token.deserialize(compact)
    token.allowed_algs = [client.request_algorithm]
    token.verify(key_of(header, client))
    return json.loads(token.payload)


def key_of(header, client):
    if header["alg"].startswith("HS"):
        return secret_key(client.client_secret.encode())
    keys = json.dumps(client.keys)
    if client.jwks_uri:
        with urllib.request.urlopen(client.jwks_uri, timeout=5) as answer:
            keys = answer.read().decode()
    return JWKSet.from_json(keys).get_key(header["kid"])


def new_decryption_key(kind):
    shape = {"kty": "RSA", "size": 2048} if kind == "RSA" else {"kty": "EC", "crv": "P-256"}
    return JWK.generate(use="enc", kid=f"enc-{kind}", **shape)
