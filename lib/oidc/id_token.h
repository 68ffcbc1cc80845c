/* SPDX-License-Identifier: Apache-2.0 */
/* ID tokens, OpenID Connect Core 1.0 §3.1.3.7; of the authorization endpoint §3.2.2.11, §3.3.2.12. */
#ifndef OAS_OIDC_ID_TOKEN_H
#define OAS_OIDC_ID_TOKEN_H

#include "jose/jwt.h"

typedef struct {
    const char *issuer; /* may have a place for a tenant: oas_issuer_of() */
    const char *client_id;
    const char *nonce;
    bool is_refreshed;              /* it came with a refresh: oas_refreshed_id_token_check() judges its nonce */
    const char *access_token;       /* at_hash is compared with it when the token has one */
    const char *code;               /* c_hash likewise; NULL: it is not looked at */
    bool is_front_channel;          /* it came through the browser: the hashes of what came beside it have to be there */
    const char *client_secret;      /* key of HS256 and the like where algorithms has one; NULL: none */
    const char *const *algorithms;  /* accepted, NULL-terminated: oas_registration_algorithms() */
    apr_interval_time_t leeway;     /* microseconds */
    const char *requested_claims;   /* the claims parameter of the request; NULL: none */
    apr_time_t authenticated_since; /* auth_time must not be before: oas_registration_authenticated_since(); 0: any */
} oas_id_token_expectation_t;

/* Check an ID token as §3.1.3.7 asks, signature first. *verified lives in work->pool; NULL unless OAS_OK.
 * OAS_REFUSED: form, signature, issuer, audience, azp, sub, nonce, a hash, auth_time or acr do not fit. OAS_EXPIRED: only
 * its times do not. OAS_NOT_FOUND: none of keys is the one it was signed with; keys are not fetched here. */
OAS_MUST_CHECK oas_status_t oas_id_token_verify(oas_jwt_t **verified, const char *compact, const oas_jwk_set_t *keys,
                                                const oas_id_token_expectation_t *expected, oas_work_t *work);

#endif
