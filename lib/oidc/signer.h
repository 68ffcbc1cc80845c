/* SPDX-License-Identifier: Apache-2.0 */
/* Who signs: a compact token becomes claims that are proven to be an issuer's, whatever the token is for. What they have
 * to say is for the caller to check. */
#ifndef OAS_OIDC_SIGNER_H
#define OAS_OIDC_SIGNER_H

#include "jose/jwt.h"
#include "oidc/provider_cache.h"

typedef struct {
    const oas_registration_t *registration; /* has the client secret, the key of HS256 and the like */
    oas_provider_cache_t *cache;            /* has the provider's keys */
    oas_http_client_t *client;
    const char *const *algorithms; /* accepted, NULL-terminated */
} oas_signer_t;

/* Take text apart and check its signature with the keys there are, and once more with fresh ones when its key is not
 * among them: a provider may have changed them just before it signed (OpenID Connect Core 1.0 §10.1.1). *jwt lives in
 * work->pool and borrows from text; NULL unless OAS_OK. OAS_REFUSED: no signed token, an algorithm that is not accepted,
 * a key nobody knows, a wrong signature. OAS_UNAVAILABLE: the keys can not be had. */
OAS_MUST_CHECK oas_status_t oas_signer_read(oas_jwt_t **jwt, const char *text, const oas_signer_t *signer,
                                            oas_work_t *work);

#endif
