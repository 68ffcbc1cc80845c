/* SPDX-License-Identifier: Apache-2.0 */
/* A key set that comes signed (signed_jwks_uri of OpenID Federation 1.0), so that even who can answer in the provider's
 * place can not bring in a key of his own. */
#ifndef OAS_OIDC_SIGNED_KEYS_H
#define OAS_OIDC_SIGNED_KEYS_H

#include "oidc/registration.h"

/* What is asked for in Accept. */
extern const char oas_signed_keys_accept[];

/* 200 with a media type of signed things. OAS_UNAVAILABLE, OAS_REFUSED as oas_answer_expect_json. */
OAS_MUST_CHECK oas_status_t oas_signed_keys_expect(const oas_http_answer_t *answer, const char *purpose, oas_work_t *work);

/* Take the set (text of a JWK set) out of what one of the registration's jwks_signers signed, with any algorithm that its
 * key is for. *set lives in work->pool; empty unless OAS_OK. OAS_REFUSED: the signature is wrong, or of nobody among them;
 * it is of another issuer. OAS_EXPIRED: its time has passed. */
OAS_MUST_CHECK oas_status_t oas_signed_keys_open(oas_bytes_t *set, oas_bytes_t text, const oas_registration_t *registration,
                                                 oas_work_t *work);

#endif
