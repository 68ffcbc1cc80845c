/* SPDX-License-Identifier: Apache-2.0 */
/* Signed tokens of our own, RFC 7515 in compact form: client assertions, request objects, DPoP proofs. */
#ifndef OAS_JOSE_SIGN_H
#define OAS_JOSE_SIGN_H

#include "jose/jwk.h"

/* What stands in the header, "alg" first; NULL: it is left out. */
typedef struct {
    const oas_algorithm_t *algorithm;
    const char *type;         /* "typ" */
    const char *content_type; /* "cty" */
    const char *kid;
    const char *jwk; /* JSON of a public key: oas_jwk_public() */
} oas_jws_header_t;

/* Sign claims (JSON) with our private key, or with an oct key (oas_jwk_set_of_secret) for HS256 and the like. *compact
 * lives in work->pool; NULL unless OAS_OK. OAS_MISCONFIGURED (sign_key): the key is not private, or none for this
 * algorithm (oas_jwk_fits). OAS_BROKEN: OpenSSL failed. */
OAS_MUST_CHECK oas_status_t oas_jwt_sign(const char **compact, const oas_jws_header_t *header, const oas_jwk_t *key,
                                         oas_bytes_t claims, oas_work_t *work);

/* The signature alone. */
OAS_MUST_CHECK oas_status_t oas_jws_sign(oas_bytes_t *signature, const oas_algorithm_t *algorithm, const oas_jwk_t *key,
                                         oas_bytes_t signed_bytes, oas_work_t *work);

/* What this key had best sign with: the best of ours that fits it and is one of offered (NULL-terminated), where
 * signatures of probabilistic padding come before those of PKCS #1. offered NULL: nobody said what they take, so the
 * one that all know: RS256 for RSA. NULL: there is none. Never an HMAC. */
const oas_algorithm_t *oas_algorithm_for(const oas_jwk_t *key, const char *const *offered);

#endif
