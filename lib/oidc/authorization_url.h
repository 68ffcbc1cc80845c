/* SPDX-License-Identifier: Apache-2.0 */
/* The forms in which an authorization request travels: in the URL a browser is sent to (RFC 6749 §4.1.1), as a request
 * object in it or by reference (RFC 9101), or pushed to the provider before (RFC 9126). */
#ifndef OAS_OIDC_AUTHORIZATION_URL_H
#define OAS_OIDC_AUTHORIZATION_URL_H

#include "oidc/authorization_request.h"
#include "oidc/authorization_server.h"

/* The URL to send the browser to, in work->pool: with the parameters themselves, with a request object or a reference to
 * one, or with a reference to what was pushed, as the registration and the provider want it. OAS_REFUSED,
 * OAS_UNAVAILABLE: the provider was asked first, and did not take it. OAS_MISCONFIGURED: the provider has not the
 * endpoint, no key of ours fits, or the request is too long for a URL. */
OAS_MUST_CHECK oas_status_t oas_authorization_url(const char **url, const oas_authorization_server_t *server,
                                                  const oas_authorization_request_t *request, oas_work_t *work);

#endif
