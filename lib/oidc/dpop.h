/* SPDX-License-Identifier: Apache-2.0 */
/* DPoP, RFC 9449: tokens that only the holder of a key can use. */
#ifndef OAS_OIDC_DPOP_H
#define OAS_OIDC_DPOP_H

#include "crypto/keyring.h"
#include "http/client.h"
#include "jose/jwk.h"

typedef struct oas_dpop_t {
    const oas_jwk_t *key;
    const char *jwk;        /* its public half, JSON */
    const char *thumbprint; /* for dpop_jkt (§10) */
} oas_dpop_t;

/* The key that a provider binds our tokens to: derived from the server's own, so that all processes have it, and after a
 * restart, too; another one for each provider, so that two can not tell by it that they know the same site. *dpop lives
 * in work->pool; NULL unless OAS_OK. */
OAS_MUST_CHECK oas_status_t oas_dpop_derive(const oas_dpop_t **dpop, const oas_key_t *key, const char *provider,
                                            oas_work_t *work);

/* Prove in this call, which is complete but for this, that we hold the key. access_token: the one that it is made with
 * (§7); NULL: it asks for one. nonce: what the provider wants to see again; NULL: nothing. */
OAS_MUST_CHECK oas_status_t oas_dpop_prove(oas_http_call_t *call, const oas_dpop_t *dpop, const char *access_token,
                                           const char *nonce, oas_work_t *work);

/* The provider asks for the same once more with this nonce (§8, §9); NULL: it does not. */
const char *oas_dpop_nonce_asked(const oas_http_answer_t *answer, oas_work_t *work);

#endif
