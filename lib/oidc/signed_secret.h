/* SPDX-License-Identifier: Apache-2.0 */
/* A client secret that is a token of ours: Apple knows clients by that. It is made anew for each call, so that none
 * lies around that would be good for months. */
#ifndef OAS_OIDC_SIGNED_SECRET_H
#define OAS_OIDC_SIGNED_SECRET_H

#include "oidc/registration.h"

enum { OAS_SIGNED_SECRET_SECONDS = 300 };

/* Signed with ES256 by the registration's secret_key: iss is its secret_issuer (Apple's team), sub the client, aud
 * the provider's issuer. *secret lives in work->pool, wiped with it; NULL unless OAS_OK. OAS_MISCONFIGURED: the
 * provider has no issuer, or the key is none for ES256. */
OAS_MUST_CHECK oas_status_t oas_signed_secret_make(const char **secret, const oas_registration_t *registration,
                                                   const oas_provider_t *provider, oas_work_t *work);

#endif
