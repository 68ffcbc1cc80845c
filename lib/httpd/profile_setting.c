/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/profile_setting.h"

#include "jose/algorithm.h"

const char *const oas_profile_words[] = {"none", "fapi2", NULL};
enum { FAPI2 = 1, NOT_SET = -1, ON = 0, OFF = 1 };

/* FAPI 2.0 Security Profile §5.4.1: PS256, ES256, or EdDSA with Ed25519. */
static const char *const algorithms[] = {"PS256", "ES256", "EdDSA", "Ed25519", NULL};

static void set_unless_said(int *choice, int value)
{
    if (*choice == NOT_SET)
        *choice = value;
}

/* §5.3.2.1 (5): tokens are bound by a certificate or by DPoP; who shows a certificate is known by it, too. */
void oas_profile_apply(oas_provider_config_t *provider)
{
    bool has_certificate = provider->registration.tls_identity != NULL;

    if (provider->profile != FAPI2)
        return;
    set_unless_said(&provider->pushed, OAS_PUSHED_ON);
    set_unless_said(&provider->require_iss, ON);
    set_unless_said(&provider->client_auth, has_certificate ? OAS_TLS_CLIENT_AUTH : OAS_PRIVATE_KEY_JWT);
    set_unless_said(&provider->dpop, has_certificate ? OFF : ON);
    if (provider->registration.signing_algorithms == NULL)
        provider->registration.signing_algorithms = algorithms;
}

static bool is_strong(oas_client_auth_t client_auth)
{
    return client_auth == OAS_PRIVATE_KEY_JWT || client_auth == OAS_TLS_CLIENT_AUTH
           || client_auth == OAS_SELF_SIGNED_TLS_CLIENT_AUTH;
}

static bool are_strong(const char *const *names)
{
    for (; *names != NULL; names++)
        if (!oas_algorithm_is_allowed(*names, algorithms))
            return false;
    return true;
}

/* §5.3.3: what a client has to do, one line each. */
const char *oas_profile_check(const oas_provider_config_t *provider)
{
    const oas_registration_t *registration = &provider->registration;

    if (provider->profile != FAPI2)
        return NULL;
    if (registration->by_hand.issuer == NULL)
        return "OAuthProfile fapi2 needs OAuthIssuer";
    if (provider->pushed != OAS_PUSHED_ON)
        return "OAuthProfile fapi2 needs OAuthPushedAuthorization on";
    if (provider->pkce != ON)
        return "OAuthProfile fapi2 needs OAuthPKCE on";
    if (provider->require_iss != ON)
        return "OAuthProfile fapi2 needs OAuthRequireIss on";
    if (registration->response_type != OAS_TYPE_CODE)
        return "OAuthProfile fapi2 needs OAuthResponseType code";
    if (!is_strong((oas_client_auth_t)provider->client_auth))
        return "OAuthProfile fapi2 needs OAuthClientAuth private_key_jwt, tls_client_auth or self_signed_tls_client_auth";
    if (provider->dpop != ON && registration->tls_identity == NULL)
        return "OAuthProfile fapi2 needs OAuthDPoP on, or OAuthClientCertificate: tokens have to be bound";
    if (!are_strong(registration->signing_algorithms))
        return "OAuthProfile fapi2 allows no OAuthSigningAlgorithms but PS256, ES256, EdDSA and Ed25519";
    return NULL;
}
