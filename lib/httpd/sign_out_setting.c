/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/sign_out_setting.h"

const char *const oas_cleared_data_words[] = {"none",        "cache",         "cookies",        "storage", "executionContexts",
                                              "clientHints", "prefetchCache", "prerenderCache", NULL};

const char *const *oas_cleared_data(const char *const *words)
{
    return strcmp(*words, "none") == 0 ? words + 1 : words;
}

/* Metadata may say where; a provider that has none has to be told of. */
static const char *revocation_flaw(const oas_registration_t *registration)
{
    if (!registration->revoke_tokens)
        return NULL;
    if (registration->is_oauth1)
        return "OAuthVersion 1.0a has no revocation of tokens: leave OAuthRevokeTokens out, or say off";
    if (!registration->discover && registration->by_hand.revocation_endpoint == NULL)
        return "OAuthRevocationEndpoint is missing: without metadata nothing else says where OAuthRevokeTokens on revokes them";
    return NULL;
}

/* Its question goes the way of a login, with prompt=none, and needs the cookie on the way back. */
static const char *session_management_flaw(const oas_registration_t *registration)
{
    if (!registration->session_management)
        return NULL;
    if (registration->by_hand.issuer == NULL || !registration->discover)
        return "OAuthSessionManagement needs OAuthIssuer and the metadata of a provider that has a frame for it";
    if (registration->response_mode == OAS_MODE_FORM_POST)
        return "OAuthSessionManagement can not be with OAuthResponseMode form_post: no cookie comes back with a form";
    if (registration->request_object.way == OAS_REQUEST_OBJECT_REFERENCE)
        return "OAuthSessionManagement can not be with OAuthRequestObject reference: say value";
    if (oas_pairs_get(registration->authorization_parameters, "prompt") != NULL)
        return "OAuthSessionManagement can not be with OAuthAuthorizationParameter prompt: it asks with prompt=none";
    return NULL;
}

const char *oas_sign_out_complete(oas_provider_config_t *provider)
{
    oas_registration_t *registration = &provider->registration;
    const char *error;

    registration->logout_at_provider = provider->logout_at_provider == 0;
    registration->frontchannel_logout = provider->frontchannel_logout == 0;
    registration->revoke_tokens = provider->revoke_tokens == 0;
    registration->session_management = provider->session_management == 0;
    error = session_management_flaw(registration);
    return error != NULL ? error : revocation_flaw(registration);
}
