#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An OpenID provider for tests and for the demo. Straight by default; told by a test, it misbehaves.

    /usr/bin/python3 provider.py --port 0          prints "provider: http://127.0.0.1:PORT" when it is ready
    /usr/bin/python3 provider.py --port 8081 --demo --client ID SECRET "Name of the site"

Users are alice (password alice) and bob (password bob, groups staff and admins). In --demo nothing can be scripted.

Issuers: the base URL is one, and BASE/t/ANYTHING is another, with keys of its own, made when it is first asked.
Endpoints of each: /.well-known/openid-configuration, /jwks, /authorize, /par, /token, /userinfo, /end_session, /revoke, /introspect, /session (the frame
that tells whether somebody is still signed in), and for plain
OAuth 2.0 /user, a profile without sub: id, login, name, email. For distributed claims /claims, which wants the token "claims",
and at the base /.well-known/webfinger: acct:NAME@host and URL/NAME/... have the issuer BASE/t/NAME.

Scripting: JSON under /control (ProviderControl in provider_control.py speaks it).

    POST   clients     client_id, and as needed: client_secret, name, redirect_uris (none: any on loopback),
                       auth_method (all of client_auth.py), keys (JWK set), assertion_audience (issuer, endpoint),
                       certificate, algorithm of ID tokens,
                       auto_login (this user is signed in without a page), token_format ("form"),
                       refresh (rotate: each refresh token works once, keep), token_lifetime (seconds, of a login's),
                       session_management (its answers have a session_state),
                       dpop (bound, nonce, insatiable: harness/openid/dpop.py),
                       userinfo_algorithm (signed user info), userinfo_method (header, post: how the token must come),
                       userinfo_encryption, id_token_encryption (jwk, alg, enc)
    POST   users       name_to_sign_in, password, sub, and any claims
    POST   twists      endpoint, and how it shall misbehave; narrowed by client, tenant, to the next `times` answers
    DELETE twists      takes them back; of one tenant with ?tenant=
    POST   keys/make   the keys of a tenant, which are made at the latest when somebody asks for them
    POST   keys/rotate new keys (tenant)
    POST   keys        tenant, and kids: {"RSA": "new name" or null}, published: the JWKs to show instead of ours,
                       or beside: JWKs to show before ours, or decryption: ["RSA", "EC"], keys to be encrypted to
    POST   issuer      tenant, ends: what its issuer ends in ("/")
    GET    requests    all that was asked: endpoint, tenant, method, target, headers, body, at; narrowed by
                       ?endpoint= and ?tenant=; DELETE forgets them, and the tokens
    POST   tokens      claims, client_id, tenant, and twist, one of "id_token": signs a token of them, and gives it
    GET    request_objects  all request objects that were taken: compact, claims
    POST   revoke      client_id: its grants are over
    GET    refreshes   refresh tokens that came from client_id
    GET    reuses      how often a refresh token came that had been replaced, which ends its grant
    GET    tokens      all answers of the token endpoint, before they were twisted
    GET    counters    how many of each endpoint, narrowed likewise
    POST   reset       forgets everything

Twists of an answer (discovery, jwks, authorize, pushed, token, userinfo, profile, end_session, revocation, introspection, register, claims,
    webfinger, and refresh: what the token endpoint answers to a refresh):
    status, headers (null takes one away), body, body_base64, body_size (filled up with spaces), json (instead),
    json_set and json_remove (members), raw_base64 (these bytes instead of HTTP),
    delay (seconds), never, trickle (seconds between two bytes), stall_after (bytes), close_after (bytes)
Twists of "authorize" besides: parameters_set, parameters_remove, parameters_repeat (of the answer to the client),
    mode (query, fragment or form_post, whatever was asked)
Twists of "id_token" (or of one alone: "front_id_token" in the authorization answer, "back_id_token" in the token answer,
    "refreshed_id_token" in that to a refresh) and "userinfo_token" (signed user info): header_set, header_remove,
    claims_set, claims_remove, claims_append (text behind the value), claims_shift (number added), payload_base64 (these
    bytes instead of claims), algorithm, flip_signature,
    sign_with (own, none, foreign: another key under our kid, unknown: a kid nobody knows, public_pem and public_jwk:
    HMAC with the public key, or a JWK), compact (this text instead of a token)
"""

import argparse
import hashlib
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness.openid import control, pages  # noqa: E402
from harness.openid.endpoints import Endpoints  # noqa: E402
from harness.openid.state import Client, State  # noqa: E402
from harness.openid.wire import Request, deliver, html_answer, twist_answer  # noqa: E402

# where an OAuth 2.0 server says the same of itself as in the other one
RFC_8414 = "/.well-known/oauth-authorization-server"

# path -> name in twists, counters and Endpoints
ENDPOINTS = {
    "/.well-known/openid-configuration": "discovery",
    "/.well-known/openid-configuration/": "discovery",  # as a framework has it that ends all addresses so
    RFC_8414: "discovery",
    "/jwks": "jwks",
    "/authorize": "authorize",
    "/par": "pushed",
    "/token": "token",
    "/userinfo": "userinfo",
    "/user": "profile",
    "/end_session": "end_session",
    "/revoke": "revocation",
    "/introspect": "introspection",
    "/session": "session_frame",
    "/session/state": "session_state",
    "/claims": "claims",
    "/.well-known/webfinger": "webfinger",
    "/register": "register",  # not announced, unless a test does
    "/mtls/token": "token",   # what a test may announce in mtls_endpoint_aliases
    "/mtls/userinfo": "userinfo",
}


class Provider(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port, clients=(), demo=False, tls=None, client_authorities=None):
        super().__init__(("127.0.0.1", port), Connection)
        self.demo = demo
        self.state = State(clients)
        self.base = f"{'https' if tls else 'http'}://127.0.0.1:{self.server_port}"
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            if client_authorities:
                context.load_verify_locations(client_authorities)
                context.verify_mode = ssl.CERT_OPTIONAL
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request, client_address):
        """A client that goes away in the middle of a crooked answer is no news."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError, ssl.SSLError)):
            super().handle_error(request, client_address)

    def answer(self, request):
        """The answer, and the twist it is to be sent with."""
        if request.path.startswith("/control/") and not self.demo:
            return control.answer(self.state, request), {}
        tenant, path = split_tenant(request.path)
        endpoint = ENDPOINTS.get(path) or ("jwks" if path.startswith("/jwks/") else None)
        if endpoint is None:
            return html_answer(pages.message("Nothing here", "This is an OpenID provider for trying things out."),
                               200 if path == "/" else 404), {}
        if not self.demo:
            self.state.record(endpoint, tenant, request)
        answer, twist = getattr(Endpoints(self.state, self.base, tenant), endpoint)(request)
        return twist_answer(answer, twist), twist


def split_tenant(path):
    """"/t/NAME/token" -> ("NAME", "/token"); "/token" -> ("", "/token"); RFC_8414 stands before its issuer's path"""
    if path.startswith(RFC_8414 + "/t/"):
        return path.removeprefix(RFC_8414 + "/t/"), RFC_8414
    parts = path.split("/", 3)
    return (parts[2], "/" + parts[3]) if len(parts) == 4 and parts[1] == "t" else ("", path)


class Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = Request(self.command, self.path, list(self.headers.items()), body, shown_certificate(self.connection))
        answer, twist = self.server.answer(request)
        self.close_connection = not deliver(self.connection, answer, twist) or self.close_connection

    do_GET = do_POST = do_DELETE = do_HEAD = do_PUT = do_OPTIONS = serve

    def log_message(self, *_):
        """Quiet: what came is in the record of requests."""


def shown_certificate(connection):
    """Subject, issuer and hash of the client's certificate, which the handshake has verified; None: there is none."""
    shown = isinstance(connection, ssl.SSLSocket) and connection.getpeercert()
    if not shown:
        return None
    names = {part: dict(pair for names in shown[part] for pair in names)["commonName"] for part in ("subject", "issuer")}
    return {**names, "sha256": hashlib.sha256(connection.getpeercert(True)).hexdigest()}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--port", type=int, default=0, help="0: a free one")
    arguments.add_argument("--demo", action="store_true", help="no scripting")
    arguments.add_argument("--client", nargs=3, action="append", default=[], metavar=("ID", "SECRET", "NAME"))
    arguments.add_argument("--tls", nargs=2, metavar=("CERTIFICATE", "KEY"), help="speak https")
    arguments.add_argument("--client-authorities", help="ask for certificates, which these (PEM) have signed")
    options = arguments.parse_args()
    clients = [Client(client_id, secret, name) for client_id, secret, name in options.client]
    provider = Provider(options.port, clients, options.demo, options.tls, options.client_authorities)
    print(f"provider: {provider.base}", flush=True)
    try:
        provider.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
