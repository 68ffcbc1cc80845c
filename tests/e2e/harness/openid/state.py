# SPDX-License-Identifier: Apache-2.0
"""What the provider remembers: clients, users, grants, twists asked for by tests, and every request it got."""

import secrets
import string
import threading
import time
from dataclasses import asdict, dataclass, field

from .dpop import Proofs
from .tokens import KeySet

CODE_LIFETIME = 60  # seconds

USERS = {
    "alice": {
        "password": "alice", "sub": "5b1c9f0e-alice", "id": 1001, "name": "Alice Example", "given_name": "Alice",
        "family_name": "Example", "preferred_username": "alice", "email": "alice@example.org", "email_verified": True,
        "address": {"country": "NZ", "locality": "Wellington"}, "updated_at": 1700000000,
    },
    "bob": {
        "password": "bob", "sub": "7d20aa31-bob", "id": 1002, "name": "Bob Example", "given_name": "Bob",
        "family_name": "Example", "preferred_username": "bob", "email": "bob@example.org", "email_verified": True,
        "groups": ["staff", "admins"], "updated_at": 1700000000,
    },
}

TWISTS_OF_ANSWERS = {"status", "headers", "body", "body_base64", "body_size", "json", "json_set", "json_remove",
                     "delay", "never", "trickle", "stall_after", "close_after", "raw_base64"}
TWISTS_OF_TOKENS = {"header_set", "header_remove", "claims_set", "claims_remove", "claims_append", "claims_shift",
                    "payload_base64", "algorithm", "sign_with", "flip_signature", "compact"}
TWISTS_OF_AUTHORIZATION = {"parameters_set", "parameters_remove", "parameters_repeat", "mode"}
TWISTS = {
    "discovery": TWISTS_OF_ANSWERS, "jwks": TWISTS_OF_ANSWERS, "token": TWISTS_OF_ANSWERS,
    "pushed": TWISTS_OF_ANSWERS, "userinfo": TWISTS_OF_ANSWERS, "profile": TWISTS_OF_ANSWERS, "end_session": TWISTS_OF_ANSWERS,
    "revocation": TWISTS_OF_ANSWERS, "introspection": TWISTS_OF_ANSWERS, "session_state": TWISTS_OF_ANSWERS,
    "claims": TWISTS_OF_ANSWERS, "webfinger": TWISTS_OF_ANSWERS, "register": TWISTS_OF_ANSWERS,
    "authorize": TWISTS_OF_ANSWERS | TWISTS_OF_AUTHORIZATION, "id_token": TWISTS_OF_TOKENS,
    "front_id_token": TWISTS_OF_TOKENS, "back_id_token": TWISTS_OF_TOKENS, "refreshed_id_token": TWISTS_OF_TOKENS,
    "refresh": TWISTS_OF_ANSWERS,
    "userinfo_token": TWISTS_OF_TOKENS,
}


@dataclass
class Client:
    client_id: str
    client_secret: str = ""
    name: str = "A demonstration"
    redirect_uris: list = field(default_factory=list)  # empty: any on loopback
    auth_method: str = ""       # a method of client_auth.py; "": by whether there is a secret
    keys: dict = field(default_factory=dict)  # its JWK set, for private_key_jwt
    assertion_audience: str = "issuer"        # or endpoint: whom its assertions have to be meant for
    certificate: str = ""       # its subject (tls_client_auth), or the SHA-256 in hex (self_signed_tls_client_auth)
    algorithm: str = "RS256"    # of its ID tokens
    auto_login: str = ""        # this user is signed in without a page
    userinfo_algorithm: str = ""  # signed user info; "": plain JSON
    id_token_encryption: dict = field(default_factory=dict)  # jwk, alg, enc; empty: none
    userinfo_encryption: dict = field(default_factory=dict)  # jwk, alg, enc; empty: none
    userinfo_method: str = ""     # header or post: how the access token has to come; "": either
    jwks_uri: str = ""          # where its JWK set is, for request objects
    request_algorithm: str = "" # its requests have to be objects, signed with this ("none": not signed)
    only_pushed: bool = False   # its authorization requests have to be pushed
    session_management: bool = False  # its answers have a session_state, of which /session tells
    dpop: str = ""              # tokens are bound to a key: a word of dpop.py
    refresh: str = ""           # "rotate": each refresh token works once; "keep": one for ever; "repeat": and said again; "": there is none
    token_lifetime: int = 3600  # seconds; of the first token after a login
    token_format: str = "json"  # "form": application/x-www-form-urlencoded, as old providers answer


@dataclass
class Twist:
    endpoint: str
    what: dict
    client: str = ""   # "": any
    tenant: str = None # None: any
    times: int = None  # None: until taken away


@dataclass
class Grant:
    """What a user allowed a client: a code first, then an access token."""
    client_id: str
    tenant: str
    user: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    began: float = field(default_factory=time.time)
    used: bool = False
    access_token: str = ""
    dpop_jkt: str = ""  # key that the code may be used with; "": any
    key: str = None     # key that the access token is bound to (RFC 9449)
    refresh_token: str = ""
    renewals: int = 0


class State:
    def __init__(self, clients=()):
        self.lock = threading.RLock()
        self.first_clients = clients
        self.reset()

    def reset(self):
        with self.lock:
            self.clients = {client.client_id: client for client in self.first_clients}
            self.users = {name: dict(user) for name, user in USERS.items()}
            self.twists, self.requests, self.given, self.refreshes = [], [], [], []
            self.pushed = {}    # by request_uri
            self.request_objects = []
            self.codes, self.access_tokens, self.logins = {}, {}, {}
            self.refresh_tokens, self.reuses = {}, 0  # all that ever were: by the token, its grant
            self.session_states = {}  # session_state -> ticket of the login that it is of
            self.proofs = Proofs()
            self.keys_of, self.issuer_ends = {}, {}
            self.assertion_ids = set()

    def register(self, values):
        client = Client(**values)
        self.clients[client.client_id] = client
        return asdict(client)

    def keys(self, tenant):
        with self.lock:
            return self.keys_of.setdefault(tenant, KeySet())

    def twist(self, values):
        values = dict(values)
        where = {name: values.pop(name) for name in ("endpoint", "client", "tenant", "times") if name in values}
        allowed = TWISTS[where["endpoint"]]
        if unknown := set(values) - allowed:
            raise ValueError(f"{where['endpoint']} has no {sorted(unknown)}; it has {sorted(allowed)}")
        with self.lock:
            self.twists.append(Twist(what=values, **where))

    def take_twists(self, endpoint, tenant, client_id):
        """All that was asked for this answer in one dictionary, later words over earlier ones."""
        with self.lock:
            fitting = [twist for twist in self.twists if twist.endpoint == endpoint
                       and twist.client in ("", client_id) and twist.tenant in (None, tenant)]
            for twist in fitting:
                if twist.times is not None:
                    twist.times -= 1
            self.twists = [twist for twist in self.twists if twist.times != 0]
            return {name: value for twist in fitting for name, value in twist.what.items()}

    def record(self, endpoint, tenant, request):
        entry = {"endpoint": endpoint, "tenant": tenant, "method": request.method, "target": request.target,
                 "headers": request.headers, "body": request.body.decode("latin-1"), "at": time.time()}
        with self.lock:
            self.requests.append(entry)

    def new_code(self, grant):
        code = secrets.token_urlsafe(24)
        with self.lock:
            self.codes[code] = grant
        return code

    def use_code(self, code):
        """The grant of a code that was never used and is not too old; else None."""
        with self.lock:
            grant = self.codes.get(code)
            if grant is None or grant.used or time.time() > grant.began + CODE_LIFETIME:
                return None
            grant.used = True
            self.new_access_token(grant)
            return grant

    def new_refresh_token(self, grant):
        """65 characters, the last of which has to be escaped, or not, in a form (REF-happy)."""
        with self.lock:
            grant.refresh_token = secrets.token_urlsafe(48) + secrets.choice(string.punctuation)
            self.refresh_tokens[grant.refresh_token] = grant
            return grant.refresh_token

    def use_refresh_token(self, token):
        """The grant with a new access token; None, and the grant is over, when the token was replaced by another."""
        with self.lock:
            grant = self.refresh_tokens.get(token)
            if grant is None or not grant.refresh_token:
                return None
            if grant.refresh_token != token:
                self.reuses += 1
                self.revoke(grant)
                return None
            self.new_access_token(grant)
            grant.renewals += 1
            return grant

    def revoke(self, grant):
        self.access_tokens.pop(grant.access_token, None)
        grant.access_token = grant.refresh_token = ""

    def new_access_token(self, grant):
        """The one before, if there is one, is of no use from now on."""
        with self.lock:
            self.access_tokens.pop(grant.access_token, None)
            grant.access_token = secrets.token_urlsafe(24)
            self.access_tokens[grant.access_token] = grant
