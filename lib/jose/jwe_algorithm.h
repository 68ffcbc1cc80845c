/* SPDX-License-Identifier: Apache-2.0 */
/* What an encrypted token is encrypted with: "alg" for its content key (RFC 7518 §4.1, RFC 8037 §3.2), "enc" for its
 * content (§5.1). RSA1_5 and PBES2 are in no row: the one tells who asks often enough what nobody may know, the other
 * lets the sender choose how long we work. A new one is one row. */
#ifndef OAS_JOSE_JWE_ALGORITHM_H
#define OAS_JOSE_JWE_ALGORITHM_H

#include "jose/jwk.h"

typedef enum {
    OAS_WRAP_RSA_OAEP,
    OAS_WRAP_ECDH,   /* ECDH-ES: the agreed key is the content key, or wraps it */
    OAS_WRAP_AES_KW, /* RFC 3394 */
    OAS_WRAP_AES_GCM,
    OAS_WRAP_DIRECT /* the shared key is the content key */
} oas_wrap_t;

typedef struct {
    const char *name;
    oas_wrap_t wrap;
    size_t key_length; /* bytes of the AES key that wraps; 0: none does */
    oas_hash_t hash;   /* of OAEP */
    bool sha1;         /* of OAEP, instead of hash */
} oas_key_algorithm_t;

typedef struct {
    const char *name;
    size_t key_length; /* bytes of the content key; CBC: half of it is for the HMAC */
    size_t iv_length;
    size_t tag_length;
    bool gcm;        /* else CBC with HMAC (RFC 7518 §5.2) */
    oas_hash_t hash; /* of that HMAC */
} oas_content_algorithm_t;

enum {
    OAS_CONTENT_KEY_LONGEST = 64,
    OAS_GCM_IV = 12, /* bytes; RFC 7518 §4.7.1.1 and §5.3 */
    OAS_GCM_TAG = 16,
    OAS_AES_KW_MORE = 8 /* bytes that a wrapped key is longer than the key */
};

/* Constant; NULL for a name that is NULL or that we do not support. */
const oas_key_algorithm_t *oas_key_algorithm_find(const char *name);
const oas_content_algorithm_t *oas_content_algorithm_find(const char *name);

/* The key is one that both sides have. NULL, and what we do not support, is not. */
bool oas_key_algorithm_is_symmetric(const char *name);

/* What is accepted without configuration, NULL-terminated: all that use a private key of ours; all of the content. */
extern const char *const oas_key_algorithms_default[];
extern const char *const oas_content_algorithms_default[];

/* The key can seal or open a content key of this kind: kind, curve, use, alg, length. */
bool oas_jwk_fits_wrap(const oas_jwk_t *jwk, const oas_key_algorithm_t *algorithm,
                       const oas_content_algorithm_t *content);

#endif
