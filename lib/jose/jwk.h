/* SPDX-License-Identifier: Apache-2.0 */
/* Keys as JSON, RFC 7517. A set is read whole: a key we can not use (kind, curve, use, strength) is left out, and the
 * rest still serves. */
#ifndef OAS_JOSE_JWK_H
#define OAS_JOSE_JWK_H

#include <openssl/evp.h>

#include "base/json.h"
#include "jose/algorithm.h"

typedef enum {
    OAS_USE_ANY, /* our own keys, and shared secrets */
    OAS_USE_SIGNATURE,
    OAS_USE_ENCRYPTION
} oas_use_t;

typedef struct {
    const char *kid;   /* NULL when it has none; not always unique in a set */
    const char *alg;   /* NULL when it is not bound to one */
    const char *curve; /* "P-256", "Ed25519"; NULL for RSA and oct */
    oas_kty_t kty;
    EVP_PKEY *key;      /* freed with the set's pool; NULL for oct */
    oas_bytes_t secret; /* oct only */
    oas_use_t use;
    bool is_client_secret; /* oct: keys for encryption are derived from it */
    bool is_private;       /* key is a key pair (jose/private_key.h) */
    const char *x5t; /* base64url of the SHA-1 and the SHA-256 of its certificate; NULL when it does not say */
    const char *x5t_s256;
    const char *issuer; /* whom it signs for, which is no member of RFC 7517; NULL when it does not say */
} oas_jwk_t;

typedef struct {
    const oas_jwk_t *keys; /* in their order */
    size_t count;
    size_t left_out;          /* keys of the text that can not be used */
    const char *left_out_why; /* the first of them and what is wrong with it; NULL when there is none */
} oas_jwk_set_t;

enum {
    OAS_JWK_SET_LARGEST = 512 * 1024, /* bytes of a key set's text */
    OAS_JWK_SET_MOST = 100            /* keys looked at; what follows is left out */
};

/* Public keys for verifying, from a text {"keys": [...]}. *set lives in work->pool; NULL unless OAS_OK. Symmetric and
 * private keys are left out: no HMAC key comes from a provider's key set, and a private key that was published is
 * nobody's proof any more. OAS_REFUSED: not a key set (R-JWT-03, R-JK-05). */
OAS_MUST_CHECK oas_status_t oas_jwk_set_parse(const oas_jwk_set_t **set, oas_bytes_t text, oas_work_t *work);

/* The same for encrypting to the one who published the set. */
OAS_MUST_CHECK oas_status_t oas_jwk_set_parse_for_encryption(const oas_jwk_set_t **set, oas_bytes_t text,
                                                             oas_work_t *work);

/* One key of any kind, symmetric ones too, for verifying or encrypting. *jwk lives in work->pool and borrows from json.
 * OAS_REFUSED says what is wrong with it. */
OAS_MUST_CHECK oas_status_t oas_jwk_parse(const oas_jwk_t **jwk, const oas_json_t *json, oas_use_t use,
                                          oas_work_t *work);

/* A symmetric key (a client secret) as a set of one, which borrows secret. OAS_REFUSED: it is empty. */
OAS_MUST_CHECK oas_status_t oas_jwk_set_of_secret(const oas_jwk_set_t **set, oas_bytes_t secret, oas_work_t *work);

/* The key could have made a signature of this algorithm: kind, curve, alg, strength. */
bool oas_jwk_fits(const oas_jwk_t *jwk, const oas_algorithm_t *algorithm);

#endif
