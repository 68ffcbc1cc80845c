/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/oauth1_setting.h"

#include <strings.h>

#include <apr_strings.h>

const char *const oas_oauth_version_words[] = {"2.0", "1.0a", NULL};

static bool is_set(const char *url)
{
    return url != NULL && *url != '\0';
}

/* Nothing of this is in RFC 5849: who wrote it believes in something that would not happen. NULL: none of it is there. */
static const char *what_is_too_much(const oas_provider_config_t *provider)
{
    const oas_registration_t *registration = &provider->registration;

    if (registration->by_hand.issuer != NULL)
        return "OAuthVersion 1.0a has no ID tokens: leave OAuthIssuer out";
    if (registration->metadata_url != NULL)
        return "OAuthVersion 1.0a has no metadata: leave OAuthMetadataURL out, and give OAuthRequestTokenEndpoint, "
               "OAuthAuthorizationEndpoint and OAuthTokenEndpoint";
    if (provider->response_mode == OAS_MODE_FORM_POST)
        return "OAuthVersion 1.0a answers in the query alone: leave OAuthResponseMode out, or say query";
    if (is_set(registration->emails_url))
        return "OAuthVersion 1.0a has no token that OAuthEmailsURL could be asked with: leave it out, or say off";
    if (registration->memberships.count != 0)
        return "OAuthVersion 1.0a has no token that OAuthMemberships could be asked with: leave it out";
    return NULL;
}

/* Directives of a section that count with OAuth 1.0a, or whose values are looked at above. */
static const char *const heard[] = {
    "OAuthVersion",    "OAuthPreset",           "OAuthClientID",              "OAuthClientSecret",  "OAuthRequestTokenEndpoint",
    "OAuthProfileURL", "OAuthMapClaim",         "OAuthAuthorizationEndpoint", "OAuthTokenEndpoint", "OAuthUserClaim",
    "OAuthAdmit",      "OAuthIssuer",           "OAuthMetadataURL",           "OAuthResponseMode",  "OAuthEmailsURL",
    "OAuthMemberships", NULL};

static bool is_heard(const char *directive)
{
    for (const char *const *name = heard; *name != NULL; name++)
        if (strcasecmp(*name, directive) == 0)
            return true;
    return false;
}

/* As what_is_too_much, of everything else that was written. */
static const char *what_is_not_heard(const ap_directive_t *section, apr_pool_t *pool)
{
    for (const ap_directive_t *child = section->first_child; child != NULL; child = child->next)
        if (!is_heard(child->directive))
            return apr_psprintf(pool, "OAuthVersion 1.0a knows nothing of %s (line %d): leave it out", child->directive,
                                child->line_num);
    return NULL;
}

static const char *what_is_missing(const oas_registration_t *registration)
{
    if (registration->request_token_endpoint == NULL)
        return "OAuthRequestTokenEndpoint is missing, with which OAuthVersion 1.0a begins a login";
    if (registration->by_hand.authorization_endpoint == NULL || registration->by_hand.token_endpoint == NULL)
        return "OAuthVersion 1.0a needs OAuthAuthorizationEndpoint and OAuthTokenEndpoint";
    if (registration->profile_url == NULL)
        return "OAuthProfileURL is missing: with OAuthVersion 1.0a nothing else says who the user is";
    return NULL;
}

const char *oas_oauth1_complete(oas_provider_config_t *provider, const ap_directive_t *section, apr_pool_t *pool)
{
    oas_registration_t *registration = &provider->registration;
    const char *error;

    registration->is_oauth1 = provider->oauth_version == 1;
    if (!registration->is_oauth1)
        return registration->request_token_endpoint == NULL ? NULL : "OAuthRequestTokenEndpoint belongs to OAuthVersion 1.0a";
    if ((error = what_is_too_much(provider)) != NULL || (error = what_is_not_heard(section, pool)) != NULL)
        return error;
    return what_is_missing(registration);
}
