/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/oauth1_setting.h"

const char *const oas_oauth_version_words[] = {"2.0", "1.0a", NULL};

const char *oas_oauth1_complete(oas_provider_config_t *provider)
{
    oas_registration_t *registration = &provider->registration;

    registration->is_oauth1 = provider->oauth_version == 1;
    if (!registration->is_oauth1)
        return registration->request_token_endpoint == NULL ? NULL : "OAuthRequestTokenEndpoint belongs to OAuthVersion 1.0a";
    if (registration->by_hand.issuer != NULL)
        return "OAuthVersion 1.0a has no ID tokens: leave OAuthIssuer out";
    if (registration->request_token_endpoint == NULL)
        return "OAuthRequestTokenEndpoint is missing, with which OAuthVersion 1.0a begins a login";
    if (registration->profile_url == NULL)
        return "OAuthProfileURL is missing: with OAuthVersion 1.0a nothing else says who the user is";
    return NULL;
}
