# SPDX-License-Identifier: Apache-2.0
"""Who calls, and by which proof (RFC 6749 §2.3): as strict as the strictest provider."""

import base64
from dataclasses import dataclass
from urllib.parse import quote_plus, unquote_plus

from .wire import Refused

@dataclass
class Claim:
    """What a request says about who sends it."""
    client_id: str
    method: str
    secret: str = ""


def authenticate(clients, request):
    """The client that sent this request, proven by the method registered for it, and by that alone."""
    claim = claimed(clients, request)
    client = clients.get(claim.client_id)
    if client is None or claim.method not in methods_of(client):
        raise unproven()
    if claim.method != "none" and claim.secret != client.client_secret:
        raise unproven()
    return client


def methods_of(client):
    if client.auth_method:
        return [client.auth_method]
    return ["client_secret_basic", "client_secret_post"] if client.client_secret else ["none"]


def claimed(clients, request):
    """One proof; two at once are none."""
    form, (scheme, _, value) = request.form, request.header("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        claim = basic(clients, value)
        return Claim(claim.client_id, "two at once") if "client_secret" in form else claim
    method = "client_secret_post" if "client_secret" in form else "none"
    return Claim(form.get("client_id", ""), method, form.get("client_secret", ""))


def basic(clients, value):
    """Raw for who is registered so; else both are form-encoded, and only then joined by the one colon."""
    client_id, _, secret = base64.b64decode(value).decode("utf-8", "replace").partition(":")
    if (client := clients.get(client_id)) and client.auth_method == "client_secret_basic_raw":
        return Claim(client_id, "client_secret_basic_raw", secret)
    encoded = all(text == form_encoded(unquote_plus(text)) for text in (client_id, secret))
    return Claim(unquote_plus(client_id), "client_secret_basic" if encoded else "no encoding", unquote_plus(secret))


def form_encoded(text):
    return quote_plus(text, safe="*").replace("~", "%7E")


def unproven():
    return Refused("invalid_client", "Client authentication failed.", 401)
