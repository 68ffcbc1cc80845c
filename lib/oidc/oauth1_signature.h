/* SPDX-License-Identifier: Apache-2.0 */
/* Signed requests of OAuth 1.0a: RFC 5849 §3. */
#ifndef OAS_OIDC_OAUTH1_SIGNATURE_H
#define OAS_OIDC_OAUTH1_SIGNATURE_H

#include "oidc/registration.h"

/* A token and its secret: temporary ones for the way to the provider, then those of an access (§1.1). */
typedef struct {
    const char *token; /* NULL: none yet */
    const char *secret;
} oas_oauth1_token_t;

/* A request that is to be signed; it has no body. */
typedef struct {
    const char *method;         /* "GET" or "POST" */
    const char *url;            /* a query counts, too */
    oas_pair_t parameter;       /* oauth_callback or oauth_verifier; name NULL: neither */
    oas_oauth1_token_t token;
    const char *nonce;
    apr_time_t timestamp;
} oas_oauth1_request_t;

/* The first RSA key of keys, which may be NULL, that may sign; NULL: there is none. */
const oas_jwk_t *oas_oauth1_key(const oas_jwk_set_t *keys);

/* The value of the request's Authorization header (§3.5.1), signed with the client secret, or, where there is none,
 * with our first RSA key. *header lives in work->pool and is wiped with it; NULL unless OAS_OK. OAS_MISCONFIGURED: there is neither.
 * OAS_REFUSED: it would be too large, or the URL's query has a name twice. */
OAS_MUST_CHECK oas_status_t oas_oauth1_sign(const char **header, const oas_registration_t *registration,
                                            const oas_oauth1_request_t *request, oas_work_t *work);

/* What is signed (§3.4.1), in work->pool, with the oauth_ parameters in protocol. OAS_REFUSED: as above. */
OAS_MUST_CHECK oas_status_t oas_oauth1_base_string(const char **text, const oas_oauth1_request_t *request,
                                                   oas_pairs_t protocol, oas_work_t *work);

#endif
