# SPDX-License-Identifier: Apache-2.0
"""Token revocation (RFC 7009): a client says that a token is of no more use."""

from . import client_auth
from .wire import Answer, Refused, json_answer


class Revocation:
    """A part of Endpoints."""

    def revocation(self, request):
        twist = self.twists("revocation", client_auth.claimed(self.state.clients, request).client_id)
        try:
            client = self.authenticated_client(request)
            grant = self.state.access_tokens.get(request.form["token"])
        except Refused as refused:
            return json_answer({"error": refused.error, "error_description": refused.description}, refused.status), twist
        if grant is not None and grant.client_id == client.client_id:
            del self.state.access_tokens[grant.access_token]
        return Answer(), twist  # also for what is no token of ours (2.2)
