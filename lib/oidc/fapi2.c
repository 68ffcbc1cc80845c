/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/fapi2.h"

#include "jose/algorithm.h"

/* §5.4.1: PS256, ES256, or EdDSA with Ed25519. */
static const char *const algorithms[] = {"PS256", "ES256", "EdDSA", "Ed25519", NULL};

/* §5.3.3.1: tokens are bound by a certificate or by DPoP; who shows a certificate is known by it, too. */
oas_fapi2_t oas_fapi2(bool has_certificate)
{
    return (oas_fapi2_t){.pushed = OAS_PUSHED_ON,
                         .requires_iss = true,
                         .proves_key = !has_certificate,
                         .client_auth = has_certificate ? OAS_TLS_CLIENT_AUTH : OAS_PRIVATE_KEY_JWT,
                         .signing_algorithms = algorithms};
}

static bool is_strong(oas_client_auth_t client_auth)
{
    return client_auth == OAS_PRIVATE_KEY_JWT || client_auth == OAS_TLS_CLIENT_AUTH
           || client_auth == OAS_SELF_SIGNED_TLS_CLIENT_AUTH;
}

static bool are_strong(const char *const *names)
{
    for (; names != NULL && *names != NULL; names++)
        if (!oas_algorithm_is_allowed(*names, algorithms))
            return false;
    return names != NULL;
}

/* §5.3.3.1: only metadata that was retrieved from the metadata document. User info may be left out. */
static bool is_all_from_metadata(const oas_registration_t *registration)
{
    const oas_provider_t *by_hand = &registration->by_hand;

    return registration->discover && by_hand->authorization_endpoint == NULL && by_hand->token_endpoint == NULL
           && by_hand->pushed_endpoint == NULL && by_hand->jwks_uri == NULL
           && (by_hand->userinfo_endpoint == NULL || *by_hand->userinfo_endpoint == '\0');
}

/* §5.3.3.1: how the client proves who it is, and its tokens that they are its own. */
static const char *flaw_of_proofs(const oas_registration_t *registration, bool proves_key)
{
    if (!is_strong(registration->client_auth))
        return "OAuthProfile fapi2 needs OAuthClientAuth private_key_jwt, tls_client_auth or self_signed_tls_client_auth";
    if (registration->assertion_for_endpoint)
        return "OAuthProfile fapi2 needs OAuthClientAssertionAudience issuer";
    if (!proves_key && registration->tls_identity == NULL)
        return "OAuthProfile fapi2 needs OAuthDPoP on, or OAuthClientCertificate: tokens have to be bound";
    if (registration->userinfo_by_post)
        return "OAuthProfile fapi2 needs OAuthUserinfoMethod header";
    return NULL;
}

const char *oas_fapi2_flaw(const oas_registration_t *registration, bool proves_key)
{
    if (registration->by_hand.issuer == NULL)
        return "OAuthProfile fapi2 needs OAuthIssuer";
    if (!is_all_from_metadata(registration))
        return "OAuthProfile fapi2 takes endpoints from the provider's metadata: leave out those that are written by hand";
    if (registration->pushed != OAS_PUSHED_ON)
        return "OAuthProfile fapi2 needs OAuthPushedAuthorization on";
    if (registration->without_pkce)
        return "OAuthProfile fapi2 needs OAuthPKCE on";
    if (!registration->by_hand.announces_iss)
        return "OAuthProfile fapi2 needs OAuthRequireIss on";
    if (registration->response_type != OAS_TYPE_CODE)
        return "OAuthProfile fapi2 needs OAuthResponseType code";
    if (!are_strong(registration->signing_algorithms))
        return "OAuthProfile fapi2 allows no OAuthSigningAlgorithms but PS256, ES256, EdDSA and Ed25519";
    return flaw_of_proofs(registration, proves_key);
}
