/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/metadata_setting.h"

#include "oidc/metadata_url.h"

/* What metadata would say is all there. */
static bool is_complete_by_hand(const oas_provider_config_t *provider)
{
    const oas_provider_t *by_hand = &provider->registration.by_hand;

    return by_hand->authorization_endpoint != NULL && by_hand->token_endpoint != NULL
           && (by_hand->issuer == NULL || by_hand->jwks_uri != NULL || provider->keys_file != NULL);
}

static const char *check_keys(const oas_provider_config_t *provider)
{
    const oas_provider_t *by_hand = &provider->registration.by_hand;

    if (provider->keys_file != NULL && (by_hand->jwks_uri != NULL || provider->jwks_signers_file != NULL))
        return "OAuthProviderKeys stands beside OAuthJwksURI or OAuthJwksSignedBy: keys come from a file or are fetched";
    if (provider->jwks_signers_file != NULL && by_hand->issuer == NULL)
        return "OAuthJwksSignedBy is of no use without OAuthIssuer: there are no ID tokens to verify";
    if (provider->keys_file != NULL && by_hand->issuer == NULL)
        return "OAuthProviderKeys is of no use without OAuthIssuer: there are no ID tokens to verify";
    return NULL;
}

const char *oas_metadata_complete(oas_provider_config_t *provider, apr_pool_t *pool)
{
    oas_registration_t *registration = &provider->registration;
    const oas_provider_t *by_hand = &registration->by_hand;

    registration->discover = registration->metadata_url != NULL || !is_complete_by_hand(provider);
    if (registration->metadata_url == NULL)
        return check_keys(provider);
    registration->metadata_issuer = oas_metadata_url_issuer(pool, registration->metadata_url);
    if (by_hand->issuer == NULL && registration->metadata_issuer == NULL)
        return "OAuthMetadataURL has no well-known form that says whose metadata it is: OAuthIssuer is missing";
    return check_keys(provider);
}
