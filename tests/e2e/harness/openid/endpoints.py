# SPDX-License-Identifier: Apache-2.0
"""The endpoints of a straight OpenID provider (OpenID Connect Core 1.0, RFC 6749) that also speaks plain OAuth 2.0."""

import hashlib
import json
import secrets
import time
from urllib.parse import urlencode, urlsplit

from . import client_auth, pages
from .introspection import Introspection
from .pushed import PushedRequests
from .registrations import Registrations
from .request_objects import RequestObjects
from .revocation import Revocation
from .sessions import LOGIN_COOKIE, Sessions
from .state import Grant
from .tokens import base64url, encrypt, half_hash, sign_id_token
from .wire import Answer, Refused, form_answer, html_answer, json_answer, redirect

TOKEN_LIFETIME = 3600  # seconds; a client may want the first one after a login to be shorter
CLAIMS_OF_SCOPE = {
    "profile": ("name", "given_name", "family_name", "preferred_username", "updated_at", "groups"),
    "email": ("email", "email_verified"),
    "address": ("address",),
}
ISSUER_RELATION = "http://openid.net/specs/connect/1.0/issuer"
RESPONSE_TYPES = [{"code"}, {"id_token"}, {"code", "id_token"}, {"code", "token"}, {"code", "id_token", "token"},
                  {"id_token", "token"}]


class Endpoints(Introspection, PushedRequests, Registrations, RequestObjects, Revocation, Sessions):
    """One tenant of the provider: an issuer with keys of its own. Clients and users are shared by all tenants."""

    def __init__(self, state, base, tenant):
        self.state, self.base, self.tenant = state, base, tenant
        self.url = f"{base}/t/{tenant}" if tenant else base
        self.issuer = self.url + state.issuer_ends.get(tenant, "")

    def twists(self, endpoint, client_id=""):
        return self.state.take_twists(endpoint, self.tenant, client_id)

    # What the provider tells about itself

    def discovery(self, _request):
        metadata = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "end_session_endpoint": f"{self.url}/end_session",
            "revocation_endpoint": f"{self.url}/revoke",
            "introspection_endpoint": f"{self.url}/introspect",
            "check_session_iframe": f"{self.url}/session",
            "pushed_authorization_request_endpoint": f"{self.url}/par",
            "response_types_supported": ["code", "id_token", "id_token code", "token code", "token id_token code",
                                         "token id_token"],
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "PS256", "ES256", "EdDSA"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", *CLAIMS_OF_SCOPE],
            "authorization_response_iss_parameter_supported": True,
        }
        return json_answer(metadata), self.twists("discovery")

    def jwks(self, _request):
        return json_answer(self.state.keys(self.tenant).public()), self.twists("jwks")

    # Where the browser comes by

    def authorize(self, request):
        asked = request.form if request.method == "POST" else request.query
        twist = self.twists("authorize", asked.get("client_id", ""))
        try:
            was_pushed, asked = self.take_pushed(asked)
            asked = asked if was_pushed else self.open_request_object(asked)
            client = self.client_for(asked)
        except Refused as refused:
            return html_answer(pages.message("This link does not work", refused.description), 400), twist
        try:
            check_authorization_request(asked)
            user, headers = self.who_is_it(request, asked, client)
        except Refused as refused:
            failure = {"error": refused.error, "error_description": refused.description}
            return self.back_to_client(asked, failure, twist), twist
        if user is None:
            wrong = "username" in asked
            return html_answer(pages.login(client.name, asked, wrong), 401 if wrong else 200), twist
        grant = Grant(client.client_id, self.tenant, user, asked["redirect_uri"], asked.get("scope", ""),
                      asked.get("nonce", ""), asked.get("code_challenge", ""), dpop_jkt=asked.get("dpop_jkt", ""))
        answer = self.authorization_answer(client, grant, asked) | self.new_session_state(client, request, headers)
        return self.back_to_client(asked, answer, twist, headers), twist

    def authorization_answer(self, client, grant, asked):
        """What the response type asks for; its ID token proves what comes beside it (OpenID Connect Core 1.0 §3.3.2.11)."""
        words, answer, claims = asked["response_type"].split(), {}, {}
        if "code" in words:
            answer["code"] = self.state.new_code(grant)
            claims["c_hash"] = half_hash(answer["code"], client.algorithm)
        if "token" in words:
            self.state.new_access_token(grant)
            answer |= {"access_token": grant.access_token, "token_type": "Bearer", "expires_in": str(TOKEN_LIFETIME)}
            claims["at_hash"] = half_hash(grant.access_token, client.algorithm)
        if "id_token" in words:
            if words == ["id_token"]:
                claims |= self.claims_for(grant)
            answer["id_token"] = self.id_token(client, grant, claims, "front_id_token")
        return answer

    def client_for(self, asked):
        """Until client and redirect_uri are known to be right nobody is sent anywhere (RFC 6749 §4.1.2.1)."""
        client = self.state.clients.get(asked.get("client_id"))
        if client is None:
            raise Refused("invalid_client", "No such client is registered here.")
        target = asked.get("redirect_uri", "")
        registered = target in client.redirect_uris if client.redirect_uris else \
            urlsplit(target).hostname in ("127.0.0.1", "localhost")
        if not registered:
            raise Refused("invalid_request", "The client did not register this redirect_uri.")
        return client

    def who_is_it(self, request, asked, client):
        """The user's name and the headers that make the browser remember it; None: show the login page."""
        if "username" in asked:
            user = self.state.users.get(asked["username"])
            if user is None or user["password"] != asked.get("password"):
                return None, {}
            self.state.logins.pop(request.cookies.get(LOGIN_COOKIE), None)
            ticket = secrets.token_urlsafe(16)
            self.state.logins[ticket] = asked["username"]
            return asked["username"], {"Set-Cookie": f"{LOGIN_COOKIE}={ticket}; Path=/; HttpOnly; SameSite=Lax"}
        prompt = asked.get("prompt", "").split()
        known = client.auto_login or self.state.logins.get(request.cookies.get(LOGIN_COOKIE))
        if known is None and "none" in prompt:
            raise Refused("login_required", "Nobody is signed in here.")
        return (None if {"login", "select_account"} & set(prompt) and not client.auto_login else known), {}

    def back_to_client(self, asked, answer, twist, headers=None):
        parameters = {**answer, "iss": self.issuer, **twist.get("parameters_set", {})}
        if "state" in asked:
            parameters.setdefault("state", asked["state"])
        pairs = [(name, value) for name, value in parameters.items() if name not in twist.get("parameters_remove", ())]
        pairs += [pair for pair in pairs if pair[0] in twist.get("parameters_repeat", ())]
        mode = twist.get("mode") or asked.get("response_mode") or default_mode(asked)
        if mode == "form_post":
            return html_answer(pages.form_post(asked["redirect_uri"], pairs), **(headers or {}))
        glue = "#" if mode == "fragment" else "&" if urlsplit(asked["redirect_uri"]).query else "?"
        return redirect(asked["redirect_uri"] + glue + urlencode(pairs), **(headers or {}))

    def end_session(self, request):
        asked = request.form if request.method == "POST" else request.query
        self.state.logins.pop(request.cookies.get(LOGIN_COOKIE), None)
        gone = {"Set-Cookie": f"{LOGIN_COOKIE}=; Path=/; Max-Age=0"}
        twist = self.twists("end_session", asked.get("client_id", ""))
        if target := asked.get("post_logout_redirect_uri"):
            state = "?" + urlencode({"state": asked["state"]}) if "state" in asked else ""
            return redirect(target + state, **gone), twist
        return html_answer(pages.message("Signed out", "You are signed out of this provider."), **gone), twist

    # What only clients call

    def token(self, request):
        client_id = client_auth.claimed(self.state.clients, request).client_id
        twist = self.twists("token", client_id)
        if request.form.get("grant_type") == "refresh_token":
            self.state.refreshes.append({"client_id": client_id, "refresh_token": request.form.get("refresh_token")})
            twist |= self.twists("refresh", client_id)
            if twist.get("status", 200) >= 500:  # who is in trouble takes no token away
                return json_answer({}), twist
        try:
            client = self.authenticated_client(request)
            key = self.state.proofs.check(request, self.base + request.path, client)
            grant = self.refreshed(request.form, client, key) if request.form.get("grant_type") == "refresh_token" \
                else self.grant_for(request.form, client, key)
        except Refused as refused:
            failure = {"error": refused.error, "error_description": refused.description}
            return json_answer(failure, refused.status, **getattr(refused, "headers", {})), twist
        answer = {"access_token": grant.access_token, "token_type": "DPoP" if key else "Bearer",
                  "expires_in": TOKEN_LIFETIME if grant.renewals else client.token_lifetime, "scope": grant.scope}
        if client.refresh and (client.refresh == "rotate" or not grant.refresh_token):
            answer["refresh_token"] = self.state.new_refresh_token(grant)
        elif client.refresh == "repeat":
            answer["refresh_token"] = grant.refresh_token
        if "openid" in grant.scope.split():
            claims = {"at_hash": half_hash(grant.access_token, client.algorithm)}
            kind = "refreshed_id_token" if grant.renewals else "back_id_token"
            answer["id_token"] = self.id_token(client, grant, claims, kind)
        self.state.given.append(answer)
        as_form = client.token_format == "form"
        return form_answer(answer) if as_form else json_answer(answer), twist

    def authenticated_client(self, request):
        place = client_auth.Place(self.issuer, self.base + request.path, self.state.assertion_ids)
        return client_auth.authenticate(self.state.clients, request, place)

    def grant_for(self, form, client, key):
        if form.get("grant_type") != "authorization_code":
            raise Refused("unsupported_grant_type", "Only authorization_code is known here.")
        grant = self.state.use_code(form.get("code"))
        if grant is None or grant.client_id != client.client_id or grant.tenant != self.tenant:
            raise Refused("invalid_grant", "The code is unknown, used or too old.")
        if form.get("redirect_uri") != grant.redirect_uri:
            raise Refused("invalid_grant", "redirect_uri is not the one the code was asked with.")
        if grant.code_challenge != (code_challenge(form["code_verifier"]) if "code_verifier" in form else ""):
            raise Refused("invalid_grant", "code_verifier does not fit code_challenge.")
        if client.dpop and grant.dpop_jkt not in ("", key):
            raise Refused("invalid_grant", "The code is bound to another key.")
        grant.key = key
        return grant

    def refreshed(self, form, client, key):
        """RFC 6749 §6; a refresh token that was replaced ends its grant (RFC 9700 §4.14.2)."""
        if "scope" in form:
            raise Refused("invalid_scope", "Nobody was asked for another scope.")
        grant = self.state.use_refresh_token(form.get("refresh_token"))
        if grant is None or grant.client_id != client.client_id or grant.tenant != self.tenant:
            raise Refused("invalid_grant", "The refresh token is unknown, replaced or revoked.")
        if grant.key != key:
            raise Refused("invalid_grant", "The refresh token is bound to another key.")
        return grant

    def id_token(self, client, grant, more, twists):
        """With more claims than all have, and misbehaving as all of them, or those of this endpoint, shall."""
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": self.state.users[grant.user]["sub"], "aud": client.client_id,
                  "iat": now, "exp": now + 600, "auth_time": int(grant.began), **more}
        if grant.nonce:
            claims["nonce"] = grant.nonce
        twist = self.twists("id_token", client.client_id) | self.twists(twists, client.client_id)
        token = sign_id_token(claims, client.algorithm, self.state.keys(self.tenant), client.client_secret, twist)
        return encrypt(token, client.id_token_encryption)

    def claims_for(self, grant):
        """What the scopes of the grant tell of its user."""
        user = self.state.users[grant.user]
        names = [name for scope in grant.scope.split() for name in CLAIMS_OF_SCOPE.get(scope, ())]
        return {name: user[name] for name in names if name in user}

    def userinfo(self, request):
        try:
            grant = self.bearer(request) or self.bearer_of_form(request)
        except Refused as refused:
            return proof_refused(refused), self.twists("userinfo")
        if grant is None:
            return bearer_refused(), self.twists("userinfo")
        claims = {"sub": self.state.users[grant.user]["sub"], **self.claims_for(grant)}
        client = self.state.clients[grant.client_id]
        in_a_token = client.userinfo_algorithm or client.userinfo_encryption
        answer = self.claims_in_a_token(claims, client) if in_a_token else json_answer(claims)
        return answer, self.twists("userinfo", grant.client_id)

    def claims_in_a_token(self, claims, client):
        """OpenID Connect Core 1.0 §5.3.2: signed, with iss and aud then, and encrypted, or one of the two."""
        token = json.dumps(claims)
        if client.userinfo_algorithm:
            claims = {**claims, "iss": self.issuer, "aud": client.client_id}
            token = sign_id_token(claims, client.userinfo_algorithm, self.state.keys(self.tenant), client.client_secret,
                                  self.twists("userinfo_token", client.client_id))
        return Answer(200, encrypt(token, client.userinfo_encryption).encode(), {"Content-Type": "application/jwt"})

    def claims(self, request):
        """Where distributed claims are (§5.6.2.2)."""
        twist = self.twists("claims")
        if request.header("Authorization") != "Bearer claims":
            return bearer_refused(), twist
        token = sign_id_token({"iss": self.issuer, "credit_score": 650}, "RS256", self.state.keys(self.tenant), "", {})
        return Answer(200, token.encode(), {"Content-Type": "application/jwt"}), twist

    def webfinger(self, request):
        """OpenID Connect Discovery 1.0 §2: the account's name, or the first folder of its URL, is the tenant's."""
        resource = request.query.get("resource", "")
        if request.query.get("rel") != ISSUER_RELATION:
            return json_answer({"links": []}), self.twists("webfinger")
        name = resource.removeprefix("acct:").split("@")[0] if resource.startswith("acct:") else \
            urlsplit(resource).path.split("/")[1]
        links = [{"rel": ISSUER_RELATION, "href": f"{self.url}/t/{name}"}]
        answer = json_answer({"subject": resource, "links": links}, **{"Content-Type": "application/jrd+json"})
        return answer, self.twists("webfinger")

    def profile(self, request):
        """Like the profile of a code-hosting site that knows OAuth 2.0 only: no sub, a number as id."""
        grant = self.bearer(request)
        if grant is None:
            return bearer_refused(), self.twists("profile")
        user = self.state.users[grant.user]
        profile = {"id": user.get("id"), "login": grant.user, "name": user.get("name"), "email": user.get("email"),
                   "plan": {"name": "free", "seats": 1}}
        return json_answer(profile), self.twists("profile", grant.client_id)

    def bearer(self, request):
        scheme, _, token = request.header("Authorization", "").partition(" ")
        grant = self.state.access_tokens.get(token)
        if not grant or scheme.lower() != ("dpop" if grant.key else "bearer") or not self.takes_token(grant, "header"):
            return None
        client = self.state.clients[grant.client_id]
        return grant if self.state.proofs.check(request, self.base + request.path, client, token) == grant.key else None

    def bearer_of_form(self, request):
        """RFC 6750 §2.2; a token that came in two ways is none."""
        grant = self.state.access_tokens.get(request.form.get("access_token"))
        one_way = request.method == "POST" and request.header("Authorization") is None and not request.query
        return grant if grant and one_way and self.takes_token(grant, "post") else None

    def takes_token(self, grant, way):
        return self.state.clients[grant.client_id].userinfo_method in ("", way)


def default_mode(asked):
    """OAuth 2.0 Multiple Response Type Encoding Practices §5: whatever has a token goes into the fragment."""
    return "query" if asked.get("response_type", "code") == "code" else "fragment"


def check_authorization_request(asked):
    words = asked.get("response_type", "").split()
    if set(words) not in RESPONSE_TYPES or len(words) != len(set(words)):
        raise Refused("unsupported_response_type", "This response_type is not known here.")
    if words != ["code"] and asked.get("response_mode") == "query":
        raise Refused("invalid_request", "Tokens do not go into a query.")
    if words != ["code"] and "nonce" not in asked:
        raise Refused("invalid_request", "A nonce is needed.")
    if "code_challenge" in asked and asked.get("code_challenge_method") != "S256":
        raise Refused("invalid_request", "Only S256 is known as code_challenge_method.")


def code_challenge(verifier):
    return base64url(hashlib.sha256(verifier.encode()).digest())


def bearer_refused():
    return json_answer({"error": "invalid_token"}, 401, **{"WWW-Authenticate": 'Bearer error="invalid_token"'})


def proof_refused(refused):
    headers = {"WWW-Authenticate": f'DPoP error="{refused.error}"', **getattr(refused, "headers", {})}
    return json_answer({"error": refused.error, "error_description": refused.description}, 401, **headers)
