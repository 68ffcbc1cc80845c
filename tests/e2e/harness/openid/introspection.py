# SPDX-License-Identifier: Apache-2.0
"""Token introspection (RFC 7662): a client asks whether a token of its own still counts."""

from . import client_auth
from .wire import Refused, json_answer


class Introspection:
    """A part of Endpoints."""

    def introspection(self, request):
        twist = self.twists("introspection", client_auth.claimed(self.state.clients, request).client_id)
        try:
            client = self.authenticated_client(request)
            grant = self.state.access_tokens.get(request.form["token"])
        except Refused as refused:
            return json_answer({"error": refused.error, "error_description": refused.description}, refused.status), twist
        if grant is None or grant.client_id != client.client_id:
            return json_answer({"active": False}), twist
        return json_answer({"active": True, "client_id": client.client_id, "token_type": "Bearer"}), twist
