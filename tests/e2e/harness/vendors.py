# SPDX-License-Identifier: Apache-2.0
"""What vendors answer, in the shapes of their documentation (docs/providers.md names it), with people of our own.

A preset names real hosts, so that each case leads it to loopback the way an administrator would: by directives that count
over the preset's. Everything else - scopes, claims, what is asked how - stays the preset's."""

import json
from dataclasses import dataclass, field

SECRET = "site-secret"
SIGNED = ""  # by a key of the site: the server judges what comes in its place
TENANT = "9122040d-6c67-4c5b-b112-36a304b66dad"
OTHER_TENANT = "fabe2f15-40f8-48a2-b0b8-0a9ad0f7dab5"
STRANGE_TENANT = "11111111-2222-3333-4444-555555555555"


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
    answer_values: dict = field(default_factory=dict)  # and with these
    issuer_path: str = ""
    key_issuer: str = None  # whom each key of its set says it signs for; at /foreign-keys it is another
    client_auth: str = "client_secret_basic"
    algorithm: str = "RS256"
    pkce: bool = True
    secret: str = SECRET

    def issuer(self, base):
        return base + self.issuer_path

    def answer(self, base):
        return {**({"iss": self.issuer(base)} if "iss" in self.answer_parameters else {}), **self.answer_values}


ISSUER = {"Issuer": "{base}"}
GITHUB_EMAILS = {"/user/emails": [
    {"email": "octo-ada@users.noreply.github.com", "verified": True, "primary": False, "visibility": None},
    {"email": "ada@example.org", "verified": True, "primary": True, "visibility": "private"}]}
BY_METADATA = {"id_token_signing_alg_values_supported": ["RS256"], "response_types_supported": ["code"],
               "subject_types_supported": ["public"]}
PLAIN = {"AuthorizationEndpoint": "{base}/authorize", "TokenEndpoint": "{base}/token"}

VENDORS = [
    Vendor("apple", "apple", {"Issuer": "{base}", "SignedSecret": "TEAM123456 KEY1234567 {key}"},
           scope="openid name email", parameters={"response_mode": "form_post"},
           client_auth="client_secret_post", secret=SIGNED,
           answer_values={"user": '{"name":{"firstName":"Ada","lastName":"L."},"email":"mallory@example.org"}'},
           metadata={**BY_METADATA, "response_modes_supported": ["query", "fragment", "form_post"],
                     "token_endpoint_auth_methods_supported": ["client_secret_post"]},
           token={"token_type": "Bearer", "expires_in": 3600, "refresh_token": "r"},
           id_token={"sub": "001473.fe6f5b1c.1958", "auth_time": 1700000000, "nonce_supported": True,
                     "email": "x7y@privaterelay.appleid.com", "email_verified": "true", "is_private_email": "true"},
           told={"REMOTE_USER": "001473.fe6f5b1c.1958", "email": "x7y@privaterelay.appleid.com",
                 "email_verified": "true"}),

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

    Vendor("bitbucket", "bitbucket",
           {**PLAIN, "ProfileURL": "{base}/2.0/user", "EmailsURL": "{base}/2.0/user/emails"},
           scope=None,
           token={"scopes": "account email", "access_token": "", "expires_in": 7200, "token_type": "bearer",
                  "state": "authorization_code", "refresh_token": "r"},
           api={"/2.0/user": {"type": "user", "uuid": "{b4a2c1f0-ada}", "account_id": "557058:ada", "nickname": "ada",
                              "display_name": "Ada L.", "is_staff": False,
                              "links": {"avatar": {"href": "https://avatar.example.org/ada.png"}}},
                "/2.0/user/emails": {"pagelen": 10, "page": 1, "size": 2, "values": [
                    {"type": "email", "email": "old@example.org", "is_primary": False, "is_confirmed": True},
                    {"type": "email", "email": "ada@example.org", "is_primary": True, "is_confirmed": True}]}},
           told={"REMOTE_USER": "{b4a2c1f0-ada}", "name": "Ada L.", "nickname": "ada", "email": "ada@example.org",
                 "picture": "https://avatar.example.org/ada.png"}),

    Vendor("discord", "discord", {**PLAIN, "ProfileURL": "{base}/api/users/@me"},
           scope="identify email",
           token={"token_type": "Bearer", "expires_in": 604800, "refresh_token": "r", "scope": "identify email"},
           api={"/api/users/@me": {"id": "80351110224678912", "username": "ada", "discriminator": "0",
                                   "global_name": "Ada L.", "avatar": "8342729096ea3675442027381ff50dfe",
                                   "verified": True, "email": "ada@example.org", "flags": 64, "banner": None,
                                   "premium_type": 1, "public_flags": 64}},
           told={"REMOTE_USER": "80351110224678912", "preferred_username": "ada", "name": "Ada L.",
                 "email": "ada@example.org", "email_verified": "true"}),

    Vendor("entra", "entra organizations",
           {"Issuer": "{base}/{{tenantid}}/v2.0", "AuthorizationEndpoint": "{base}/authorize",
            "TokenEndpoint": "{base}/token", "JwksURI": "{base}/jwks", "Admit": f"tid {OTHER_TENANT} {TENANT}"},
           issuer_path=f"/{TENANT}/v2.0", key_issuer="{base}/{tenantid}/v2.0",
           scope="openid profile email", client_auth="client_secret_basic",
           token={"token_type": "Bearer", "scope": "email openid profile", "expires_in": 4367, "ext_expires_in": 4367},
           id_token={"sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ", "tid": TENANT, "ver": "2.0",
                     "oid": "00000000-0000-0000-66f3-3332eca7ea81", "name": "Ada L.", "uti": "u", "rh": "0.",
                     "preferred_username": "ada@example.org", "email": "ada@example.org"},
           told={"REMOTE_USER": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ", "tid": TENANT,
                 "preferred_username": "ada@example.org", "email_verified": None}),

    Vendor("entra-overage", f"entra {TENANT}",
           {"Issuer": "{base}/{{tenantid}}/v2.0", "AuthorizationEndpoint": "{base}/authorize",
            "TokenEndpoint": "{base}/token", "JwksURI": "{base}/jwks",
            "Memberships": ["on", "{base}/v1.0/me/transitiveMemberOf?$select=id&$top=100 id"],
            "Groups": "11111111-0000-4000-8000-000000000007 22222222-0000-4000-8000-000000000249 not-his"},
           issuer_path=f"/{TENANT}/v2.0",
           scope="openid profile email User.Read",
           token={"token_type": "Bearer", "scope": "email openid profile User.Read", "expires_in": 4367},
           id_token={"sub": "overage", "tid": TENANT, "ver": "2.0", "hasgroups": None,
                     "_claim_names": {"groups": "src1"},
                     "_claim_sources": {"src1": {"endpoint": "https://graph.windows.net/t/users/u/getMemberObjects"}}},
           api={"/v1.0/me/transitiveMemberOf": {
               "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#directoryObjects(id)",
               "@odata.nextLink": "{base}/v1.0/me/transitiveMemberOf?$select=id&$top=100&page=2",
               "value": [{"@odata.type": "#microsoft.graph.group", "id": f"11111111-0000-4000-8000-{number:012}"}
                         for number in range(100)]},
                "/v1.0/me/transitiveMemberOf#2": {
               "@odata.nextLink": "{base}/v1.0/me/transitiveMemberOf?$select=id&$top=100&page=3",
               "value": [{"@odata.type": "#microsoft.graph.directoryRole",
                          "id": f"22222222-0000-4000-8000-{number:012}"} for number in range(200, 300)]},
                "/v1.0/me/transitiveMemberOf#3": {"value": []}},
           told={"REMOTE_USER": "overage",
                 "groups": '["11111111-0000-4000-8000-000000000007","22222222-0000-4000-8000-000000000249"]'}),

    Vendor("facebook", "facebook", {**PLAIN, "ProfileURL": "{base}/me?fields=id,name,first_name,last_name,email"},
           scope="public_profile email", client_auth="client_secret_post",
           token={"token_type": "bearer", "expires_in": 5183944},
           api={"/me": {"id": "10158000000000001", "name": "Ada L.", "first_name": "Ada", "last_name": "L.",
                        "email": "ada@example.org"}},
           told={"REMOTE_USER": "10158000000000001", "given_name": "Ada", "email": "ada@example.org",
                 "email_verified": None}),

    Vendor("gitea", "gitea https://git.example.org", {**PLAIN, "ProfileURL": "{base}/login/oauth/userinfo"},
           scope="openid profile email groups",
           token={"token_type": "bearer", "expires_in": 3600, "refresh_token": "r", "id_token": "not.looked.at"},
           api={"/login/oauth/userinfo": {"sub": "7", "name": "Ada L.", "preferred_username": "ada",
                                          "email": "ada@example.org", "picture": "https://git.example.org/avatars/1",
                                          "groups": ["acme", "acme:owners"]}},
           told={"REMOTE_USER": "7", "preferred_username": "ada", "groups": '["acme","acme:owners"]'}),

    Vendor("github", "github", {**PLAIN, "ProfileURL": "{base}/user", "EmailsURL": "{base}/user/emails?per_page=100"},
           scope="read:user user:email",
           token={"token_type": "bearer", "scope": "read:user,user:email"},
           api={"/user": {"login": "octo-ada", "id": 583231, "node_id": "MDQ6VXNlcjU4MzIzMQ==", "type": "User",
                          "avatar_url": "https://avatars.githubusercontent.com/u/583231",
                          "html_url": "https://github.com/octo-ada", "site_admin": False, "name": "Ada L.",
                          "company": None, "blog": "", "email": None, "plan": {"name": "free", "space": 976562499}},
                **GITHUB_EMAILS},
           told={"REMOTE_USER": "583231", "sub": "583231", "preferred_username": "octo-ada", "name": "Ada L.",
                 "profile": "https://github.com/octo-ada", "email": "ada@example.org", "email_verified": "true"}),

    Vendor("github-teams", "github",
           {**PLAIN, "ProfileURL": "{base}/user", "EmailsURL": "{base}/user/emails?per_page=100",
            "Memberships": ["on", "{base}/user/orgs?per_page=30&page={{page}} login",
                            "{base}/user/teams?per_page=20&page={{page}} organization.login/slug"],
            "Admit": "groups acme"},
           scope="read:user user:email read:org",
           token={"token_type": "bearer", "scope": "read:org,read:user,user:email"},
           api={"/user": {"login": "octo-ada", "id": 583231}, **GITHUB_EMAILS,
                "/user/orgs#1": [{"login": f"org-{number}", "id": number} for number in range(29)]
                + [{"login": "acme", "id": 30, "description": None}],
                "/user/orgs#2": [{"login": "last", "id": 31}],
                "/user/teams#1": [{"id": 1, "name": "Web", "slug": "web", "privacy": "closed", "parent": None,
                                   "organization": {"login": "acme", "id": 30}}]},
           told={"REMOTE_USER": "583231",
                 "groups": json.dumps([*(f"org-{number}" for number in range(29)), "acme", "last", "acme/web"],
                                      separators=(",", ":"))}),

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

    Vendor("google-groups", "google",
           {**ISSUER, "Memberships": ["on", "{base}/v1/groups/-/memberships:searchDirectGroups?query=member_key_id%20%3D%3D%20"
                                            "'{{email}}'&pageSize=200 groupKey.id"]},
           scope="openid profile email https://www.googleapis.com/auth/cloud-identity.groups.readonly",
           metadata={**BY_METADATA,
                     "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"]},
           token={"token_type": "Bearer", "expires_in": 3599,
                  "scope": "openid https://www.googleapis.com/auth/cloud-identity.groups.readonly"},
           id_token={"azp": "site-id", "sub": "1076915", "email": "ada@example.org", "email_verified": True,
                     "hd": "example.org"},
           api={"/userinfo": {"sub": "1076915", "email": "ada@example.org", "email_verified": True},
                "/v1/groups/-/memberships:searchDirectGroups": {"memberships": [
                    {"group": "groups/01", "groupKey": {"id": "staff@example.org"}, "displayName": "Staff",
                     "labels": {"cloudidentity.googleapis.com/groups.discussion_forum": ""}}], "nextPageToken": "p2"},
                "/v1/groups/-/memberships:searchDirectGroups#p2": {"memberships": [
                    {"group": "groups/02", "groupKey": {"id": "web@example.org"}}]}},
           told={"REMOTE_USER": "1076915", "groups": '["staff@example.org","web@example.org"]'}),

    Vendor("kakao", "kakao", {**PLAIN, "ProfileURL": "{base}/v2/user/me"},
           scope=None, client_auth="client_secret_post",
           token={"token_type": "bearer", "expires_in": 43199, "refresh_token": "r", "refresh_token_expires_in": 5184000,
                  "scope": "account_email profile_nickname"},
           api={"/v2/user/me": {"id": 123456789, "connected_at": "2026-04-11T01:45:28Z",
                                "kakao_account": {"profile_nickname_needs_agreement": False,
                                                  "profile": {"nickname": "에이다", "is_default_image": False,
                                                              "profile_image_url": "https://k.kakaocdn.net/a.jpg"},
                                                  "has_email": True, "is_email_valid": True, "is_email_verified": True,
                                                  "email": "ada@example.org"}}},
           told={"REMOTE_USER": "123456789", "nickname": "에이다", "email": "ada@example.org", "email_verified": None}),

    Vendor("google-domain", "google example.org", ISSUER,
           scope="openid profile email", parameters={"hd": "example.org"}, metadata=BY_METADATA,
           id_token={"azp": "site-id", "sub": "1076915", "email": "ada@example.org", "email_verified": True,
                     "hd": "example.org"},
           api={"/userinfo": {"sub": "1076915", "hd": "example.org"}},
           told={"REMOTE_USER": "1076915", "hd": "example.org"}),

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

    Vendor("line", "line", ISSUER,
           scope="openid profile", client_auth="client_secret_post", algorithm="HS256",
           secret="0123456789abcdef0123456789abcdef",
           metadata={**BY_METADATA, "id_token_signing_alg_values_supported": ["ES256"],
                     "subject_types_supported": ["pairwise"]},
           token={"token_type": "Bearer", "expires_in": 2592000, "refresh_token": "r", "scope": "profile openid"},
           id_token={"sub": "U4af4980629", "amr": ["linesso"], "name": "エイダ", "picture": "https://profile.line-scdn.net/a"},
           api={"/userinfo": {"sub": "U4af4980629", "name": "エイダ"}},
           told={"REMOTE_USER": "U4af4980629", "name": "エイダ"}),

    Vendor("linkedin", "linkedin", {**PLAIN, "ProfileURL": "{base}/v2/userinfo"},
           scope="openid profile email", client_auth="client_secret_post", pkce=False,
           token={"token_type": "Bearer", "expires_in": 5184000, "scope": "email,openid,profile",
                  "id_token": "has.no.nonce"},
           api={"/v2/userinfo": {"sub": "782bbtaQ", "name": "Ada L.", "given_name": "Ada", "family_name": "L.",
                                 "picture": "https://media.licdn.com/a.jpg",
                                 "locale": {"country": "AT", "language": "de"},
                                 "email": "ada@example.org", "email_verified": True}},
           told={"REMOTE_USER": "782bbtaQ", "email": "ada@example.org", "email_verified": "true"}),

    Vendor("login-gov", "login.gov", {"Issuer": "{base}/"}, issuer_path="/",
           scope="openid email", parameters={"acr_values": "urn:acr.login.gov:auth-only"},
           client_auth="none", secret="",
           metadata={**BY_METADATA, "token_endpoint_auth_methods_supported": ["private_key_jwt"],
                     "subject_types_supported": ["pairwise"]},
           token={"token_type": "Bearer", "expires_in": 900},
           id_token={"sub": "b2d2d115-1d7e-4579-b9d6-f8e84f4f56ca", "acr": "urn:acr.login.gov:auth-only",
                     "email": "ada@example.org", "email_verified": True, "jti": "j"},
           api={"/userinfo": {"sub": "b2d2d115-1d7e-4579-b9d6-f8e84f4f56ca", "email": "ada@example.org",
                              "email_verified": True, "iss": "https://secure.login.gov/"}},
           told={"REMOTE_USER": "b2d2d115-1d7e-4579-b9d6-f8e84f4f56ca", "email_verified": "true"}),

    Vendor("naver", "naver", {**PLAIN, "ProfileURL": "{base}/v1/nid/me"},
           scope=None, client_auth="client_secret_post",
           token={"token_type": "bearer", "expires_in": "3600", "refresh_token": "r"},
           api={"/v1/nid/me": {"resultcode": "00", "message": "success",
                               "response": {"id": "32742776", "nickname": "ada", "name": "에이다",
                                            "email": "ada@example.org", "age": "30-39", "gender": "F",
                                            "profile_image": "https://phinf.pstatic.net/a.png"}}},
           told={"REMOTE_USER": "32742776", "nickname": "ada", "name": "에이다", "email": "ada@example.org"}),

    Vendor("nextcloud", "nextcloud https://cloud.example.org",
           {**PLAIN, "ProfileURL": "{base}/ocs/v2.php/cloud/user?format=json"},
           scope=None,
           token={"token_type": "Bearer", "expires_in": 3600, "refresh_token": "r", "user_id": "ada"},
           api={"/ocs/v2.php/cloud/user": {"ocs": {
               "meta": {"status": "ok", "statuscode": 200, "message": "OK"},
               "data": {"enabled": True, "id": "ada", "email": "ada@example.org", "displayname": "Ada L.",
                        "display-name": "Ada L.", "quota": {"free": 1}, "groups": ["staff"], "language": "de"}}}},
           told={"REMOTE_USER": "ada", "name": "Ada L.", "email": "ada@example.org", "groups": '["staff"]'}),

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

    Vendor("slack", "slack", ISSUER,
           scope="openid profile email", client_auth="client_secret_post",
           metadata={**BY_METADATA, "response_modes_supported": ["form_post"], "claims_parameter_supported": False},
           token={"ok": True, "token_type": "Bearer"},
           id_token={"sub": "U123ABC456", "auth_time": 1700000000, "email": "ada@example.org", "email_verified": True,
                     "date_email_verified": 1622128723, "name": "Ada L.", "locale": "en-US",
                     "https://slack.com/team_id": "T123ABC456", "https://slack.com/user_id": "U123ABC456"},
           api={"/userinfo": {"ok": True, "sub": "U123ABC456", "https://slack.com/user_id": "U123ABC456",
                              "https://slack.com/team_id": "T123ABC456", "https://slack.com/team_name": "acme",
                              "email": "ada@example.org", "email_verified": True}},
           told={"REMOTE_USER": "U123ABC456", "team_id": "T123ABC456", "email": "ada@example.org"}),

    Vendor("twitch", "twitch", ISSUER,
           scope="openid user:read:email", client_auth="client_secret_post",
           parameters={"claims": '{"userinfo":{"email":null,"email_verified":null,"preferred_username":null}}'},
           metadata={**BY_METADATA, "token_endpoint_auth_methods_supported": ["client_secret_post"],
                     "claims_parameter_supported": True},
           token={"token_type": "bearer", "expires_in": 14124, "refresh_token": "r",
                  "scope": ["openid", "user:read:email"]},
           id_token={"sub": "713936733", "azp": "site-id", "preferred_username": "ada"},
           api={"/userinfo": {"aud": "site-id", "exp": 4102444800, "iat": 1700000000, "iss": "https://id.twitch.tv/oauth2",
                              "sub": "713936733", "email": "ada@example.org", "email_verified": True,
                              "preferred_username": "ada"}},
           told={"REMOTE_USER": "713936733", "preferred_username": "ada", "email_verified": "true"}),

    Vendor("twitter", "twitter", {**PLAIN, "ProfileURL": "{base}/2/users/me?user.fields=profile_image_url"},
           scope="users.read tweet.read",
           token={"token_type": "bearer", "expires_in": 7200, "scope": "users.read tweet.read"},
           api={"/2/users/me": {"data": {"id": "2244994945", "name": "Ada L.", "username": "ada",
                                         "profile_image_url": "https://pbs.twimg.com/a.jpg"}}},
           told={"REMOTE_USER": "2244994945", "preferred_username": "ada", "name": "Ada L."}),
]
