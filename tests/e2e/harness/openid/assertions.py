# SPDX-License-Identifier: Apache-2.0
"""Client assertions, RFC 7523 §3: whose one says it is, and whether it is true, as the strictest provider asks."""

import base64
import binascii
import json
import time

from jwcrypto.common import JWException
from jwcrypto.jwk import JWK, JWKSet
from jwcrypto.jws import JWS

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST = 60   # seconds
CLOCK = 1      # seconds that two readings of one clock may differ
HMACS = ("HS256", "HS384", "HS512")


def part(assertion, number):
    """Header or claims, not yet believed; {} when they can not be read."""
    try:
        text = assertion.split(".")[number]
        return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (IndexError, ValueError, binascii.Error):
        return {}


def method_of(form):
    """The method of RFC 7591 that an assertion in a form belongs to."""
    if form.get("client_assertion_type") != TYPE:
        return "no assertion"
    return "client_secret_jwt" if part(form["client_assertion"], 0).get("alg") in HMACS else "private_key_jwt"


def flaw(assertion, client, audience, used):
    """What is wrong with it; None: nothing. Its id is used from here on."""
    token = JWS()
    try:
        token.deserialize(assertion)
        token.allowed_algs = [*HMACS, "RS256", "PS256", "ES256", "EdDSA"]
        token.verify(key_for(assertion, client))
    except (JWException, AttributeError, KeyError, TypeError, ValueError) as wrong:
        return f"signature: {wrong}"
    return flaw_of_claims(json.loads(token.payload), client, audience, used)


def key_for(assertion, client):
    header = part(assertion, 0)
    if header.get("alg") in HMACS:
        return JWK(kty="oct", k=base64.urlsafe_b64encode(client.client_secret.encode()).decode().rstrip("="))
    return JWKSet.from_json(json.dumps(client.keys)).get_key(header["kid"])


def flaw_of_claims(claims, client, audience, used):
    now = time.time()
    if {claims.get("iss"), claims.get("sub")} != {client.client_id}:
        return "iss or sub is not the client"
    if claims.get("aud") != audience:
        return f"aud is {claims.get('aud')} instead of {audience}"
    if not now - LONGEST < claims["iat"] <= now + CLOCK or not now < claims["exp"] <= claims["iat"] + LONGEST:
        return "its time is wrong"
    if len(claims["jti"]) < 20 or claims["jti"] in used:
        return "jti is short or was used before"
    used.add(claims["jti"])
    return None
