# SPDX-License-Identifier: Apache-2.0
"""Debian's glewlwyd on an SQLite file, set up through its own administration API.

It is a good stranger: the issuer has a path, `iss` comes back in the callback without being announced, refusals
have status codes of its own, and `sub` is a random string.
"""

import json
import pathlib
import shutil
import sqlite3
import subprocess

from harness.browser import Browser

from .stranger import Stranger

SCHEMA = pathlib.Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
ADMINISTRATOR = {"username": "admin", "password": "password"}   # as the package's schema creates it
SCOPES = "openid profile email"

CONFIGURATION = """
port = {port}
bind_address = "127.0.0.1"
external_url = "http://127.0.0.1:{port}"
login_url = "login.html"
api_prefix = "api"
static_files_path = "/usr/share/glewlwyd/webapp/"
static_files_mime_types = ( {{ extension = ".html"  mime_type = "text/html"  compress = 0 }} )
log_mode = "console"
log_level = "INFO"
cookie_domain = "127.0.0.1"
cookie_secure = 0
session_expiration = 3600
session_key = "GLEWLWYD2_SESSION_ID"
admin_scope = "g_admin"
profile_scope = "g_profile"
user_module_path = "/usr/lib/glewlwyd/user"
user_middleware_module_path = "/usr/lib/glewlwyd/user_middleware"
client_module_path = "/usr/lib/glewlwyd/client"
user_auth_scheme_module_path = "/usr/lib/glewlwyd/scheme"
plugin_module_path = "/usr/lib/glewlwyd/plugin"
hash_algorithm = "SHA512"
database = {{ type = "sqlite3"  path = "{database}" }};
"""

# Our algorithm names -> openssl's arguments for the key, glewlwyd's name for the family
KEYS = {
    "RS256": (["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "rsa"),
    "PS256": (["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "rsa-pss"),
    "ES256": (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "ecdsa"),
    "EdDSA": (["-algorithm", "ED25519"], "eddsa"),
}


PUSHED = {"oauth-par-allowed": True, "oauth-par-duration": 60,
          "oauth-par-request_uri-prefix": "urn:ietf:params:oauth:request_uri:"}
BOUND = {"oauth-dpop-allowed": True, "oauth-dpop-iat-duration": 60}


class Glewlwyd(Stranger):
    def __init__(self, folder, algorithm="RS256"):
        super().__init__(folder, algorithm)
        self.issuer = f"{self.origin}/api/oidc"
        self.keys = None  # the client's JWK set, when it signs who it is

    @staticmethod
    def missing():
        return None if shutil.which("glewlwyd") and SCHEMA.exists() else "Debian's glewlwyd is not installed"

    def start(self, redirect_uris):
        database = self.folder / "glewlwyd.db"
        with sqlite3.connect(database) as connection:
            connection.executescript(SCHEMA.read_text())
        configuration = self.folder / "glewlwyd.conf"
        configuration.write_text(CONFIGURATION.format(port=self.port, database=database))
        self.launch(["glewlwyd", "-c", configuration], f"{self.origin}/config")
        self.set_up(list(redirect_uris))

    def sign_in(self, browser, page, user):
        """What the scripts of its login page do: sign in, agree, go on with the authorization request."""
        self.send(browser, "POST", "/auth", {"username": user, "password": user + "-password"})
        self.send(browser, "PUT", f"/auth/grant/{self.client_id}", {"scope": SCOPES})
        return browser.navigate(page.steps[-1].url + "&g_continue", page.url)

    def send(self, browser, method, path, document):
        """Call its API as a page of its own would."""
        answer = browser.fetch(f"{self.origin}/api{path}", method, json.dumps(document).encode(),
                               {"Content-Type": "application/json"})
        assert answer.status == 200, f"glewlwyd refused {method} {path}: {answer.status} {answer.text}"

    def set_up(self, redirect_uris):
        admin = Browser()
        self.send(admin, "POST", "/auth", ADMINISTRATOR)
        self.send(admin, "POST", "/mod/plugin/", self.openid_plugin())
        for scope in ("profile", "email"):
            self.send(admin, "POST", "/scope/", {"name": scope, "display_name": scope,
                                                 "password_required": False, "password_max_age": 0})
        for name, claims in self.people.items():
            self.send(admin, "POST", "/user/", {"username": name, "password": name + "-password", "enabled": True,
                                                "scope": SCOPES.split(), **claims})
        if self.keys:
            self.know_keys(admin)
        self.send(admin, "POST", "/client/", self.client_record(redirect_uris))

    def openid_plugin(self):
        key, public_key = self.new_key()
        return {
            "module": "oidc", "name": "oidc", "display_name": "OpenID Connect", "enabled": True,
            "parameters": {
                "iss": self.issuer,
                "jwt-type": KEYS[self.algorithm][1], "jwt-key-size": "256", "key": key, "cert": public_key,
                "jwks-show": True,
                "auth-type-code-enabled": True,
                "pkce-allowed": True, "pkce-required": True, "oauth-as-iss-id": True,
                "access-token-duration": 3600, "code-duration": 60, **PUSHED, **BOUND,
                "request-parameter-allow": True, "client-jwks-parameter": "jwks",
                "allowed-scope": SCOPES.split(), "name-claim": "mandatory", "email-claim": "mandatory",
            },
        }

    def know_keys(self, admin):
        """The client database has no room for keys, unless it is told of it."""
        database = admin.fetch(f"{self.origin}/api/mod/client/database").json
        database["parameters"]["data-format"]["jwks"] = {"multiple": False, "read": True, "write": True, "convert": "jwks"}
        self.send(admin, "PUT", "/mod/client/database", database)
        self.send(admin, "PUT", "/mod/client/database/reset/", {})

    def client_record(self, redirect_uris):
        signed = {"token_endpoint_auth_method": ["private_key_jwt"], "jwks": self.keys} if self.keys else {}
        return {
            "client_id": self.client_id, "name": "The site under test", "enabled": True,
            "confidential": True, "client_secret": self.client_secret,
            "token_endpoint_auth_method": ["client_secret_basic", "client_secret_post"],
            "redirect_uri": redirect_uris, "authorization_type": ["code"], "scope": [], **signed,
        }

    def new_key(self):
        """A private key and its public half, both PEM."""
        key = subprocess.run(["openssl", "genpkey", *KEYS[self.algorithm][0]], check=True, capture_output=True).stdout
        public = subprocess.run(["openssl", "pkey", "-pubout"], input=key, check=True, capture_output=True).stdout
        return key.decode(), public.decode()
