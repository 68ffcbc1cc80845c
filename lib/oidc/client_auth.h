/* SPDX-License-Identifier: Apache-2.0 */
/* How a client proves itself to a provider, at the token endpoint and wherever else it is asked to (RFC 6749 §2.3,
 * RFC 7523 §2.2, RFC 8705 §2). */
#ifndef OAS_OIDC_CLIENT_AUTH_H
#define OAS_OIDC_CLIENT_AUTH_H

#include "base/buffer.h"
#include "http/client.h"
#include "oidc/registration.h"

/* What a method proves who we are with. */
typedef enum { OAS_PROOF_NOTHING, OAS_PROOF_SECRET, OAS_PROOF_CERTIFICATE, OAS_PROOF_KEY } oas_client_proof_t;

oas_client_proof_t oas_client_auth_proof(oas_client_auth_t client_auth);

/* Its name in metadata and registrations; NULL for OAS_CLIENT_AUTH_UNSET. */
const char *oas_client_auth_name(oas_client_auth_t client_auth);

/* The method of this name; false: we have none. */
bool oas_client_auth_find(oas_client_auth_t *client_auth, const char *name);

/* The registration has what its method proves with. */
bool oas_client_auth_is_possible(const oas_registration_t *registration);

/* The method to ask for when we register: the one that is configured, else the first that the provider offers and that we
 * could have, which with a secret to come are many. OAS_MISCONFIGURED: there is none. */
OAS_MUST_CHECK oas_status_t oas_client_auth_wish(oas_client_auth_t *client_auth, const oas_registration_t *registration,
                                                 const oas_provider_t *provider, oas_work_t *work);

/* Prove who we are in this call: adds to its Authorization header, or to the form that is written to be its body. A
 * certificate, where we have one, is shown whatever the method is. OAS_MISCONFIGURED: what the method needs is not there
 * or does not do for it, or the provider takes none of ours. */
OAS_MUST_CHECK oas_status_t oas_client_authenticate(const oas_registration_t *registration,
                                                    const oas_provider_t *provider, oas_http_call_t *call,
                                                    oas_buffer_t *form, oas_work_t *work);

/* Show our certificate in this call, where we have one, and call the alias that the provider has for it (RFC 8705 §5):
 * what it gives for a token that is bound to the certificate (§3). oas_client_authenticate() does so, too. */
void oas_client_show_certificate(const oas_registration_t *registration, const oas_provider_t *provider,
                                 oas_http_call_t *call);

#endif
