/* SPDX-License-Identifier: Apache-2.0 */
/* The presets: facts from the vendors' documentation, which docs/providers.md names. Lines whose argument is "{}" stand
 * only where an argument is given. */
#include "oidc/preset.h"

#include <stddef.h>

/* clang-format off */
const oas_preset_t oas_presets[] = {
    {"auth0", OAS_PRESET_NAME, "DOMAIN", NULL, {
        {"OAuthIssuer", "https://{}/"},
        {"OAuthScope", "openid profile email"}}},

    {"github", OAS_PRESET_ALONE, NULL, "", {
        {"OAuthAuthorizationEndpoint", "https://github.com/login/oauth/authorize"},
        {"OAuthTokenEndpoint", "https://github.com/login/oauth/access_token"},
        {"OAuthProfileURL", "https://api.github.com/user"},
        {"OAuthScope", "read:user user:email"},
        {"OAuthMapClaim", "sub id"},
        {"OAuthMapClaim", "preferred_username login"},
        {"OAuthMapClaim", "picture avatar_url"},
        {"OAuthMapClaim", "profile html_url"}}},

    {"gitlab", OAS_PRESET_URL, "URL", "https://gitlab.com", {
        {"OAuthIssuer", "{}"},
        {"OAuthScope", "openid profile email"}}},

    {"google", OAS_PRESET_ALONE, NULL, "", {
        {"OAuthIssuer", "https://accounts.google.com"},
        {"OAuthScope", "openid profile email"}}},

    {"keycloak", OAS_PRESET_URL, "URL", NULL, {
        {"OAuthIssuer", "{}"},
        {"OAuthScope", "openid profile email"}}},

    {"okta", OAS_PRESET_NAME, "DOMAIN", NULL, {
        {"OAuthIssuer", "https://{}"},
        {"OAuthScope", "openid profile email"}}},

    {NULL}};
/* clang-format on */
