/* SPDX-License-Identifier: Apache-2.0 */
/* How a client proves itself to a provider, at the token endpoint and wherever else it is asked to (RFC 6749 §2.3). */
#ifndef OAS_OIDC_CLIENT_AUTH_H
#define OAS_OIDC_CLIENT_AUTH_H

#include "base/buffer.h"
#include "http/client.h"
#include "oidc/registration.h"

/* Prove who we are in this call: adds to its Authorization header, or to the form that is written to be its body.
 * OAS_MISCONFIGURED: the method needs a secret and there is none, or can not carry the client id, or the provider takes
 * none of ours. */
OAS_MUST_CHECK oas_status_t oas_client_authenticate(const oas_registration_t *registration,
                                                    const oas_provider_t *provider, oas_http_call_t *call,
                                                    oas_buffer_t *form, oas_work_t *work);

/* A registration of this method has to have a client secret. */
bool oas_client_auth_needs_secret(oas_client_auth_t client_auth);

#endif
