/* SPDX-License-Identifier: Apache-2.0 */
/* What an authorization request asks, as a list of parameters (RFC 6749 §4.1.1, OpenID Connect Core 1.0 §3.1.2.1,
 * RFC 7636 §4.3, RFC 8707 §2.1), in whatever form it will travel. */
#ifndef OAS_OIDC_AUTHORIZATION_REQUEST_H
#define OAS_OIDC_AUTHORIZATION_REQUEST_H

#include "oidc/registration.h"

typedef struct {
    const char *redirect_uri;
    const char *state;
    const char *nonce;      /* sent where there is an issuer */
    const char *verifier;   /* its S256 challenge is sent */
    oas_pairs_t passed;     /* what the link or the page asked: oas_parameters_pass(), oas_step_up_parameters() */
    const char *object_uri; /* where the provider can fetch this request as an object */
} oas_authorization_request_t;

/* The scope that is asked for; NULL: none, with plain OAuth. */
const char *oas_authorization_scope(const oas_registration_t *registration, const oas_provider_t *provider, apr_pool_t *pool);

/* All that is asked, in work->pool, texts borrowed from what was given. A name may be there more than once. */
OAS_MUST_CHECK oas_status_t oas_authorization_parameters(oas_pairs_t *parameters,
                                                         const oas_registration_t *registration,
                                                         const oas_provider_t *provider,
                                                         const oas_authorization_request_t *request, oas_work_t *work);

#endif
