/* SPDX-License-Identifier: Apache-2.0 */
/* Logout tokens: a provider says that somebody signed out there (OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6). */
#ifndef OAS_OIDC_LOGOUT_TOKEN_H
#define OAS_OIDC_LOGOUT_TOKEN_H

#include "oidc/signer.h"

typedef struct {
    const char *issuer;           /* its own, where the registration's has a place for tenants */
    const char *subject;          /* NULL: not told; then there is a provider_session */
    const char *provider_session; /* "sid"; NULL: not told */
    const char *id;               /* "jti" */
    apr_time_t too_old;           /* from then on it is not accepted any more, whoever sends it */
} oas_logout_token_t;

/* What a token says before anything of it is proven: enough to find the registration that it is meant for. *claims lives in
 * work->pool; NULL unless OAS_OK. OAS_REFUSED: no token. */
OAS_MUST_CHECK oas_status_t oas_logout_token_peek(const oas_json_t **claims, const char *text, oas_work_t *work);

/* These claims name this registration's issuer. */
bool oas_logout_token_is_of(const oas_json_t *claims, const oas_registration_t *registration, apr_pool_t *pool);

/* They name its client as well. */
bool oas_logout_token_is_for(const oas_json_t *claims, const oas_registration_t *registration, apr_pool_t *pool);

/* Judge a logout token as §2.6 asks; whether its id was used before is for the caller to see. *token lives in work->pool
 * and borrows from text; NULL unless OAS_OK. OAS_REFUSED: signature, issuer, audience, times, type, event, id or names do
 * not fit, or it has a nonce. OAS_UNAVAILABLE: the keys can not be had. */
OAS_MUST_CHECK oas_status_t oas_logout_token_read(oas_logout_token_t **token, const char *text, const oas_signer_t *signer,
                                                  oas_work_t *work);

#endif
