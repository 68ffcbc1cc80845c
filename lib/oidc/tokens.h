/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens as providers give them: RFC 6749 §5, OpenID Connect Core 1.0 §3.1.3.3, §3.2.2.5. */
#ifndef OAS_OIDC_TOKENS_H
#define OAS_OIDC_TOKENS_H

#include "oidc/registration.h"

enum { OAS_TOKENS_LARGEST = 64 * 1024 }; /* bytes of a token response */

typedef struct {
    const char *access_token; /* there in each response of a token endpoint; NULL: an ID token alone was asked for */
    const char *token_type;   /* "Bearer"; "DPoP" when it is bound to registration->dpop */
    const char *id_token;     /* NULL: none came */
    const char *refresh_token;
    const char *scope;
    const char *secret; /* of the access token; OAuth 1.0a alone */
    apr_time_t expires; /* of the access token; 0: not said */
} oas_tokens_t;

/* Take the tokens out of what the token endpoint answered. *tokens lives in work->pool and is wiped with it; NULL unless
 * OAS_OK. Whether an ID token has to be there is for the caller to say. A provider without issuer may answer with a form and
 * leave token_type out. OAS_EXPIRED: what was to be exchanged is good for nothing (any more); another try would be told the
 * same. OAS_REFUSED: the provider refuses for another reason, or its answer is none (R-OUT-10). OAS_UNAVAILABLE: it answered
 * 5xx or 429. */
OAS_MUST_CHECK oas_status_t oas_tokens_read(oas_tokens_t **tokens, const oas_http_answer_t *answer,
                                            const oas_registration_t *registration, const oas_provider_t *provider,
                                            oas_work_t *work);

/* Take the tokens that an authorization endpoint gave beside, or instead of, a code (OpenID Connect Core 1.0 §3.2.2.5);
 * which of them have to be there is judged by oas_authorization_judge(). *tokens lives in work->pool and is wiped with
 * it; NULL unless OAS_OK. OAS_REFUSED: the access token or its type is none. */
OAS_MUST_CHECK oas_status_t oas_tokens_take(oas_tokens_t **tokens, oas_pairs_t answer, const oas_provider_t *provider,
                                            oas_work_t *work);

#endif
