/* SPDX-License-Identifier: Apache-2.0 */
/* What one login attempt asks, and whom: the same whether the browser carries it or the provider fetches it. */
#ifndef OAS_FLOW_LOGIN_REQUEST_H
#define OAS_FLOW_LOGIN_REQUEST_H

#include "flow/site.h"
#include "oidc/authorization_request.h"
#include "oidc/authorization_server.h"
#include "oidc/login_attempt.h"

/* The provider as an authorization server, with its metadata. OAS_UNAVAILABLE: they are needed and not to be had. */
OAS_MUST_CHECK oas_status_t oas_login_request_server(oas_authorization_server_t *server, const oas_site_t *site,
                                                     const oas_site_provider_t *chosen, oas_work_t *work);

/* Fill in what follows from the attempt: redirect_uri, nonce and verifier. */
OAS_MUST_CHECK oas_status_t oas_login_request_compose(oas_authorization_request_t *request, const oas_site_t *site,
                                                      const oas_login_attempt_t *attempt, const char *origin,
                                                      oas_work_t *work);

#endif
