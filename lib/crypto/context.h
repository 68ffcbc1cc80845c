/* SPDX-License-Identifier: Apache-2.0 */
/* What each thread keeps of OpenSSL from call to call: making a context and fetching an algorithm costs more than all
 * hashing of a request. The algorithms are fetched once and shared. */
#ifndef OAS_CRYPTO_CONTEXT_H
#define OAS_CRYPTO_CONTEXT_H

#include <openssl/evp.h>

#include "crypto/digest.h"
#include "crypto/keyring.h"

/* The two hashes of an HMAC (RFC 2104 §2) that have taken in a key, to be copied for each text. */
typedef struct {
    EVP_MD_CTX *inner, *outer;
    uint64_t serial; /* of that key; 0: none */
    oas_hash_t hash;
} oas_keyed_mac_t;

/* AES-256, block by block, under the two keys of oas_prf. */
typedef struct {
    EVP_CIPHER_CTX *sum, *out;
    uint64_t serial; /* of that key; 0: none */
} oas_keyed_prf_t;

typedef struct {
    EVP_MD_CTX *digest;
    EVP_MAC_CTX *mac;                         /* HMAC, keyed in each call */
    EVP_CIPHER_CTX *gcm;                      /* AES-256-GCM, keyed in each call */
    oas_keyed_mac_t keyed[OAS_PURPOSE_COUNT]; /* so that no purpose takes another one's place */
    oas_keyed_prf_t prf;
} oas_context_t;

/* Needed once before anything else in crypto/ is used. One thread calls it and clears pool later, when no other is in
 * crypto/. Then nothing of this code is left in OpenSSL or libc, and the module can be unloaded. It may be called for
 * several pools: the last one ends it. OAS_BROKEN: OpenSSL has not what we need. */
OAS_MUST_CHECK oas_status_t oas_crypto_begin(apr_pool_t *pool, oas_work_t *work);

/* The contexts of the thread that asks. OAS_BROKEN: not begun, or OpenSSL failed. */
OAS_MUST_CHECK oas_status_t oas_context_mine(oas_context_t **context, oas_work_t *work);

/* The shared algorithm, valid between begin and the end of its pool. */
const EVP_MD *oas_context_hash(oas_hash_t hash);

#endif
