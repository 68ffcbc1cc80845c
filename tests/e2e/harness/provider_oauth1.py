# SPDX-License-Identifier: Apache-2.0
"""A provider of OAuth 1.0a (RFC 5849), in a thread: Authlib judges each signature. Straight, or crooked in one answer.

Endpoints: /request, /authorize (signs carol in without a page), /access, /me. A test says with
    twist(endpoint, status=..., set={...}, remove=[...], body=...)
what the next answers of it are like: parameters of a form, of the redirect, or members of the profile."""

import json
import os
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlencode, urlsplit

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # our provider listens on loopback, without TLS
from authlib.oauth1.rfc5849.signature import verify_hmac_sha1, verify_rsa_sha1  # noqa: E402
from authlib.oauth1.rfc5849.wrapper import OAuth1Request  # noqa: E402

PROFILE = {"id": 7, "screen_name": "carol", "name": "Carol Example", "email": "carol@example.org"}
VERIFY = {"HMAC-SHA1": verify_hmac_sha1, "RSA-SHA1": verify_rsa_sha1}


class Refused(Exception):
    pass


class Oauth1Provider:
    def __init__(self):
        self.clients, self.lock = {}, threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), connection_of(self))
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        self.begin_test()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def begin_test(self):
        self.twists, self.asked, self.temporary, self.granted, self.seen = {}, [], {}, {}, set()

    def register(self, client_id, secret="", public_key=""):
        self.clients[client_id] = SimpleNamespace(get_client_secret=lambda: secret, get_rsa_public_key=lambda: public_key)

    def twist(self, endpoint, **what):
        self.twists[endpoint] = what

    def count(self, endpoint):
        return self.asked.count(endpoint)

    # Answers: status, media type, body, location

    def answer(self, method, target, headers):
        endpoint = urlsplit(target).path.strip("/")
        with self.lock:
            self.asked.append(endpoint)
            twist = self.twists.get(endpoint, {})
            try:
                status, kind, body, location = getattr(self, endpoint)(method, target, headers, twist)
            except Refused as refused:
                return 401, "text/plain", str(refused), None
            return twist.get("status", status), kind, twist.get("body", body), location

    def request(self, method, target, headers, twist):
        asked = self.signed(method, "POST", target, headers, self.temporary)
        token = secrets.token_urlsafe(12) + "/+="
        self.temporary[token] = {"secret": secrets.token_urlsafe(12) + "&%", "callback": asked.redirect_uri,
                                 "client": asked.client_id}
        return self.form({"oauth_token": token, "oauth_token_secret": self.temporary[token]["secret"],
                          "oauth_callback_confirmed": "true"}, twist)

    def authorize(self, _method, target, _headers, twist):
        token = dict(parse_qsl(urlsplit(target).query)).get("oauth_token")
        grant = self.temporary.get(token)
        if grant is None:
            raise Refused("no such token")
        grant["verifier"] = secrets.token_urlsafe(12) + "=/"
        _, _, query, _ = self.form({"oauth_token": token, "oauth_verifier": grant["verifier"]}, twist)
        return 302, "text/plain", "", grant["callback"] + ("&" if "?" in grant["callback"] else "?") + query

    def access(self, method, target, headers, twist):
        asked = self.signed(method, "POST", target, headers, self.temporary)
        grant = self.temporary.pop(asked.token)
        if asked.oauth_params.get("oauth_verifier") != grant.get("verifier") or asked.client_id != grant["client"]:
            raise Refused("oauth_verifier does not fit")
        token = secrets.token_urlsafe(12)
        self.granted[token] = {"secret": secrets.token_urlsafe(12)}
        return self.form({"oauth_token": token, "oauth_token_secret": self.granted[token]["secret"], "user_id": "7"}, twist)

    def me(self, method, target, headers, twist):
        self.signed(method, "GET", target, headers, self.granted)
        profile = {**PROFILE, **twist.get("set", {})}
        return 200, "application/json", json.dumps(profile), None

    @staticmethod
    def form(parameters, twist):
        parameters = {**parameters, **twist.get("set", {})}
        kept = {name: value for name, value in parameters.items() if name not in twist.get("remove", ())}
        return 200, "text/html", urlencode(kept), None

    # What a request has to be

    def signed(self, method, expected, target, headers, credentials):
        """The request, if its signature is right, and it comes for the first time."""
        asked = OAuth1Request(method, self.base + target, None, headers)
        asked.client = self.clients.get(asked.client_id)
        if method != expected or asked.client is None or asked.signature_method not in VERIFY:
            raise Refused("no such client, or method")
        if asked.token is not None:
            if asked.token not in credentials:
                raise Refused("no such token")
            secret = credentials[asked.token]["secret"]
            asked.credential = SimpleNamespace(get_oauth_token_secret=lambda: secret)
        once = (asked.client_id, asked.timestamp, asked.oauth_params["oauth_nonce"])
        if not VERIFY[asked.signature_method](asked) or once in self.seen:
            raise Refused("the signature is wrong, or came before")
        self.seen.add(once)
        return asked


def connection_of(provider):
    class Connection(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def serve(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, kind, body, location = provider.answer(self.command, self.path, dict(self.headers))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body.encode())))
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = serve

        def log_message(self, *_):
            """Quiet."""

    return Connection
