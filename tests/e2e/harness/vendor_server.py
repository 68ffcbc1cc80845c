# SPDX-License-Identifier: Apache-2.0
"""Vendors on loopback: each answers as its documentation says, below a path of its own. vendors.py has what they say.

    /NAME/authorize sends the browser back with a code, /NAME/token and /NAME/jwks are what they are called, and
    /NAME/.well-known/openid-configuration is there for vendors with metadata; other paths are the vendor's API."""

import json
import os
import secrets
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from jwcrypto.jwt import JWT

from harness.openid.client_auth import Claim, claimed
from harness.openid.endpoints import code_challenge
from harness.openid.pages import form_post
from harness.openid.tokens import KeySet, sign_id_token
from harness.openid.wire import Answer, Request, html_answer, json_answer, redirect
from harness.vendors import SIGNED, STRANGE_TENANT

REFUSED = json_answer({"error": "not as this vendor wants it"}, 400)


class VendorServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, vendors):
        super().__init__(("127.0.0.1", 0), Connection)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.vendors = {vendor.name: vendor for vendor in vendors}
        self.keys = KeySet()
        self.site_key = JWK.generate(kty="EC", crv="P-256")
        self.key_file = self.write_key()  # which the site has: {key} of vendors.py
        self.asked = {}  # by code: what the browser was sent with
        self.requests = []  # (vendor's name, path, request)
        self.twists = {}  # (vendor's name, path): another answer, or claims of an ID token to change
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()
        os.unlink(self.key_file)

    def write_key(self):
        number, path = tempfile.mkstemp(prefix="oas-key-")
        with os.fdopen(number, "wb") as file:
            file.write(self.site_key.export_to_pem(private_key=True, password=None))
        return path

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
                    "/foreign-keys": self.jwks,
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

    def jwks(self, vendor, path, _request):
        """Keys may say whose they are: of all tenants, or of one who has nothing to do with these people."""
        issuer = f"{{base}}/{STRANGE_TENANT}/v2.0" if path == "/foreign-keys" else vendor.key_issuer
        more = {"issuer": issuer.replace("{base}", f"{self.base}/{vendor.name}")} if issuer else {}
        return json_answer({"keys": [{**key, **more} for key in self.keys.public()["keys"]]})

    def authorize(self, vendor, _path, request):
        code = secrets.token_hex(8)
        self.asked[code] = request.query
        answer = {"code": code, "state": request.query["state"], **vendor.answer(f"{self.base}/{vendor.name}")}
        if request.query.get("response_mode") == "form_post":
            return html_answer(form_post(request.query["redirect_uri"], answer.items()))
        return redirect(request.query["redirect_uri"] + "?" + urlencode(answer))

    def token(self, vendor, _path, request):
        """As strict as the vendor: how the client proves itself, and what it repeats of its first request."""
        asked = self.asked.pop(request.form.get("code"), None)
        claim = claimed({}, request)
        if vendor.secret == SIGNED and self.is_signed(claim.secret, vendor):
            claim.secret = SIGNED
        if asked is None or claim != Claim("site-id", vendor.client_auth, vendor.secret):
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

    def is_signed(self, secret, vendor):
        """A secret as Apple wants it."""
        try:
            token = JWT(jwt=secret, key=self.site_key, algs=["ES256"])
        except (JWException, ValueError):
            return False
        header, claims = json.loads(token.header), json.loads(token.claims)
        return header == {"alg": "ES256", "kid": "KEY1234567"} and claims["iss"] == "TEAM123456" \
            and claims["sub"] == "site-id" and claims["aud"] == vendor.issuer(f"{self.base}/{vendor.name}") \
            and time.time() - 60 < claims["iat"] < claims["exp"] <= claims["iat"] + 15777000

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
