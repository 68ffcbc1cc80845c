/* SPDX-License-Identifier: Apache-2.0 */
/* The presets: facts from the vendors' documentation, which docs/providers.md names. Lines whose argument is "{}" stand
 * only where an argument is given. */
#include "oidc/preset.h"

#include <stddef.h>

/* clang-format off */
const oas_preset_t oas_presets[] = {
    {"apple", OAS_PRESET_ALONE, NULL, "", .lines = {
        {"OAuthIssuer", "https://appleid.apple.com"},
        {"OAuthClientAuth", "client_secret_post"},
        {"OAuthResponseMode", "form_post"},
        {"OAuthScope", "openid name email"}}},

    {"auth0", OAS_PRESET_NAME, "DOMAIN", NULL, .lines = {
        {"OAuthIssuer", "https://{}/"},
        {"OAuthScope", "openid profile email"}}},

    {"bitbucket", OAS_PRESET_ALONE, NULL, "", .lines = {
        {"OAuthAuthorizationEndpoint", "https://bitbucket.org/site/oauth2/authorize"},
        {"OAuthTokenEndpoint", "https://bitbucket.org/site/oauth2/access_token"},
        {"OAuthProfileURL", "https://api.bitbucket.org/2.0/user"},
        {"OAuthMapClaim", "sub uuid"},
        {"OAuthMapClaim", "name display_name"},
        {"OAuthMapClaim", "picture links.avatar.href"},
        {"OAuthEmailsURL", "https://api.bitbucket.org/2.0/user/emails"}}},

    {"discord", OAS_PRESET_ALONE, NULL, "", .lines = {
        {"OAuthAuthorizationEndpoint", "https://discord.com/oauth2/authorize"},
        {"OAuthTokenEndpoint", "https://discord.com/api/oauth2/token"},
        {"OAuthProfileURL", "https://discord.com/api/users/@me"},
        {"OAuthScope", "identify email"},
        {"OAuthMapClaim", "sub id"},
        {"OAuthMapClaim", "name global_name"},
        {"OAuthMapClaim", "preferred_username username"},
        {"OAuthMapClaim", "email_verified verified"}}},

    {"entra", OAS_PRESET_NAME, "TENANT", NULL, .lines = {
        {"OAuthIssuer", "https://login.microsoftonline.com/{tenantid}/v2.0"},
        {"OAuthAuthorizationEndpoint", "https://login.microsoftonline.com/{}/oauth2/v2.0/authorize"},
        {"OAuthTokenEndpoint", "https://login.microsoftonline.com/{}/oauth2/v2.0/token"},
        {"OAuthJwksURI", "https://login.microsoftonline.com/{}/discovery/v2.0/keys"},
        {"OAuthUserinfoEndpoint", "off"},
        {"OAuthScope", "openid profile email"},
        {"OAuthAdmit", "tid {}"}}, .memberships = {
        {"OAuthScope", "User.Read"},
        {"OAuthMemberships", "https://graph.microsoft.com/v1.0/me/transitiveMemberOf?$select=id&$top=100 id"}}},

    {"facebook", OAS_PRESET_ALONE, NULL, "", .lines = {
        {"OAuthAuthorizationEndpoint", "https://www.facebook.com/v26.0/dialog/oauth"},
        {"OAuthTokenEndpoint", "https://graph.facebook.com/v26.0/oauth/access_token"},
        {"OAuthProfileURL", "https://graph.facebook.com/v26.0/me?fields=id,name,first_name,last_name,email"},
        {"OAuthClientAuth", "client_secret_post"},
        {"OAuthScope", "public_profile email"},
        {"OAuthMapClaim", "sub id"},
        {"OAuthMapClaim", "given_name first_name"},
        {"OAuthMapClaim", "family_name last_name"}}},

    {"gitea", OAS_PRESET_URL, "URL", NULL, .lines = {
        {"OAuthAuthorizationEndpoint", "{}/login/oauth/authorize"},
        {"OAuthTokenEndpoint", "{}/login/oauth/access_token"},
        {"OAuthProfileURL", "{}/login/oauth/userinfo"},
        {"OAuthScope", "openid profile email groups"}}},

    {"github", OAS_PRESET_ALONE, NULL, "", .lines = {
        {"OAuthAuthorizationEndpoint", "https://github.com/login/oauth/authorize"},
        {"OAuthTokenEndpoint", "https://github.com/login/oauth/access_token"},
        {"OAuthProfileURL", "https://api.github.com/user"},
        {"OAuthScope", "read:user user:email"},
        {"OAuthMapClaim", "sub id"},
        {"OAuthMapClaim", "preferred_username login"},
        {"OAuthMapClaim", "picture avatar_url"},
        {"OAuthMapClaim", "profile html_url"},
        {"OAuthEmailsURL", "https://api.github.com/user/emails?per_page=100"}}, .memberships = {
        {"OAuthScope", "read:org"},
        {"OAuthMemberships", "https://api.github.com/user/orgs?per_page=30&page={page} login"},
        {"OAuthMemberships", "https://api.github.com/user/teams?per_page=20&page={page} organization.login/slug"}}},

    {"gitlab", OAS_PRESET_URL, "URL", "https://gitlab.com", .lines = {
        {"OAuthIssuer", "{}"},
        {"OAuthScope", "openid profile email"}}},

    {"google", OAS_PRESET_NAME, "DOMAIN", "", .lines = {
        {"OAuthIssuer", "https://accounts.google.com"},
        {"OAuthScope", "openid profile email"},
        {"OAuthAuthorizationParameter", "hd {}"},
        {"OAuthAdmit", "hd {}"}}, .memberships = {
        {"OAuthScope", "https://www.googleapis.com/auth/cloud-identity.groups.readonly"},
        {"OAuthMemberships", "https://cloudidentity.googleapis.com/v1/groups/-/memberships:searchDirectGroups?query=member_key_id%20%3D%3D%20'{email}'%20%26%26%20'cloudidentity.googleapis.com/groups.discussion_forum'%20in%20labels&pageSize=200 groupKey.id"}}},

    {"kakao", OAS_PRESET_ALONE, NULL, "", .lines = {
        {"OAuthAuthorizationEndpoint", "https://kauth.kakao.com/oauth/authorize"},
        {"OAuthTokenEndpoint", "https://kauth.kakao.com/oauth/token"},
        {"OAuthProfileURL", "https://kapi.kakao.com/v2/user/me"},
        {"OAuthClientAuth", "client_secret_post"},
        {"OAuthMapClaim", "sub id"},
        {"OAuthMapClaim", "nickname kakao_account.profile.nickname"},
        {"OAuthMapClaim", "picture kakao_account.profile.profile_image_url"},
        {"OAuthMapClaim", "email kakao_account.email"}}},

    {"keycloak", OAS_PRESET_URL, "URL", NULL, .lines = {
        {"OAuthIssuer", "{}"},
        {"OAuthScope", "openid profile email"}}},

    {"line", OAS_PRESET_ALONE, NULL, "", .lines = {
        {"OAuthIssuer", "https://access.line.me"},
        {"OAuthClientAuth", "client_secret_post"},
        {"OAuthSigningAlgorithms", "HS256 ES256"},
        {"OAuthScope", "openid profile"}}},

    {"linkedin", OAS_PRESET_ALONE, NULL, "", .lines = {
        {"OAuthAuthorizationEndpoint", "https://www.linkedin.com/oauth/v2/authorization"},
        {"OAuthTokenEndpoint", "https://www.linkedin.com/oauth/v2/accessToken"},
        {"OAuthProfileURL", "https://api.linkedin.com/v2/userinfo"},
        {"OAuthClientAuth", "client_secret_post"},
        {"OAuthPKCE", "off"},
        {"OAuthScope", "openid profile email"}}},

    {"login.gov", OAS_PRESET_ALONE, NULL, "", .lines = {
        {"OAuthIssuer", "https://secure.login.gov/"},
        {"OAuthScope", "openid email"},
        {"OAuthAuthorizationParameter", "acr_values urn:acr.login.gov:auth-only"}}},

    {"naver", OAS_PRESET_ALONE, NULL, "", .lines = {
        {"OAuthAuthorizationEndpoint", "https://nid.naver.com/oauth2.0/authorize"},
        {"OAuthTokenEndpoint", "https://nid.naver.com/oauth2.0/token"},
        {"OAuthProfileURL", "https://openapi.naver.com/v1/nid/me"},
        {"OAuthClientAuth", "client_secret_post"},
        {"OAuthMapClaim", "sub response.id"},
        {"OAuthMapClaim", "name response.name"},
        {"OAuthMapClaim", "nickname response.nickname"},
        {"OAuthMapClaim", "email response.email"},
        {"OAuthMapClaim", "picture response.profile_image"}}},

    {"nextcloud", OAS_PRESET_URL, "URL", NULL, .lines = {
        {"OAuthAuthorizationEndpoint", "{}/index.php/apps/oauth2/authorize"},
        {"OAuthTokenEndpoint", "{}/index.php/apps/oauth2/api/v1/token"},
        {"OAuthProfileURL", "{}/ocs/v2.php/cloud/user?format=json"},
        {"OAuthMapClaim", "sub ocs.data.id"},
        {"OAuthMapClaim", "name ocs.data.display-name"},
        {"OAuthMapClaim", "email ocs.data.email"},
        {"OAuthMapClaim", "groups ocs.data.groups"}}},

    {"okta", OAS_PRESET_NAME, "DOMAIN", NULL, .lines = {
        {"OAuthIssuer", "https://{}"},
        {"OAuthScope", "openid profile email"}}},

    {"slack", OAS_PRESET_ALONE, NULL, "", .lines = {
        {"OAuthIssuer", "https://slack.com"},
        {"OAuthClientAuth", "client_secret_post"},
        {"OAuthScope", "openid profile email"},
        {"OAuthMapClaim", "team_id https://slack.com/team_id"}}},

    {"twitch", OAS_PRESET_ALONE, NULL, "", .lines = {
        {"OAuthIssuer", "https://id.twitch.tv/oauth2"},
        {"OAuthClientAuth", "client_secret_post"},
        {"OAuthScope", "openid user:read:email"},
        {"OAuthAuthorizationParameter",
         "claims '{\"userinfo\":{\"email\":null,\"email_verified\":null,\"preferred_username\":null}}'"}}},

    {"twitter", OAS_PRESET_ALONE, NULL, "", .lines = {
        {"OAuthAuthorizationEndpoint", "https://x.com/i/oauth2/authorize"},
        {"OAuthTokenEndpoint", "https://api.x.com/2/oauth2/token"},
        {"OAuthProfileURL", "https://api.x.com/2/users/me?user.fields=profile_image_url"},
        {"OAuthScope", "users.read tweet.read"},
        {"OAuthMapClaim", "sub data.id"},
        {"OAuthMapClaim", "name data.name"},
        {"OAuthMapClaim", "preferred_username data.username"},
        {"OAuthMapClaim", "picture data.profile_image_url"}}},

    {.word = NULL}};
/* clang-format on */
