/* SPDX-License-Identifier: Apache-2.0 */
/* A signed statement of who we are, RFC 7523 §3 and OpenID Connect Core 1.0 §9: proof without handing a secret over. */
#ifndef OAS_OIDC_CLIENT_ASSERTION_H
#define OAS_OIDC_CLIENT_ASSERTION_H

#include "oidc/registration.h"

enum { OAS_CLIENT_ASSERTION_SECONDS = 60 }; /* it is for one call; its time only has to bridge the clocks */

/* Sign one with a private key of ours (private_key_jwt) or with the client secret (client_secret_jwt), for a call of this
 * endpoint. Its audience is the issuer, or the endpoint where the provider wants that or is no issuer. Each one has an id
 * of its own and is sent once. *compact lives in work->pool, wiped with it; NULL unless OAS_OK. OAS_MISCONFIGURED: no key
 * of ours, or no length of the secret, goes with an algorithm that the provider takes. */
OAS_MUST_CHECK oas_status_t oas_client_assertion_of_key(const char **compact, const oas_registration_t *registration,
                                                        const oas_provider_t *provider, const char *endpoint,
                                                        oas_work_t *work);
OAS_MUST_CHECK oas_status_t oas_client_assertion_of_secret(const char **compact, const oas_registration_t *registration,
                                                           const oas_provider_t *provider, const char *endpoint,
                                                           oas_work_t *work);

#endif
