/* SPDX-License-Identifier: Apache-2.0 */
/* Pushed authorization requests, RFC 9126: the request goes from us to the provider, and the browser carries only a
 * reference to it. */
#ifndef OAS_OIDC_PUSHED_REQUEST_H
#define OAS_OIDC_PUSHED_REQUEST_H

#include "oidc/registration.h"

/* Requests of this registration are pushed: it says so, or the provider takes no others. */
bool oas_pushed_request_is_wanted(const oas_registration_t *registration, const oas_provider_t *provider);

/* Push the parameters, client_id among them, and prove who we are as at the token endpoint. *request_uri lives in
 * work->pool; NULL unless OAS_OK. OAS_REFUSED: the provider refused them or us, or its answer is not one.
 * OAS_UNAVAILABLE: it could not be asked, or answered 5xx or 429. OAS_MISCONFIGURED: there is no such endpoint, or we
 * can not prove who we are. */
OAS_MUST_CHECK oas_status_t oas_pushed_request(const char **request_uri, const oas_registration_t *registration,
                                               const oas_provider_t *provider, oas_pairs_t parameters,
                                               oas_http_client_t *client, oas_work_t *work);

#endif
