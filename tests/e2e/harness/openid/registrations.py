# SPDX-License-Identifier: Apache-2.0
"""Clients that register themselves (RFC 7591, OpenID Connect Dynamic Client Registration 1.0), judged strictly."""

import json
import secrets
from urllib.parse import urlsplit

from .client_auth import PROOFS
from .state import Client
from .wire import json_answer

ODD = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"  # what an id and a secret end in
GRANTS = {"code": {"authorization_code"}, "id_token": {"implicit"}, "token": {"implicit"}}


class Registrations:
    """Part of the endpoints of a tenant."""

    def register(self, request):
        asked = json.loads(request.body)
        if flaw := flaw_of(asked) or ("" if request.header("Content-Type") == "application/json" else "not JSON"):
            return json_answer({"error": "invalid_client_metadata", "error_description": flaw}, 400), \
                self.twists("register")
        client = Client(secrets.token_hex(8) + odd(), secrets.token_urlsafe(50) + odd(), auto_login="bob",
                        redirect_uris=asked["redirect_uris"], keys=asked.get("jwks", {}),
                        auth_method=asked.get("token_endpoint_auth_method", "client_secret_basic"),
                        algorithm=asked.get("id_token_signed_response_alg", "RS256"))
        self.state.clients[client.client_id] = client
        answer = {**asked, "client_id": client.client_id, "client_secret_expires_at": 0,
                  "id_token_signed_response_alg": client.algorithm}
        if "secret" in client.auth_method:
            answer["client_secret"] = client.client_secret
        return json_answer(answer, 201), self.twists("register")


def odd():
    return "".join(secrets.choice(ODD) for _ in range(5))


def flaw_of(asked):
    """What is wrong with the request; "": nothing."""
    types = asked.get("response_types", ["code"])
    wanted = set().union(*(GRANTS[word] for words in types for word in words.split()))
    if not wanted <= set(asked.get("grant_types", ["authorization_code"])):
        return "grant_types lacks what response_types needs"
    if not asked.get("redirect_uris") or any(urlsplit(uri).fragment or urlsplit(uri).scheme not in ("http", "https")
                                             for uri in asked["redirect_uris"]):
        return "redirect_uris"
    if asked.get("token_endpoint_auth_method", "client_secret_basic") not in PROOFS:
        return "token_endpoint_auth_method"
    if "jwks" in asked and "jwks_uri" in asked:
        return "jwks and jwks_uri"
    if not all("@" in contact for contact in asked.get("contacts", [])):
        return "contacts"
    return ""
