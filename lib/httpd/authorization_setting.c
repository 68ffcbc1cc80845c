/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/authorization_setting.h"

#include <apr_lib.h>
#include <apr_strings.h>

const char *const oas_pushed_words[] = {"auto", "on", "off", NULL};

bool oas_is_resource(const char *text)
{
    const char *colon = strchr(text, ':');

    if (colon == NULL || colon[1] == '\0' || !apr_isalpha(*text))
        return false;
    for (const char *c = text; c < colon; c++)
        if (!apr_isalnum(*c) && strchr("+-.", *c) == NULL)
            return false;
    for (const char *c = text; *c != '\0'; c++)
        if (!apr_isgraph(*c) || *c == '#')
            return false;
    return true;
}

/* A parameter is either fixed or passed on: nobody should have to ask which of the two wins. NULL: so it is. */
static const char *fixed_and_passed(const oas_registration_t *registration, apr_pool_t *pool)
{
    for (const char *const *name = registration->passed_parameters; name != NULL && *name != NULL; name++)
        if (oas_pairs_get(registration->authorization_parameters, *name) != NULL)
            return apr_psprintf(pool, "%s is fixed by OAuthAuthorizationParameter and in OAuthPassParameters, too", *name);
    return NULL;
}

static const char *complete_pushed(oas_provider_config_t *provider)
{
    oas_registration_t *registration = &provider->registration;

    registration->pushed = (oas_pushed_t)provider->pushed;
    if (registration->pushed == OAS_PUSHED_ON && !registration->discover && registration->by_hand.pushed_endpoint == NULL)
        return "OAuthPushedAuthorization on needs OAuthPushedAuthorizationEndpoint: the metadata, which could name it, is not "
               "fetched";
    return NULL;
}

/* on is the first of its words */
static const char *complete_iss(oas_provider_config_t *provider)
{
    oas_provider_t *by_hand = &provider->registration.by_hand;

    by_hand->announces_iss = provider->require_iss == 0;
    if (by_hand->announces_iss && by_hand->issuer == NULL)
        return "OAuthRequireIss on needs OAuthIssuer: there is nothing else to compare iss with";
    return NULL;
}

const char *oas_authorization_complete(oas_provider_config_t *provider, apr_pool_t *pool)
{
    const char *error;

    if ((error = complete_pushed(provider)) != NULL || (error = complete_iss(provider)) != NULL)
        return error;
    return fixed_and_passed(&provider->registration, pool);
}
