/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/dpop_setting.h"

#include "oidc/response.h"

enum { ON };

const char *oas_dpop_complete(const oas_provider_config_t *provider)
{
    const oas_registration_t *registration = &provider->registration;

    if (provider->dpop != ON)
        return NULL;
    if (registration->userinfo_by_post)
        return "OAuthDPoP on: the access token can not be in a form, so OAuthUserinfoMethod post does not fit";
    if (registration->memberships.count != 0 || (registration->emails_url != NULL && *registration->emails_url != '\0'))
        return "OAuthDPoP on: the lists of OAuthMemberships and OAuthEmailsURL are asked for with a token that is not bound";
    if (oas_response_parts(registration->response_type)->has_token)
        return "OAuthDPoP on: an access token by way of the browser is bound to nothing, so OAuthResponseType must be "
               "without token";
    return NULL;
}

const char *oas_dpop_give(const oas_server_config_t *config, const oas_keyring_t *keys, oas_work_t *work)
{
    for (int i = 0; i < config->providers->nelts; i++) {
        oas_provider_config_t *provider = APR_ARRAY_IDX(config->providers, i, oas_provider_config_t *);
        oas_registration_t *registration = &provider->registration;

        if (provider->dpop == ON && registration->dpop == NULL
            && oas_dpop_derive(&registration->dpop, oas_keyring_at(keys, 0), registration->name, work) != OAS_OK)
            return work->failure;
    }
    return NULL;
}
