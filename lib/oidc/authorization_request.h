/* SPDX-License-Identifier: Apache-2.0 */
/* What an authorization request asks: a list of parameters first (RFC 6749 §4.1.1, OpenID Connect Core 1.0 §3.1.2.1,
 * RFC 7636 §4.3, RFC 8707 §2.1), then the URL a browser is sent to with it or with a reference to it (RFC 9126). */
#ifndef OAS_OIDC_AUTHORIZATION_REQUEST_H
#define OAS_OIDC_AUTHORIZATION_REQUEST_H

#include "oidc/authorization_server.h"

typedef struct {
    const char *redirect_uri;
    const char *state;
    const char *nonce;    /* sent where there is an issuer */
    const char *verifier; /* its S256 challenge is sent */
    oas_pairs_t passed;   /* what the link asked, let through by oas_parameters_pass() */
    const char *object_uri; /* where the provider may fetch this request as an object; NULL: nowhere */
} oas_authorization_request_t;

/* All that is asked, in work->pool, texts borrowed from what was given. A name may be there more than once. */
OAS_MUST_CHECK oas_status_t oas_authorization_parameters(oas_pairs_t *parameters,
                                                         const oas_registration_t *registration,
                                                         const oas_provider_t *provider,
                                                         const oas_authorization_request_t *request, oas_work_t *work);

/* The URL to send the browser to, in work->pool: with the parameters themselves, with a request object or a reference to
 * one, or with a reference to what was pushed, as the registration and the provider want it. OAS_REFUSED,
 * OAS_UNAVAILABLE: the provider was asked first, and did not take it. OAS_MISCONFIGURED: the provider has not the
 * endpoint, no key of ours fits, or the request is too long for a URL. */
OAS_MUST_CHECK oas_status_t oas_authorization_url(const char **url, const oas_authorization_server_t *server,
                                                  const oas_authorization_request_t *request, oas_work_t *work);

#endif
