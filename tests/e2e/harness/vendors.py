# SPDX-License-Identifier: Apache-2.0
"""What vendors answer, in the shapes of their documentation (docs/providers.md names it), with people of our own.

A preset names real hosts, so that each case leads it to loopback the way an administrator would: by directives that count
over the preset's. Everything else - scopes, claims, what is asked how - stays the preset's."""

from dataclasses import dataclass, field

SECRET = "site-secret"


@dataclass
class Vendor:
    name: str            # of the case: a path on the server, and an <OAuthProvider>
    preset: str          # what stands behind OAuthPreset
    led: dict            # directives that lead to loopback: "{base}" is the server's, with the name
    told: dict           # what the application is told: REMOTE_USER, and claims by their names
    scope: str           # that the browser is sent with
    token: dict = field(default_factory=lambda: {"token_type": "Bearer", "expires_in": 3600})
    id_token: dict = None  # claims besides iss, aud, iat, exp and nonce; None: there is no ID token
    metadata: dict = None  # besides issuer and endpoints; None: there is none
    api: dict = field(default_factory=dict)  # path -> answer; "path#page" for one page of it
    parameters: dict = field(default_factory=dict)  # of the authorization request besides the usual ones
    answer_parameters: tuple = ()  # of the answer to the browser besides code and state
    issuer_path: str = ""
    client_auth: str = "client_secret_basic"
    algorithm: str = "RS256"
    pkce: bool = True
    secret: str = SECRET

    def issuer(self, base):
        return base + self.issuer_path

    def answer(self, base):
        return {"iss": self.issuer(base)} if "iss" in self.answer_parameters else {}


ISSUER = {"Issuer": "{base}"}
BY_METADATA = {"id_token_signing_alg_values_supported": ["RS256"], "response_types_supported": ["code"],
               "subject_types_supported": ["public"]}
PLAIN = {"AuthorizationEndpoint": "{base}/authorize", "TokenEndpoint": "{base}/token"}

VENDORS = [
    Vendor("auth0", "auth0 acme.eu.auth0.com", {"Issuer": "{base}/"}, issuer_path="/",
           scope="openid profile email",
           metadata={**BY_METADATA, "id_token_signing_alg_values_supported": ["HS256", "RS256", "PS256"],
                     "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post",
                                                               "private_key_jwt"]},
           token={"token_type": "Bearer", "expires_in": 86400, "scope": "openid profile email"},
           id_token={"sub": "auth0|65f0c0ffee", "nickname": "ada", "name": "ada@example.org",
                     "picture": "https://s.gravatar.com/avatar/1", "updated_at": "2026-10-01T09:00:00.000Z",
                     "email": "ada@example.org", "email_verified": True, "sid": "s1"},
           api={"/userinfo": {"sub": "auth0|65f0c0ffee", "nickname": "ada"}},
           told={"REMOTE_USER": "auth0|65f0c0ffee", "email": "ada@example.org", "email_verified": "true",
                 "nickname": "ada"}),

    Vendor("github", "github", {**PLAIN, "ProfileURL": "{base}/user"},
           scope="read:user user:email",
           token={"token_type": "bearer", "scope": "read:user,user:email"},
           api={"/user": {"login": "octo-ada", "id": 583231, "node_id": "MDQ6VXNlcjU4MzIzMQ==", "type": "User",
                          "avatar_url": "https://avatars.githubusercontent.com/u/583231",
                          "html_url": "https://github.com/octo-ada", "site_admin": False, "name": "Ada L.",
                          "company": None, "blog": "", "email": None, "plan": {"name": "free", "space": 976562499}}},
           told={"REMOTE_USER": "583231", "sub": "583231", "preferred_username": "octo-ada", "name": "Ada L.",
                 "profile": "https://github.com/octo-ada"}),

    Vendor("gitlab", "gitlab", ISSUER,
           scope="openid profile email",
           metadata={**BY_METADATA,
                     "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"]},
           token={"token_type": "Bearer", "expires_in": 7200, "refresh_token": "r", "scope": "openid profile email",
                  "created_at": 1700000000},
           id_token={"sub": "4021", "auth_time": 1700000000, "groups_direct": ["acme/web"]},
           api={"/userinfo": {"sub": "4021", "name": "Ada L.", "nickname": "ada", "preferred_username": "ada",
                              "email": "ada@example.org", "email_verified": True,
                              "profile": "https://gitlab.com/ada", "groups": ["acme", "acme/web"]}},
           told={"REMOTE_USER": "4021", "preferred_username": "ada", "groups": '["acme","acme/web"]'}),

    Vendor("google", "google", ISSUER,
           scope="openid profile email",
           metadata={**BY_METADATA,
                     "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"]},
           token={"token_type": "Bearer", "expires_in": 3599,
                  "scope": "openid https://www.googleapis.com/auth/userinfo.email"},
           id_token={"azp": "site-id", "sub": "10769150350006150715113082367", "email": "ada@example.org",
                     "email_verified": True, "hd": "example.org", "name": "Ada L.", "given_name": "Ada"},
           api={"/userinfo": {"sub": "10769150350006150715113082367", "name": "Ada L.", "email": "ada@example.org",
                              "email_verified": True, "hd": "example.org"}},
           told={"REMOTE_USER": "10769150350006150715113082367", "email": "ada@example.org", "hd": "example.org"}),

    Vendor("keycloak", "keycloak https://sso.example.org/realms/staff", ISSUER, answer_parameters=("iss",),
           scope="openid profile email",
           metadata={**BY_METADATA, "authorization_response_iss_parameter_supported": True,
                     "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic",
                                                               "client_secret_post", "tls_client_auth",
                                                               "client_secret_jwt"]},
           token={"token_type": "Bearer", "expires_in": 300, "refresh_expires_in": 1800, "refresh_token": "r",
                  "not-before-policy": 0, "session_state": "s", "scope": "openid profile email"},
           id_token={"sub": "f3b1d6c0-ada", "typ": "ID", "azp": "site-id", "session_state": "s", "acr": "1", "sid": "s",
                     "email_verified": True, "name": "Ada L.", "preferred_username": "ada", "email": "ada@example.org"},
           api={"/userinfo": {"sub": "f3b1d6c0-ada", "preferred_username": "ada", "groups": ["/staff"]}},
           told={"REMOTE_USER": "f3b1d6c0-ada", "preferred_username": "ada", "groups": '["/staff"]'}),

    Vendor("okta", "okta acme.okta.com", ISSUER,
           scope="openid profile email",
           metadata={**BY_METADATA,
                     "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post",
                                                               "client_secret_jwt", "private_key_jwt", "none"]},
           token={"token_type": "Bearer", "expires_in": 3600, "scope": "openid profile email"},
           id_token={"sub": "00uid4BxXw6I6TV4m0g3", "ver": 1, "amr": ["pwd"], "idp": "00ok1u7AsAkrwdZL3z0g3",
                     "preferred_username": "ada@example.org", "auth_time": 1700000000},
           api={"/userinfo": {"sub": "00uid4BxXw6I6TV4m0g3", "name": "Ada L.", "email": "ada@example.org",
                              "email_verified": True, "zoneinfo": "Europe/Vienna"}},
           told={"REMOTE_USER": "00uid4BxXw6I6TV4m0g3", "email": "ada@example.org", "email_verified": "true"}),
]
