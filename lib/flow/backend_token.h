/* SPDX-License-Identifier: Apache-2.0 */
/* What a backend can be sure of: a JWT of our own (RFC 7519) about who is signed in, that it verifies with our public keys. */
#ifndef OAS_FLOW_BACKEND_TOKEN_H
#define OAS_FLOW_BACKEND_TOKEN_H

#include "flow/claims_object.h"
#include "jose/jwk.h"
#include "session/lifecycle.h"

/* A token says nothing for longer than this; one that has the half of it left is given out once more. */
enum { OAS_BACKEND_TOKEN_SECONDS = 120 };

typedef struct {
    const char *issuer;   /* the site's origin */
    const char *audience; /* whom it is for */
    const char *user;     /* as REMOTE_USER */
    oas_chosen_claims_t claims;
} oas_backend_token_t;

/* iss, aud, sub (the user), provider, iat, exp and the chosen claims, but for those of such names; signed with the first of keys
 * that signs. It ends with the session, if that is sooner. *compact lives in work->pool; NULL unless OAS_OK. *expires: exp.
 * OAS_MISCONFIGURED (own_key): there is no such key. */
OAS_MUST_CHECK oas_status_t oas_backend_token_sign(const char **compact, apr_time_t *expires, const oas_backend_token_t *token,
                                                   const oas_session_t *session, const oas_jwk_set_t *keys, oas_work_t *work);

#endif
