# SPDX-License-Identifier: Apache-2.0
"""Authorization requests that come before the browser does (RFC 9126): taken once, from the client that pushed them."""

import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from . import client_auth
from .wire import Refused, json_answer

LIFETIME = 60  # seconds
PREFIX = "urn:ietf:params:oauth:request_uri:"


@dataclass
class PushedRequest:
    client_id: str
    tenant: str
    asked: dict
    ends: float = field(default_factory=lambda: time.time() + LIFETIME)


class PushedRequests:
    """A part of Endpoints."""

    def pushed(self, request):
        twist = self.twists("pushed", client_auth.claimed(self.state.clients, request).client_id)
        try:
            client = self.authenticated_client(request)
            asked = self.what_is_pushed(request, client)
        except Refused as refused:
            return json_answer({"error": refused.error, "error_description": refused.description}, refused.status), twist
        reference = PREFIX + secrets.token_urlsafe(16)
        self.state.pushed[reference] = PushedRequest(client.client_id, self.tenant, asked)
        return json_answer({"request_uri": reference, "expires_in": LIFETIME}, 201), twist

    def what_is_pushed(self, request, client):
        names = [name for name, _ in parse_qsl(request.body.decode())]
        if any(names.count(name) != 1 for name in names if name != "resource"):
            raise Refused("invalid_request", "A parameter is there twice.")
        asked = {name: value for name, value in request.form.items() if name not in client_auth.PARAMETERS}
        if "request" in asked and set(asked) != {"request", "client_id"}:
            raise Refused("invalid_request", "Something stands beside the request object (RFC 9126, 3).")
        if "request_uri" in asked or asked.get("client_id") != client.client_id:
            raise Refused("invalid_request", "request_uri must not be there, and client_id must.")
        asked = self.open_request_object(asked)
        self.client_for(asked)
        return asked

    def take_pushed(self, asked):
        """Whether the browser's request stands for a pushed one, and what is asked; what it carries besides does not count
        then (RFC 9126, 4)."""
        client = self.state.clients.get(asked.get("client_id"))
        reference = asked.get("request_uri", "")
        if not reference.startswith(PREFIX):
            if client and client.only_pushed and "username" not in asked:
                raise Refused("invalid_request", "This client has to push its requests.")
            return False, asked
        pushed = self.state.pushed.pop(reference, None)
        if pushed is None or time.time() > pushed.ends or pushed.tenant != self.tenant \
                or pushed.client_id != asked.get("client_id"):
            raise Refused("invalid_request_uri", "This request was not pushed, was used, or is another's.")
        return True, pushed.asked
