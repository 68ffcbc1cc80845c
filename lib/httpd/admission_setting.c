/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/admission_setting.h"

#include "oidc/issuer.h"

static const char which_tenants[] =
    "OAuthAdmit tid has to name the tenants whose people may sign in, by their ids (such as "
    "2b6f1d3e-0000-4000-8000-000000000000), or * for all there are: OAuthIssuer has a place for any";

static bool names_tenants(oas_pairs_t admitted)
{
    bool named = false;

    for (size_t i = 0; i < admitted.count; i++) {
        const oas_pair_t *pair = &admitted.items[i];

        if (strcmp(pair->name, "tid") != 0)
            continue;
        if (strcmp(pair->value, "*") != 0 && !oas_issuer_is_tenant(pair->value))
            return false;
        named = true;
    }
    return named;
}

const char *oas_admission_flaw(const oas_registration_t *registration)
{
    const oas_provider_t *by_hand = &registration->by_hand;

    if (by_hand->issuer == NULL || !oas_issuer_has_tenants(by_hand->issuer))
        return NULL;
    if (by_hand->authorization_endpoint == NULL || by_hand->token_endpoint == NULL || by_hand->jwks_uri == NULL)
        return "an OAuthIssuer with {tenantid} has no metadata of its own: OAuthAuthorizationEndpoint, "
               "OAuthTokenEndpoint and OAuthJwksURI have to be there";
    return names_tenants(registration->admitted) ? NULL : which_tenants;
}
