# SPDX-License-Identifier: Apache-2.0
"""A configuration that can not work is refused by `apache2 -t`: it names directive, value, and what would be right."""

import pytest

from harness.configuration import protect
from harness.httpd import Site
from harness.own_keys import new_key, pem

pytestmark = pytest.mark.usefixtures("module")

GOOD_PROVIDER = ["OAuthIssuer https://op.example", "OAuthClientID id", "OAuthClientSecret secret"]

# directives of a server: a word of what would be right, and values that are wrong
SERVER = {
    "OAuthPath": ("/oauth", ["oauth", "/oauth/", "//oauth", "/a?b", "https://x/"]),
    "OAuthPublicURL": ("https", ["www.example.org", "http://www.example.org", "https://www.example.org/path",
                                 "https://user@www.example.org", "ftp://www.example.org"]),
    "OAuthSessionStore": ("shm(32m)", ["shm", "shm()", "shm(12x)", "shm(127k)", "shm(-1m)", "redis", "shm(32m",
                                       "shm(99999999999999999999g)"]),
    "OAuthSessionIdle": ("30m", ["0", "-5m", "5 m", "5x", "soon", "99999d", "1e3", "99999999999999999999"]),
    "OAuthSessionLifetime": ("8h", ["0", "8hours", "-1h"]),
    "OAuthSessionData": ("form or json", ["yes", "xml", "on with/slash", "json a_name_that_is_longer_than_"
                                          "sixty_four_characters_is_not_a_name_of_a_space"]),
    "OAuthGuestSession": ("on or off", ["yes", "pass", "4m"]),
    "OAuthCloseStreams": ("on or off", ["5s"]),
    "OAuthKeepFragment": ("on or off", ["yes", "hash"]),
    "OAuthPreservePost": ("a size from 1 to 512k", ["513k", "1m", "-1", "x", "64kb", "on"]),
    "OAuthGuestStore": ("shm(4m)", ["4m", "shm(127k)", "shm(x)"]),
    "OAuthRealm": ("up to 32 letters, digits, - and _", ["a b", "a/b", "a;b", "a=b", "a.b", "x" * 33]),
    "OAuthUnauthorized": ("403, 401, login, a path of this site or a URL", ["302", "off", "//x", "http://example.org/"]),
    "OAuthUnauthenticated": ("login, 401, 403 or pass", ["on", "off", "302", "410", "deny"]),
    "OAuthSessionProvider": ("on or off", ["yes", "cookie"]),
    "OAuthSessionsPerUser": ("0 (any number) to 1000000", ["-1", "many", "1000001", "1.5"]),
    "OAuthSessionCookie": ("persistent", ["forever", "30d", "on"]),
    "OAuthMaxCalls": ("1 to 10000", ["0", "-1", "many", "3.5", "10001", "99999999999999999999"]),
    "OAuthCallDeadline": ("5s", ["0s", "2m", "x"]),
    "OAuthWebFinger": ("https://example.org", ["example.org", "https://example.org/path", "http://example.org",
                                               "https://user@example.org", "*"]),
    "OAuthLogoutOrigins": ("https://www.example.org", ["www.example.org", "https://www.example.org/bye", "*", "https://*.org",
                                                       "http://www.example.org"]),
    "OAuthClearSiteData": ("none, cache, cookies, storage", ["everything", "*", "cookie", "cache, cookies"]),
    "OAuthChooser": ("/choose.html", ["https://evil.example/", "//evil", "choose.html"]),
    "OAuthLogoutTarget": ("/signed-out.html", ["https://evil.example/", "//evil", "signed-out.html"]),
}
# of a provider
PROVIDER = {
    "OAuthIssuer": ("https", ["op.example", "http://op.example", "https://u:p@op.example", "file:///etc/passwd",
                              "https://"]),
    "OAuthAuthorizationEndpoint": ("https", ["http://op.example/a"]),
    "OAuthTokenEndpoint": ("https", ["/token"]),
    "OAuthUserinfoEndpoint": ("off", ["no", "http://op.example/"]),
    "OAuthClaimsEndpoint": ("https", ["claims.example", "http://claims.example/", "file:///etc/passwd"]),
    "OAuthVersion": ("1.0a", ["1.0", "1", "2.1", "oauth1"]),
    "OAuthRequestTokenEndpoint": ("https", ["http://op.example/"]),
    "OAuthUserinfoMethod": ("post", ["body", "get"]),
    "OAuthJwksURI": ("https", ["jwks.json"]),
    "OAuthMetadataURL": ("https", ["http://op.example/m", "/metadata"]),
    "OAuthMetadataRefresh": ("1h", ["0s", "4s", "25h", "never"]),
    "OAuthProfileURL": ("https", ["http://op.example/"]),
    "OAuthClientAuth": ("client_secret_post", ["basic", "private_key"]),
    "OAuthClientAssertionAudience": ("issuer", ["token_endpoint", "https://op.example"]),
    "OAuthResponseType": ("code id_token token", ["token", "none", "code code", "code x", '"code, token"']),
    "OAuthResponseMode": ("form_post", ["fragment", "body"]),
    "OAuthSigningAlgorithms": ("RS256", ["none", "HS1", "rsa", "ES256X", "RSA-OAEP"]),
    "OAuthTokenEncryption": ("RSA-OAEP", ["RSA1_5", "none", "A128kw", "PBES2-HS256+A128KW"]),
    "OAuthUserinfoEncryption": ("ECDH-ES", ["RSA1_5", "none", "ecdh-es"]),
    "OAuthUserinfoSigning": ("RS256", ["none", "HS1", "RS256,ES256"]),
    "OAuthEmailsURL": ("off", ["on", "http://op.example/"]),
    "OAuthMemberships": ("https", ["http://op.example/ login", "https://op.example/{pages} login", "op.example login"]),
    "OAuthPKCE": ("on or off", ["plain", "S256"]),
    "OAuthDPoP": ("on or off", ["yes", "ES256"]),
    "OAuthProfile": ("none or fapi2", ["fapi", "fapi1", "on"]),
    "OAuthKeepClaims": ("email", ["!", "!sub"]),
    "OAuthLeeway": ("60s", ["5m", "-1s", "some"]),
    "OAuthAuthorizationParameter": ("module itself", ["state x", "nonce x", "redirect_uri x", "code_challenge x"]),
    "OAuthPushedAuthorization": ("auto", ["yes", "https://op.example/par"]),
    "OAuthPushedAuthorizationEndpoint": ("https", ["http://op.example/par", "/par"]),
    "OAuthRequestObject": ("reference", ["on", "signed"]),
    "OAuthRequestObjectSigning": ("ES256", ["RS128", "rs256", "RSA"]),
    "OAuthRequestObjectEncryption": ("RSA-OAEP", ["RSA1_5", "dir", "A128KW", "rsa-oaep"]),
    "OAuthResource": ("absolute URI", ["api.example.org", "https://a.example/#part", "/api", ":x", "1a:b", "urn:"]),
    "OAuthRequireIss": ("off", ["yes"]),
    "OAuthPassParameters": ("login_hint", ["state", "redirect_uri", "scope", "to", "provider", "a&b"]),
    "OAuthLogoutParameter": ("module itself", ["id_token_hint x", "client_id x", "post_logout_redirect_uri x", "state x"]),
    "OAuthSessionManagement": ("on or off", ["yes", "5s"]),
    "OAuthRevokeTokens": ("on, off or expiry", ["yes", "refresh_token"]),
    "OAuthRevocationEndpoint": ("https", ["http://op.example/revoke", "/revoke"]),
    "OAuthLogoutAtProvider": ("fresh", ["yes", "refresh"]),
    "OAuthLogoutCall": ("https", ["http://op.example/bye", "/bye", "https://{id_token}.example/", "https://op.example/{token}",
                                  "https://op.example/{id_token}{id_token}", "https://u:p@op.example/"]),
    "OAuthIntrospectionEndpoint": ("https", ["http://op.example/introspect", "/introspect"]),
    "OAuthTokenParameter": ("module itself", ["code x", "grant_type password", "client_secret x"]),
}
# where a secret may not come from, and why
SECRETS = [
    ("file:/nowhere/at/all", "No such file"), ("file:{root}/loose.secret", "chmod 600"),
    ("file:{root}/empty.secret", "empty"), ("env:OAS_NO_SUCH_NAME", "OAS_NO_SUCH_NAME"),
    ("exec:/bin/true", "nothing"), ("", "one argument"), ("file:{root}/htdocs", "no plain file"),
    ("file:{root}/long.secret", "larger than 4096"), ("exec:", "no command"),
]
# of a Location
LOCATION = {
    "OAuthPassClaims": ("environment", ["all", "header", ""]),
    "OAuthClaimPrefix": ("X-Remote-", ["-", "HTTP_", "PATH", "X-"]),
    "OAuthClaimEncoding": ("latin1", ["none"]),
    "OAuthClaimDelimiter": ("json", ["x", "::"]),
    "OAuthUserHeader": ("X-Forwarded-User", ["a b", "Host"]),
    "OAuthPassTokens": ("access", ["all"]),
    "OAuthRefreshBefore": ("60s", ["soon", "2h", "-1s"]),
    "OAuthRefreshUserinfo": ("10m", ["0s", "often", "31d"]),
    "OAuthRevalidate": ("10m", ["0s", "off", "31d"]),
    "OAuthSessionIdle": ("30m", ["0", "31d", "soon"]),
    "OAuthSessionLifetime": ("8h", ["0", "31d", "-1"]),
    "OAuthSessionExpiresHeader": ("on or off", ["yes", "60s"]),
    "OAuthSessionTouch": ("on or off", ["sometimes", "0"]),
    "OAuthUserClaim": ("claim", [""]),
}
ENDPOINTS = "OAuthAuthorizationEndpoint https://op.example/a\nOAuthTokenEndpoint https://op.example/t\n"


def preset(words):
    return f"<OAuthProvider x>\nOAuthClientID a\nOAuthPreset {words}\n</OAuthProvider>\n"


# what contradicts OAuthProfile fapi2, and what the message says besides
AGAINST_FAPI2 = {
    "a_request_that_is_not_pushed": ("OAuthPushedAuthorization off", "OAuthPushedAuthorization on"),
    "a_request_that_may_not_be_pushed": ("OAuthPushedAuthorization auto", "OAuthPushedAuthorization on"),
    "codes_that_are_not_bound": ("OAuthPKCE off", "OAuthPKCE on"),
    "answers_of_nobody": ("OAuthRequireIss off", "OAuthRequireIss on"),
    "tokens_in_the_browser": ("OAuthResponseType code id_token", "OAuthResponseType code"),
    "a_shared_secret": ("OAuthClientSecret s\nOAuthClientAuth client_secret_post", "OAuthClientAuth private_key_jwt"),
    "a_method_left_open": ("OAuthClientAuth auto", "OAuthClientAuth private_key_jwt"),
    "a_public_client": ("OAuthClientAuth none", "OAuthClientAuth private_key_jwt"),
    "tokens_that_are_not_bound": ("OAuthDPoP off", "OAuthDPoP on"),
    "assertions_for_an_endpoint": ("OAuthClientAssertionAudience endpoint", "OAuthClientAssertionAudience issuer"),
    "an_endpoint_by_hand": ("OAuthTokenEndpoint https://op.example/t", "metadata"),
    "a_weak_signature": ("OAuthSigningAlgorithms PS256 RS256", "PS256, ES256"),
}


OLD_ENDPOINTS = "OAuthRequestTokenEndpoint https://op.example/r\n" + ENDPOINTS
OLD_PROFILE = "OAuthProfileURL https://op.example/me\n"


def oauth1(more, endpoints=OLD_ENDPOINTS, secret="OAuthClientSecret s\n"):
    return f"<OAuthProvider x>\nOAuthVersion 1.0a\nOAuthClientID a\n{secret}{endpoints}{OLD_PROFILE}{more}\n</OAuthProvider>\n"


METADATA = "OAuthMetadataURL https://op.example/.well-known/oauth-authorization-server"
# what OAuth 1.0a does not have, and what the message says besides
AGAINST_OAUTH1 = {
    "metadata": (METADATA, "OAuthMetadataURL", "OAuthAuthorizationEndpoint"),
    "metadata_of_nobody": ("OAuthMetadataURL https://op.example/metadata", "OAuthMetadataURL", "OAuthAuthorizationEndpoint"),
    "answers_by_form": ("OAuthResponseMode form_post", "OAuthResponseMode", "query"),
    "a_list_of_addresses": ("OAuthEmailsURL https://op.example/emails", "OAuthEmailsURL", "off"),
    "memberships": ("OAuthMemberships https://op.example/orgs login", "OAuthMemberships", "leave it out"),
    **{directive.split()[0]: (directive, directive.split()[0], "line", "leave it out") for directive in (
        "OAuthDPoP on", "OAuthScope read", "OAuthResource https://api.example/", "OAuthAuthorizationParameter prompt login",
        "OAuthTokenParameter a b", "OAuthPassParameters login_hint", "OAuthPushedAuthorization on", "OAuthRequestObject value",
        "OAuthResponseType code", "OAuthClientAuth none", "OAuthPKCE on", "OAuthRequireIss on", "OAuthProfile none",
        "OAuthLogoutAtProvider on", "OAuthUserinfoEndpoint off", "OAuthGroups a")},
}


# whole configurations: name, text, what the message says
WHOLE = [
    ("a_token_for_a_backend_without_a_key", "{good}" + protect("/", "good", "OAuthPassClaims jwt"),
     ["OAuthPrivateKey is missing", "OAuthPassClaims jwt"]),
    ("a_claim_made_by_no_pattern", "<OAuthProvider x>\nOAuthMapClaim a b ( $1\n</OAuthProvider>", ["OAuthMapClaim", '"("', "expression"]),
    ("a_claim_made_of_half_a_rule", "<OAuthProvider x>\nOAuthMapClaim a b c\n</OAuthProvider>", ["OAuthMapClaim", "replacement"]),
    ("a_name_made_of_half_a_rule", "{good}" + protect("/", "good", "OAuthUserClaim email x"), ["OAuthUserClaim", "replacement"]),
    ("an_issuer_of_a_place", "{good}" + protect("/", "good", "OAuthUserClaim sub@"), ["OAuthUserClaim", '"sub@"', "<OAuthProvider"]),
    ("a_token_and_none", "{good}" + protect("/", "good", "OAuthPassTokens access none"), ["OAuthPassTokens", "none alone"]),
    ("claims_both_chosen_and_left_out", "{good}" + protect("/", "good", "OAuthPassClaims auto a !b"), ["OAuthPassClaims", '"!"']),
    ("a_provider_that_is_nowhere", protect("/", "nowhere"), ["OAuthProvider", "nowhere"]),
    ("users_on_record_that_are_neither_hashes_nor_named", "{good}OAuthAuditLog audit.log everybody",
     ["OAuthAuditLog", "everybody", "hash", "name"]),
    ("more_sessions_of_a_user_that_are_neither_refused_nor_dropped", "{good}OAuthSessionsPerUser 3 sometimes",
     ["OAuthSessionsPerUser", "sometimes", "refuse"]),
    ("values_where_another_module_keeps_its_own", "{good}OAuthSessionData on mod_session",
     ["OAuthSessionData", '"mod_session"', "any other name"]),
    ("trailers_among_headers", "{good}MergeTrailers on", ["MergeTrailers on", "or say off"]),
    ("trailers_among_headers_of_one_virtual_host", "<VirtualHost *:1>\n{good}MergeTrailers on\n</VirtualHost>", ["MergeTrailers on"]),
    ("nothing_to_forget_and_something", "OAuthClearSiteData none cache", ["OAuthClearSiteData", '"none"']),
    ("something_to_forget_and_nothing", "OAuthClearSiteData cookies none", ["OAuthClearSiteData", '"none"']),
    ("revocation_at_a_place_that_nobody_names",
     "<OAuthProvider x>\nOAuthClientID a\nOAuthProfileURL https://op.example/me\nOAuthRevokeTokens on\n" + ENDPOINTS
     + "</OAuthProvider>", ["<OAuthProvider x>", "OAuthRevokeTokens on", "OAuthRevocationEndpoint"]),
    *(("session_management_with_" + name, "<OAuthProvider x>\nOAuthClientID a\nOAuthIssuer https://op.example\n"
       f"OAuthSessionManagement on\n{line}\n</OAuthProvider>", ["<OAuthProvider x>", "OAuthSessionManagement", word])
      for name, line, word in [("a_form", "OAuthResponseMode form_post", "form_post"),
                               ("a_request_by_reference", "OAuthRequestObject reference", "reference"),
                               ("a_prompt", "OAuthAuthorizationParameter prompt login", "prompt")]),
    ("session_management_without_metadata",
     "<OAuthProvider x>\nOAuthClientID a\nOAuthProfileURL https://op.example/me\nOAuthSessionManagement on\n" + ENDPOINTS
     + "</OAuthProvider>", ["<OAuthProvider x>", "OAuthSessionManagement", "OAuthIssuer"]),
    ("revocation_with_oauth1", oauth1("OAuthRevokeTokens on"), ["<OAuthProvider x>", "OAuthVersion 1.0a", "OAuthRevokeTokens"]),
    ("two_providers_of_one_name", "{good}{good}", ["OAuthProvider good", "twice"]),
    ("a_provider_without_client_id", "<OAuthProvider x>\nOAuthIssuer https://op.example\n</OAuthProvider>",
     ["<OAuthProvider x>", "OAuthClientID"]),
    ("a_provider_without_issuer_or_endpoints", "<OAuthProvider x>\nOAuthClientID a\n</OAuthProvider>",
     ["<OAuthProvider x>", "OAuthIssuer", "OAuthAuthorizationEndpoint", "OAuthTokenEndpoint"]),
    ("plain_oauth_without_profile", "<OAuthProvider x>\nOAuthClientID a\n" + ENDPOINTS + "</OAuthProvider>",
     ["<OAuthProvider x>", "OAuthProfileURL"]),
    ("oauth1_without_a_request_token_endpoint",
     "<OAuthProvider x>\nOAuthVersion 1.0a\nOAuthClientID a\nOAuthProfileURL https://op.example/me\n" + ENDPOINTS
     + "</OAuthProvider>", ["<OAuthProvider x>", "OAuthRequestTokenEndpoint"]),
    ("oauth1_with_an_issuer",
     "<OAuthProvider x>\nOAuthVersion 1.0a\nOAuthClientID a\nOAuthIssuer https://op.example\n</OAuthProvider>",
     ["<OAuthProvider x>", "OAuthVersion 1.0a", "OAuthIssuer"]),
    ("oauth1_and_metadata_in_place_of_endpoints",
     oauth1(METADATA, endpoints="OAuthRequestTokenEndpoint https://op.example/r\n"),
     ["<OAuthProvider x>", "OAuthVersion 1.0a", "OAuthMetadataURL", "OAuthTokenEndpoint"]),
    *((name + "_with_oauth1", oauth1(line), ["<OAuthProvider x>", "OAuthVersion 1.0a", *words])
      for name, (line, *words) in AGAINST_OAUTH1.items()),
    ("oauth1_with_nothing_to_sign_with", oauth1("", secret=""),
     ["<OAuthProvider x>", "OAuthVersion 1.0a", "OAuthClientSecret", "RSA key of OAuthPrivateKey"]),
    ("oauth1_with_a_key_that_is_not_rsa", "OAuthPrivateKey {root}/ec.secret\n" + oauth1("", secret=""),
     ["<OAuthProvider x>", "OAuthVersion 1.0a", "OAuthClientSecret", "RSA key of OAuthPrivateKey"]),
    ("a_request_token_endpoint_without_oauth1",
     "<OAuthProvider x>\nOAuthClientID a\nOAuthIssuer https://op.example\n"
     "OAuthRequestTokenEndpoint https://op.example/r\n</OAuthProvider>",
     ["<OAuthProvider x>", "OAuthRequestTokenEndpoint", "OAuthVersion 1.0a"]),
    ("a_method_that_needs_a_secret_without_one",
     "<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\nOAuthClientAuth client_secret_post\n"
     "</OAuthProvider>", ["<OAuthProvider x>", "OAuthClientSecret"]),
    *((name + "_with_fapi2",
       f"<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\nOAuthProfile fapi2\n{line}\n</OAuthProvider>",
       ["<OAuthProvider x>", "OAuthProfile fapi2", message]) for name, (line, message) in AGAINST_FAPI2.items()),
    ("signed_user_info_without_an_issuer",
     "<OAuthProvider x>\nOAuthClientID a\n" + ENDPOINTS + OLD_PROFILE + "OAuthUserinfoSigning ES256\n</OAuthProvider>",
     ["<OAuthProvider x>", "OAuthUserinfoSigning", "OAuthIssuer"]),
    ("tokens_encrypted_with_a_secret_that_is_not_there",
     "<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\nOAuthTokenEncryption dir\n</OAuthProvider>",
     ["<OAuthProvider x>", "OAuthTokenEncryption", "OAuthClientSecret"]),
    ("tokens_encrypted_with_no_known_content",
     "<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\nOAuthTokenEncryption RSA-OAEP A128\n</OAuthProvider>",
     ["OAuthTokenEncryption", '"A128"', "A256GCM"]),
    ("user_info_encrypted_with_a_secret_that_is_not_there",
     "<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\nOAuthUserinfoEncryption A128KW A128GCM\n</OAuthProvider>",
     ["<OAuthProvider x>", "OAuthUserinfoEncryption A128KW", "OAuthClientSecret"]),
    *((f"{name}_that_nobody_here_could_open",
       f"<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\nOAuth{name}Encryption RSA-OAEP\n</OAuthProvider>",
       ["<OAuthProvider x>", "OAuthPrivateKey is missing", f"OAuth{name}Encryption"]) for name in ("Token", "Userinfo")),
    ("encrypted_tokens_without_an_issuer",
     "<OAuthProvider x>\nOAuthClientID a\n" + ENDPOINTS + OLD_PROFILE + "OAuthTokenEncryption RSA-OAEP\n</OAuthProvider>",
     ["<OAuthProvider x>", "OAuthTokenEncryption", "OAuthIssuer"]),
    ("user_info_signed_with_a_short_secret",
     "<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\nOAuthClientSecret s\nOAuthUserinfoSigning HS256\n"
     "</OAuthProvider>", ["<OAuthProvider x>", "OAuthUserinfoSigning HS256", "32 bytes"]),
    ("bound_tokens_in_a_form",
     "<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\nOAuthDPoP on\nOAuthUserinfoMethod post\n"
     "</OAuthProvider>", ["<OAuthProvider x>", "OAuthDPoP", "OAuthUserinfoMethod post"]),
    ("bound_tokens_by_way_of_the_browser",
     "<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\nOAuthDPoP on\nOAuthResponseType code token\n"
     "</OAuthProvider>", ["<OAuthProvider x>", "OAuthDPoP", "OAuthResponseType"]),
    ("an_hmac_with_a_secret_that_is_too_short",
     "<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\nOAuthClientSecret short\n"
     "OAuthSigningAlgorithms RS256 HS384\n</OAuthProvider>",
     ["<OAuthProvider x>", "OAuthSigningAlgorithms HS384", "OAuthClientSecret", "48"]),
    ("tokens_in_a_query", "<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\n"
     "OAuthResponseType code id_token\nOAuthResponseMode query\n</OAuthProvider>",
     ["<OAuthProvider x>", "OAuthResponseMode query", "form_post"]),
    ("front_channel_tokens_without_issuer",
     "<OAuthProvider x>\nOAuthClientID a\nOAuthProfileURL https://op.example/me\nOAuthResponseType code token\n" + ENDPOINTS
     + "</OAuthProvider>", ["<OAuthProvider x>", "OAuthResponseType", "OAuthIssuer"]),
    ("a_name_with_a_slash", "<OAuthProvider a/b>\n</OAuthProvider>", ["a/b", "letters"]),
    ("a_section_without_name", "<OAuthProvider>\n</OAuthProvider>", ["OAuthProvider"]),
    ("a_section_inside_a_location", "<Location />\n{good}</Location>", ["<OAuthProvider"]),
    ("a_foreign_directive_in_the_section", "<OAuthProvider x>\nServerAdmin a@b\n</OAuthProvider>",
     ["ServerAdmin", "<OAuthProvider>"]),
    ("a_providers_directive_outside", "OAuthIssuer https://op.example\n", ["OAuthIssuer", "<OAuthProvider NAME>"]),
    ("a_servers_directive_in_the_section", "<OAuthProvider x>\nOAuthPath /x\n</OAuthProvider>",
     ["OAuthPath", "<OAuthProvider>"]),
    ("an_issuer_and_scopes_without_openid",
     "<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\nOAuthScope profile openid_not\n</OAuthProvider>",
     ["<OAuthProvider x>", "OAuthScope", "openid"]),
    ("a_store_of_one_virtual_host", "<VirtualHost *:80>\nOAuthSessionStore shm(2m)\n</VirtualHost>",
     ["OAuthSessionStore", "<VirtualHost>"]),
    ("a_snapshot_of_one_virtual_host", "<VirtualHost *:80>\nOAuthSessionSnapshot sessions\n</VirtualHost>",
     ["OAuthSessionSnapshot", "<VirtualHost>"]),
    ("a_cap_of_one_virtual_host", "<VirtualHost *:80>\nOAuthMaxCalls 3\n</VirtualHost>",
     ["OAuthMaxCalls", "<VirtualHost>"]),
    ("guests_of_one_virtual_host_alone", "<VirtualHost *:80>\nOAuthGuestStore shm(4m)\n</VirtualHost>",
     ["OAuthGuestStore", "<VirtualHost>"]),
    ("guests_without_values", "<Location /shop>\nOAuthGuestSession on\n</Location>",
     ["OAuthGuestSession on", "line", "OAuthSessionData on"]),
    *((f"guests_where_nobody_gets_in_by_{word}",
       f"<Location /shop>\nOAuthSessionData on\nOAuthGuestSession on\nOAuthUnauthenticated {word}\n</Location>",
       ["OAuthGuestSession on", "line", "OAuthUnauthenticated be pass"]) for word in ("login", "401", "403")),
    ("guests_of_a_provider", "<OAuthProvider x>\nOAuthGuestSession on\n</OAuthProvider>", ["OAuthGuestSession", "<OAuthProvider>"]),
    ("a_preset_that_is_none", preset("githu"), ["OAuthPreset", "githu", "github"]),
    ("a_preset_without_its_argument", preset("keycloak"), ["OAuthPreset keycloak URL", "argument"]),
    ("a_preset_with_an_argument_too_many", preset("github x"), ["OAuthPreset github", "no argument"]),
    ("a_preset_of_a_host_that_is_none", preset("okta a/b"), ["OAuthPreset okta DOMAIN", "a/b"]),
    ("a_preset_of_a_url_that_is_a_host", preset("gitlab git.example"), ["OAuthPreset gitlab URL", "git.example"]),
    ("a_preset_of_a_url_with_a_slash", preset("gitlab https://git.example/"), ["OAuthPreset gitlab URL", "slash"]),
    ("two_presets", preset("github\nOAuthPreset google"), ["OAuthPreset", "twice"]),
    ("a_preset_outside", "OAuthPreset github\n", ["OAuthPreset", "<OAuthProvider NAME>"]),
    ("a_preset_without_client_id", "<OAuthProvider x>\nOAuthPreset github\n</OAuthProvider>\n", ["OAuthClientID"]),
    ("a_preset_with_scopes_of_ones_own", preset("google\nOAuthScope email"), ["OAuthScope", "openid"]),
    ("pushed_requests_without_endpoint", preset("github\nOAuthClientID a\nOAuthPushedAuthorization on"),
     ["OAuthPushedAuthorization on", "OAuthPushedAuthorizationEndpoint"]),
    ("request_objects_for_nobody", preset("github\nOAuthClientID a\nOAuthRequestObject value"),
     ["OAuthRequestObject", "OAuthIssuer"]),
    ("request_objects_signed_or_not", "<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\n"
     "OAuthRequestObjectSigning RS256 none\n</OAuthProvider>", ["OAuthRequestObjectSigning", "none stands alone"]),
    ("encrypted_content_of_no_kind",
     "<OAuthProvider x>\nOAuthRequestObjectEncryption RSA-OAEP A512GCM\n</OAuthProvider>", ["A512GCM", "A256GCM"]),
    ("encryption_outside", "OAuthRequestObjectEncryption RSA-OAEP\n", ["<OAuthProvider NAME>"]),
    ("an_iss_of_nobody", preset("github\nOAuthClientID a\nOAuthRequireIss on"), ["OAuthRequireIss", "OAuthIssuer"]),
    ("claims_that_are_no_json", "<OAuthProvider x>\nOAuthAuthorizationParameter claims acr\n</OAuthProvider>",
     ["OAuthAuthorizationParameter", '"acr"', "JSON"]),
    ("a_max_age_that_is_no_number", "<OAuthProvider x>\nOAuthAuthorizationParameter max_age 1h\n</OAuthProvider>",
     ["OAuthAuthorizationParameter", '"1h"', "seconds"]),
    ("a_parameter_both_fixed_and_passed",
     "<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\nOAuthPassParameters prompt\n"
     "OAuthAuthorizationParameter prompt login\n</OAuthProvider>",
     ["<OAuthProvider x>", "prompt", "OAuthPassParameters"]),
    ("a_method_that_needs_a_certificate_without_one",
     "<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\nOAuthClientAuth tls_client_auth\n"
     "</OAuthProvider>", ["<OAuthProvider x>", "OAuthClientCertificate"]),
    ("a_method_that_needs_a_key_without_one",
     "<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\nOAuthClientAuth private_key_jwt\n"
     "</OAuthProvider>", ["<OAuthProvider x>", "OAuthPrivateKey"]),
    ("a_certificate_outside", "OAuthClientCertificate a.pem\n", ["OAuthClientCertificate", "<OAuthProvider NAME>"]),
    *((f"a_certificate_{name}", f"<OAuthProvider x>\nOAuthClientCertificate {files}\n</OAuthProvider>",
       ["OAuthClientCertificate", why])
      for name, files, why in [("that_is_not_there", "/nowhere/at/all", "No such file"),
                               ("that_others_may_read", "{root}/loose.secret", "chmod 600"),
                               ("that_is_none", "{root}/good.secret", "no certificate"),
                               ("whose_key_others_may_read", "{root}/good.secret {root}/loose.secret", "chmod 600")]),
    ("a_template_without_endpoints", preset("google\nOAuthIssuer https://op.example/{tenantid}/"), ["{tenantid}", "OAuthJwksURI"]),
    ("many_tenants_and_none_named", preset("entra organizations"), ["OAuthAdmit tid", "*"]),
    ("a_tenant_named_by_its_domain", preset("entra acme.onmicrosoft.com"), ["OAuthAdmit tid"]),
    ("a_tenant_that_is_none", preset("entra common\nOAuthAdmit tid * acme.org"), ["OAuthAdmit tid"]),
    ("a_preset_without_its_tenant", preset("entra"), ["OAuthPreset entra TENANT"]),
    *((f"a_signed_secret_{number}", preset(f"apple\nOAuthSignedSecret {words}"), ["OAuthSignedSecret", *said]) for number, (words, *said)
      in enumerate([("TEAM KEY /nowhere/at/all", "/nowhere/at/all"), ("TEAM KEY {root}/loose.secret", "chmod 600"),
                    ("TEAM KEY {root}/good.secret", "good.secret"), ("TEAM KEY", "three arguments")])),
    ("apple_without_its_key", preset("apple"), ["OAuthClientSecret", "OAuthSignedSecret"]),
    ("a_signed_secret_outside", "OAuthSignedSecret TEAM KEY {root}/good.secret\n", ["OAuthSignedSecret", "<OAuthProvider NAME>"]),
    ("a_list_of_addresses_beside_an_issuer", "<OAuthProvider x>\nOAuthIssuer https://op.example\nOAuthClientID a\n"
     "OAuthEmailsURL https://op.example/emails\n</OAuthProvider>", ["<OAuthProvider x>", "OAuthEmailsURL", "OAuthIssuer", "off"]),
    ("memberships_off", preset("github\nOAuthMemberships off"), ["OAuthMemberships", "on", "URL"]),
    ("memberships_without_a_path", preset("github\nOAuthMemberships https://op.example/"), ["OAuthMemberships", "path"]),
    *((f"a_path_of_memberships_{number}", preset(f"github\nOAuthMemberships https://op.example/ {path}"),
       ["OAuthMemberships", path, "login"]) for number, path in enumerate(["/login", "login/", "a//b"])),
    ("a_list_twice", preset("github" + 2 * "\nOAuthMemberships https://op.example/ a"), ["OAuthMemberships", "twice"]),
    ("no_groups", preset("github\nOAuthGroups"), ["OAuthGroups", "argument"]),
    ("memberships_of_a_preset_without", preset("linkedin\nOAuthMemberships on"), ["OAuthMemberships on", "linkedin"]),
    ("memberships_without_a_preset", "<OAuthProvider x>\nOAuthClientID a\nOAuthIssuer https://op.example\nOAuthMemberships on\n"
     "</OAuthProvider>\n", ["OAuthMemberships on", "OAuthPreset"]),
    ("an_admission_without_value", preset("linkedin\nOAuthAdmit hd"), ["OAuthAdmit", "two arguments"]),
    ("a_realm_without_name", 'OAuthRealm ""\n', ["OAuthRealm", "one argument"]),
    ("half_a_mapped_claim", "<OAuthProvider x>\nOAuthMapClaim sub\n</OAuthProvider>",
     ["OAuthMapClaim", "path", "pattern"]),
]
# named in the configuration, read when the server starts
FILES = [
    ("OAuthKeyFile", "{root}/httpd.conf", "httpd.conf"), ("OAuthKeyFile", "{root}/loose.secret", "chmod 600"),
    ("OAuthKeyFile", "/nowhere/at/all", "/nowhere/at/all"),
    ("OAuthCAFile", "/nowhere/at/all", "/nowhere/at/all"),
]
SECRET_FILES = (("loose.secret", 0o644, "x"), ("empty.secret", 0o600, "\n"), ("good.secret", 0o600, "x\n"),
                ("long.secret", 0o600, "x" * 4097), ("longest.secret", 0o600, "x" * 4096),
                ("ec.secret", 0o600, pem(new_key("EC"))), ("rsa.secret", 0o600, pem(new_key("RSA"))))


def each(table):
    return pytest.mark.parametrize("directive, value, right", [(directive, value, right) for directive, (right, values)
                                                               in table.items() for value in values])


def provider(name, *lines):
    return f"<OAuthProvider {name}>\n" + "\n".join(lines) + "\n</OAuthProvider>\n"


def check(text):
    site = Site(text.replace("{good}", provider("good", *GOOD_PROVIDER)))
    for name, mode, content in SECRET_FILES:
        (site.root / name).write_text(content)
        (site.root / name).chmod(mode)
    try:
        return site.check()
    finally:
        site.remove()


def assert_refused(text, *words):
    status, said = check(text)
    assert status != 0, f"accepted: {text}"
    for word in words:
        assert word in said, said


def assert_accepted(text):
    status, said = check(text)
    assert status == 0, said


@each(SERVER)
def test_a_wrong_value_for_the_server_is_refused(directive, value, right):
    assert_refused(f'{directive} "{value}"\n', directive, value, right)


@each(PROVIDER)
def test_a_wrong_value_for_a_provider_is_refused(directive, value, right):
    others = [line for line in GOOD_PROVIDER if not line.startswith(directive + " ")]
    assert_refused(provider("x", *others, f"{directive} {value}"), directive, value.split()[0], right)


@each(LOCATION)
def test_a_wrong_value_for_a_place_is_refused(directive, value, right):
    assert_refused("{good}" + protect("/", "good", f'{directive} "{value}"'), directive, value, right)


@pytest.mark.parametrize("secret, why", SECRETS)
def test_a_secret_that_can_not_be_read_is_refused(secret, why):
    assert_refused(provider("x", *GOOD_PROVIDER[:2], f'OAuthClientSecret "{secret}"'), "OAuthClientSecret", why)


@pytest.mark.parametrize("name, text, words", WHOLE, ids=[row[0] for row in WHOLE])
def test_a_configuration_is_refused_that_has(name, text, words):
    assert_refused(text, *words)


@pytest.mark.parametrize("directive, path, why", FILES)
def test_a_file_that_can_not_be_used_is_refused(directive, path, why):
    assert_refused("{good}" + f"{directive} {path}\n", directive, why)


def test_a_secret_never_stands_in_a_message():
    status, said = check(provider("x", "OAuthIssuer https://op.example", "OAuthClientSecret s3cr3t"))
    assert status != 0 and "s3cr3t" not in said


def test_security_directives_may_not_stand_in_htaccess(start_site, browser):
    site = start_site("OAuthSessionStore shm(2m)\n" + provider("good", *GOOD_PROVIDER)
                      + "<Directory {root}/htdocs>\nAllowOverride All\nRequire all granted\n</Directory>\n")
    (site.root / "htdocs" / ".htaccess").write_text("OAuthPassTokens access\n")
    assert browser.navigate(site.url + "/index.html").status == 500
    site.announce("OAuthPassTokens")


@pytest.mark.parametrize("line", [
    "OAuthSessionsPerUser 0", "OAuthSessionsPerUser 5", "OAuthSessionsPerUser 1 refuse", "OAuthSessionsPerUser 3 Drop-Oldest",
    "OAuthSessionIdle 90", "OAuthSessionIdle 15m", "OAuthSessionLifetime 24h", "OAuthSessionStore shm(64m)",
    "OAuthMaxCalls 1", "OAuthCallDeadline 60s", "OAuthPath /a/b", "OAuthLogoutTarget /bye.html",
    "OAuthPublicURL https://www.example.org", "OAuthPublicURL https://www.example.org:8443/",
    "OAuthPublicURL http://localhost:8080",
])
def test_a_right_value_for_the_server_is_accepted(line):
    assert_accepted("{good}" + line + "\n")


@pytest.mark.parametrize("line", [
    "OAuthScope openid email", 'OAuthScope "openid email"', "OAuthUserinfoEndpoint off", "OAuthUserinfoEndpoint OFF",
    "OAuthClientAuth client_secret_post", "OAuthSigningAlgorithms RS256 ES256", "OAuthLeeway 0s", "OAuthMapClaim a b.c",
    "OAuthAuthorizationParameter prompt login", "OAuthTokenParameter audience x", "OAuthUserClaim email",
    "OAuthJwksURI http://127.0.0.1:8080/jwks", "OAuthResponseType code", "OAuthResponseType id_token code",
    'OAuthResponseType "token id_token code"', "OAuthResponseType TOKEN code", "OAuthResponseMode form_post",
    "OAuthResponseMode query",
])
def test_a_right_value_for_a_provider_is_accepted(line):
    assert_accepted(provider("x", *GOOD_PROVIDER, line))


@pytest.mark.parametrize("line", ["", "OAuthResponseMode query", "OAuthEmailsURL off"])
def test_oauth1_is_accepted_with_what_it_has(line):
    assert_accepted(oauth1(line))


def test_oauth1_is_accepted_with_an_rsa_key_alone():
    assert_accepted("OAuthPrivateKey {root}/ec.secret\nOAuthPrivateKey {root}/rsa.secret\n" + oauth1("", secret=""))


@pytest.mark.parametrize("secret", ["file:{root}/good.secret", "file:good.secret", "file:longest.secret", "env:PATH", "exec:/bin/echo x"])
def test_a_secret_may_come_from_elsewhere(secret):
    assert_accepted(provider("x", *GOOD_PROVIDER[:2], f'OAuthClientSecret "{secret}"'))
