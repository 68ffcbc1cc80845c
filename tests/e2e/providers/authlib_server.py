#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An OpenID provider on Authlib's authorization server, with Flask around it as its documentation shows.

    authlib_server.py PORT ALGORITHM CLIENT_ID CLIENT_SECRET REDIRECT_URI...

What a relying party can see of the protocol is Authlib's: ID tokens with an array as audience, no `iss` in the
callback. Discovery, the key set, user info and the form are ours, since Authlib leaves them to the site. Users may
choose any name; the form asks for nothing else.
"""

import os
import sys
import time

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"   # read when it is imported; without, http is refused even on loopback

from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector, current_token  # noqa: E402
from authlib.jose import JsonWebKey  # noqa: E402
from authlib.oauth2.rfc6749 import ClientMixin, TokenMixin, grants  # noqa: E402
from authlib.oauth2.rfc6750 import BearerTokenValidator  # noqa: E402
from authlib.oauth2.rfc7636 import CodeChallenge  # noqa: E402
from authlib.oidc.core import AuthorizationCodeMixin, UserInfo  # noqa: E402
from authlib.oidc.core.grants import OpenIDCode  # noqa: E402
from flask import Flask, jsonify, request  # noqa: E402

PORT, ALGORITHM, CLIENT_ID, CLIENT_SECRET, *REDIRECT_URIS = sys.argv[1:]
ISSUER = f"http://127.0.0.1:{PORT}"
SCOPES = "openid profile email"
KEYS = {"RS256": ("RSA", 2048), "PS256": ("RSA", 2048), "ES256": ("EC", "P-256")}
KEY = JsonWebKey.generate_key(*KEYS[ALGORITHM], {"kid": "the-key", "use": "sig", "alg": ALGORITHM}, is_private=True)
LOGIN_FORM = '<!doctype html><title>Sign in</title><form method="post"><input name="user"><button>Sign in</button></form>'

codes = {}
tokens = {}


class User:
    def __init__(self, name):
        self.name = name

    def get_user_id(self):
        return self.name

    def claims(self):
        return UserInfo(sub=self.name, name=self.name.capitalize(), preferred_username=self.name,
                        email=f"{self.name}@example.org", email_verified=True)


class Client(ClientMixin):
    def get_client_id(self):
        return CLIENT_ID

    def get_default_redirect_uri(self):
        return REDIRECT_URIS[0]

    def get_allowed_scope(self, scope):
        return " ".join(word for word in scope.split() if word in SCOPES.split())

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri in REDIRECT_URIS

    def check_client_secret(self, client_secret):
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


class Code(AuthorizationCodeMixin):
    def __init__(self, code, asked):
        self.code, self.user = code, asked.user
        self.redirect_uri, self.scope, self.nonce = asked.redirect_uri, asked.scope, asked.data.get("nonce")
        self.code_challenge = asked.data.get("code_challenge")
        self.code_challenge_method = asked.data.get("code_challenge_method")
        self.auth_time = int(time.time())

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return self.auth_time


class Token(TokenMixin):
    def __init__(self, token, user):
        self.user, self.scope = user, token["scope"]
        self.expires_at = time.time() + token["expires_in"]

    def get_scope(self):
        return self.scope

    def is_expired(self):
        return time.time() > self.expires_at

    def is_revoked(self):
        return False


class CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

    def save_authorization_code(self, code, request):
        codes[code] = Code(code, request)

    def query_authorization_code(self, code, client):
        return codes.get(code)

    def delete_authorization_code(self, authorization_code):
        del codes[authorization_code.code]

    def authenticate_user(self, authorization_code):
        return authorization_code.user


class OpenID(OpenIDCode):
    def exists_nonce(self, nonce, request):
        return any(code.nonce == nonce for code in codes.values())

    def get_jwt_config(self, grant):
        return {"key": KEY, "alg": ALGORITHM, "iss": ISSUER, "exp": 600}

    def generate_user_info(self, user, scope):
        return user.claims()


class Bearer(BearerTokenValidator):
    def authenticate_token(self, token_string):
        return tokens.get(token_string)


def save_token(token, request):
    tokens[token["access_token"]] = Token(token, request.user)


app = Flask(__name__)
server = AuthorizationServer(app, query_client=lambda name: Client() if name == CLIENT_ID else None, save_token=save_token)
server.register_grant(CodeGrant, [OpenID(), CodeChallenge(required=True)])
bearer = ResourceProtector()
bearer.register_token_validator(Bearer())


@app.get("/.well-known/openid-configuration")
def metadata():
    return jsonify(issuer=ISSUER, authorization_endpoint=ISSUER + "/authorize", token_endpoint=ISSUER + "/token",
                   userinfo_endpoint=ISSUER + "/userinfo", jwks_uri=ISSUER + "/jwks", response_types_supported=["code"],
                   subject_types_supported=["public"], id_token_signing_alg_values_supported=[ALGORITHM])


@app.get("/jwks")
def jwks():
    return jsonify(keys=[KEY.as_dict(is_private=False)])


@app.route("/authorize", methods=["GET", "POST"])
def authorize():
    if request.method == "GET":
        server.get_consent_grant(end_user=None)   # raises, and so answers, when the request is not right
        return LOGIN_FORM
    return server.create_authorization_response(grant_user=User(request.form["user"]))


@app.post("/token")
def token():
    return server.create_token_response()


@app.get("/userinfo")
@bearer("profile")
def userinfo():
    return jsonify(current_token.user.claims())


app.run("127.0.0.1", int(PORT), threaded=True)
