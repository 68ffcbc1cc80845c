/* SPDX-License-Identifier: Apache-2.0 */
/* The token endpoint: a code becomes tokens (RFC 6749 §4.1.3), and a refresh token becomes newer ones (§6). */
#ifndef OAS_OIDC_TOKEN_REQUEST_H
#define OAS_OIDC_TOKEN_REQUEST_H

#include "oidc/tokens.h"

/* Exchange a code, once: the call is never repeated but for a nonce of DPoP. *tokens lives in work->pool and is wiped
 * with it; NULL unless OAS_OK. OAS_REFUSED: the provider refused the code or us, or its answer is not one.
 * OAS_UNAVAILABLE: it could not be asked, or answered 5xx or 429. OAS_MISCONFIGURED: a client secret is missing. */
OAS_MUST_CHECK oas_status_t oas_tokens_exchange(oas_tokens_t **tokens, const oas_registration_t *registration,
                                                const oas_provider_t *provider, const char *code,
                                                const char *redirect_uri, const char *verifier,
                                                oas_http_client_t *client, oas_work_t *work);

/* Have the access token renewed, likewise once: where each refresh token works once, a second request with it is taken for a
 * thief's. refresh_token of *tokens is NULL where the provider goes on with the one that was sent. OAS_EXPIRED: the provider
 * takes it no more; it was revoked, has expired or was used before. Otherwise as above. */
OAS_MUST_CHECK oas_status_t oas_tokens_refresh(oas_tokens_t **tokens, const oas_registration_t *registration,
                                               const oas_provider_t *provider, const char *refresh_token,
                                               oas_http_client_t *client, oas_work_t *work);

#endif
