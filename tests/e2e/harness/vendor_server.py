# SPDX-License-Identifier: Apache-2.0
"""Vendors on loopback: each answers as its documentation says, below a path of its own. vendors.py has what they say.

    /NAME/authorize sends the browser back with a code, /NAME/token and /NAME/jwks are what they are called, and
    /NAME/.well-known/openid-configuration is there for vendors with metadata; other paths are the vendor's API."""

import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

from harness.openid.client_auth import Claim, claimed
from harness.openid.endpoints import code_challenge
from harness.openid.tokens import KeySet, sign_id_token
from harness.openid.wire import Answer, Request, json_answer, redirect

REFUSED = json_answer({"error": "not as this vendor wants it"}, 400)


class VendorServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, vendors):
        super().__init__(("127.0.0.1", 0), Connection)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.vendors = {vendor.name: vendor for vendor in vendors}
        self.keys = KeySet()
        self.asked = {}  # by code: what the browser was sent with
        self.requests = []  # (vendor's name, path, request)
        self.twists = {}  # (vendor's name, path): another answer, or claims of an ID token to change
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()

    def begin_test(self):
        self.requests.clear()
        self.twists.clear()

    def seen(self, name, path):
        """The requests of this path, oldest first."""
        return [request for vendor, at, request in self.requests if (vendor, at) == (name, path)]

    def answer(self, request):
        _, name, path = request.path.split("/", 2)
        vendor, path = self.vendors[name], "/" + path
        self.requests.append((name, path, request))
        endpoint = {"/authorize": self.authorize, "/token": self.token, "/jwks": self.jwks,
                    "/.well-known/openid-configuration": self.metadata}.get(path, self.api)
        twist = self.twists.get((name, path))
        return twist if isinstance(twist, Answer) else endpoint(vendor, path, request)

    def metadata(self, vendor, _path, _request):
        if vendor.metadata is None:
            return json_answer({}, 404)
        base = f"{self.base}/{vendor.name}"
        return json_answer({"issuer": vendor.issuer(base), "authorization_endpoint": base + "/authorize",
                            "token_endpoint": base + "/token", "jwks_uri": base + "/jwks",
                            **{name: base + "/userinfo" for name in ["userinfo_endpoint"] if "/userinfo" in vendor.api},
                            **vendor.metadata})

    def jwks(self, _vendor, _path, _request):
        return json_answer(self.keys.public())

    def authorize(self, vendor, _path, request):
        code = secrets.token_hex(8)
        self.asked[code] = request.query
        answer = {"code": code, "state": request.query["state"], **vendor.answer(f"{self.base}/{vendor.name}")}
        return redirect(request.query["redirect_uri"] + "?" + urlencode(answer))

    def token(self, vendor, _path, request):
        """As strict as the vendor: how the client proves itself, and what it repeats of its first request."""
        asked = self.asked.pop(request.form.get("code"), None)
        if asked is None or claimed({}, request) != Claim("site-id", vendor.client_auth, vendor.secret):
            return REFUSED
        if asked["redirect_uri"] != request.form.get("redirect_uri"):
            return REFUSED
        if vendor.pkce and asked.get("code_challenge") != code_challenge(request.form.get("code_verifier", "")):
            return REFUSED
        if not vendor.pkce and "code_verifier" in request.form:
            return REFUSED
        tokens = {**vendor.token, "access_token": f"token-of-{vendor.name}"}
        if vendor.id_token is not None:
            tokens["id_token"] = self.id_token(vendor, asked)
        return json_answer({name: value for name, value in tokens.items() if value is not None})

    def id_token(self, vendor, asked):
        now = int(time.time())
        claims = {"iss": vendor.issuer(f"{self.base}/{vendor.name}"), "aud": "site-id", "iat": now, "exp": now + 600,
                  "nonce": asked.get("nonce"), **vendor.id_token, **self.twists.get((vendor.name, "id_token"), {})}
        claims = {name: value for name, value in claims.items() if value is not None}
        return sign_id_token(claims, vendor.algorithm, self.keys, vendor.secret, {})

    def api(self, vendor, path, request):
        if request.header("Authorization") != f"Bearer token-of-{vendor.name}":
            return json_answer({"message": "Requires authentication"}, 401)
        page = request.query.get("page") or request.query.get("pageToken")
        answer = vendor.api.get(f"{path}#{page}" if page and f"{path}#{page}" in vendor.api else path)
        if answer is None:
            return json_answer([] if page else {"message": "Not Found"}, 200 if page else 404)
        return with_base(json_answer(answer), f"{self.base}/{vendor.name}")


def with_base(answer, base):
    """Links of an answer lead here."""
    return Answer(answer.status, answer.body.replace(b"{base}", base.encode()), answer.headers)


class Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.connection.sendall(self.server.answer(Request(self.command, self.path, list(self.headers.items()), body)).bytes())

    do_GET = do_POST = serve

    def log_message(self, *_):
        """Quiet: what came is in the record of requests."""
