# SPDX-License-Identifier: Apache-2.0
"""Who calls, and by which proof (RFC 6749 §2.3, RFC 7523, RFC 8705): as strict as the strictest provider."""

import base64
import hmac
from dataclasses import dataclass
from urllib.parse import quote_plus, unquote_plus

from . import assertions
from .wire import Refused


@dataclass
class Claim:
    """What a request says about who sends it."""
    client_id: str
    method: str
    secret: str = ""
    assertion: str = ""
    certificate: dict = None


@dataclass
class Place:
    """Where a client proves itself: the names by which an assertion may mean it, and the assertions it has seen."""
    issuer: str
    endpoint: str
    used: set


PARAMETERS = ("client_secret", "client_assertion", "client_assertion_type")


def authenticate(clients, request, place):
    """The client that sent this request, proven by the method registered for it, and by that alone."""
    claim = claimed(clients, request)
    client = clients.get(claim.client_id)
    if client is None or claim.method not in methods_of(client):
        raise unproven(f"{claim.method} is not the method of this client")
    if reason := PROOFS[claim.method](claim, client, place):
        raise unproven(reason)
    return client


def methods_of(client):
    if client.auth_method:
        return [client.auth_method]
    return ["client_secret_basic", "client_secret_post"] if client.client_secret else ["none"]


# What is claimed

def claimed(clients, request):
    """One proof; two at once are none."""
    form, (scheme, _, value) = request.form, request.header("Authorization", "").partition(" ")
    if (scheme.lower() == "basic") + ("client_secret" in form) + ("client_assertion" in form) > 1:
        return Claim(form.get("client_id", ""), "two at once")
    if scheme.lower() == "basic":
        return basic(clients, value)
    if "client_assertion" in form:
        return asserted(form)
    if "client_secret" in form:
        return Claim(form.get("client_id", ""), "client_secret_post", form["client_secret"])
    client = clients.get(form.get("client_id", ""))
    with_certificate = client and "tls_client_auth" in client.auth_method and request.certificate
    return Claim(form.get("client_id", ""), client.auth_method if with_certificate else "none",
                 certificate=request.certificate)


def basic(clients, value):
    """Raw for who is registered so; else both are form-encoded, and only then joined by the one colon."""
    client_id, _, secret = base64.b64decode(value).decode("utf-8", "replace").partition(":")
    if (client := clients.get(client_id)) and client.auth_method == "client_secret_basic_raw":
        return Claim(client_id, "client_secret_basic_raw", secret)
    encoded = all(text == form_encoded(unquote_plus(text)) for text in (client_id, secret))
    return Claim(unquote_plus(client_id), "client_secret_basic" if encoded else "no encoding", unquote_plus(secret))


def form_encoded(text):
    return quote_plus(text, safe="*").replace("~", "%7E")


def asserted(form):
    """RFC 7521 §4.2: client_id may stand beside an assertion, and then is the same."""
    client_id = assertions.part(form["client_assertion"], 1).get("sub", "")
    same = form.get("client_id", client_id) == client_id
    return Claim(client_id, assertions.method_of(form) if same else "two clients", assertion=form["client_assertion"])


# Whether it is true: what is wrong with the proof, or None

def check_secret(claim, client, _place):
    return None if hmac.compare_digest(claim.secret.encode(), client.client_secret.encode()) else "another secret"


def check_assertion(claim, client, place):
    audience = place.endpoint if client.assertion_audience == "endpoint" else place.issuer
    return assertions.flaw(claim.assertion, client, audience, place.used)


def check_authorities_certificate(claim, client, _place):
    signed_by_itself = claim.certificate["subject"] == claim.certificate["issuer"]
    return "another certificate" if signed_by_itself or claim.certificate["subject"] != client.certificate else None


def check_own_certificate(claim, client, _place):
    return None if claim.certificate["sha256"] == client.certificate else "another certificate"


PROOFS = {
    "none": lambda *_: None,
    "client_secret_basic": check_secret,
    "client_secret_basic_raw": check_secret,
    "client_secret_post": check_secret,
    "client_secret_jwt": check_assertion,
    "private_key_jwt": check_assertion,
    "tls_client_auth": check_authorities_certificate,
    "self_signed_tls_client_auth": check_own_certificate,
}


def unproven(reason):
    return Refused("invalid_client", f"Client authentication failed: {reason}.", 401)
