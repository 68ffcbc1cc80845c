/* SPDX-License-Identifier: Apache-2.0 */
/* The logout request that a browser takes to the provider (OpenID Connect RP-Initiated Logout 1.0 §2). */
#ifndef OAS_OIDC_END_SESSION_H
#define OAS_OIDC_END_SESSION_H

#include "oidc/registration.h"

enum { OAS_ID_TOKEN_HINT_LONGEST = 4096 }; /* characters: with a longer one the URL might be refused as a whole */

typedef struct {
    const char *id_token;     /* the last one of the session, as it came; NULL: not known. Left out when it is longer */
    const char *redirect_uri; /* where the provider sends the browser afterwards; registered there */
    const char *state;        /* comes back with it */
} oas_end_session_request_t;

/* registration->logout_parameters may not have this one. */
bool oas_end_session_owns_parameter(const char *name);

/* The URL to send the browser to, in pool. endpoint is the provider's end_session_endpoint. */
const char *oas_end_session_url(const char *endpoint, const oas_registration_t *registration,
                                const oas_end_session_request_t *request, apr_pool_t *pool);

#endif
