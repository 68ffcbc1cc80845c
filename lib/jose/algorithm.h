/* SPDX-License-Identifier: Apache-2.0 */
/* The signature algorithms of RFC 7518 §3, RFC 8037 and what each asks of a key. A new one is one row. */
#ifndef OAS_JOSE_ALGORITHM_H
#define OAS_JOSE_ALGORITHM_H

#include <stdbool.h>

#include "crypto/digest.h"

typedef enum { OAS_KTY_RSA, OAS_KTY_EC, OAS_KTY_OKP, OAS_KTY_OCT } oas_kty_t;
typedef enum { OAS_SIGN_RSA_PKCS1, OAS_SIGN_RSA_PSS, OAS_SIGN_ECDSA, OAS_SIGN_EDDSA, OAS_SIGN_HMAC } oas_scheme_t;

typedef struct {
    const char *name; /* as in "alg", compared byte by byte */
    oas_kty_t kty;
    const char *curve; /* "P-256"; NULL where the algorithm does not fix one (RSA, EdDSA, HMAC) */
    oas_scheme_t scheme;
    oas_hash_t hash; /* of the signature, and of at_hash and c_hash */
} oas_algorithm_t;

/* Constant; NULL for a name we do not support, "none" among them. */
const oas_algorithm_t *oas_algorithm_find(const char *name);

/* What is accepted without configuration: RS256, PS256, ES256, EdDSA; NULL-terminated. */
extern const char *const oas_algorithms_default[];

/* name is one of allowed (NULL-terminated), byte by byte. */
bool oas_algorithm_is_allowed(const char *name, const char *const *allowed);

#endif
