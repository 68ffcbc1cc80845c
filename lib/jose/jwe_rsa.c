/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/jwe_rsa.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

#include "crypto/random.h"

enum { RSA_LONGEST = 1024 }; /* bytes of a modulus of 8192 bits */

static bool set_padding(EVP_PKEY_CTX *context, const oas_key_algorithm_t *algorithm)
{
    const EVP_MD *hash = algorithm->sha1 ? EVP_sha1() : EVP_sha256();

    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1
           && EVP_PKEY_CTX_set_rsa_oaep_md(context, hash) == 1 && EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash) == 1;
}

/* Bytes of what was sealed; 0 when there was nothing. */
static size_t decrypt(unsigned char *out, const oas_key_algorithm_t *algorithm, const oas_jwk_t *ours,
                      oas_bytes_t sealed)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, ours->key, NULL);
    size_t length = RSA_LONGEST;
    bool done = context != NULL && EVP_PKEY_decrypt_init(context) == 1 && set_padding(context, algorithm)
                && EVP_PKEY_decrypt(context, out, &length, sealed.data, sealed.length) == 1;

    EVP_PKEY_CTX_free(context);
    return done ? length : 0;
}

oas_status_t oas_jwe_rsa_open(unsigned char *key, size_t length, const oas_key_algorithm_t *algorithm,
                              const oas_jwk_t *ours, oas_bytes_t sealed, oas_work_t *work)
{
    unsigned char opened[RSA_LONGEST];
    size_t found;
    oas_status_t status = oas_random(key, length, work);

    if (status != OAS_OK)
        return status;
    ERR_set_mark();
    found = decrypt(opened, algorithm, ours, sealed);
    ERR_pop_to_mark();
    if (found == length)
        memcpy(key, opened, length);
    oas_wipe(opened, sizeof(opened));
    return OAS_OK;
}

oas_status_t oas_jwe_rsa_seal(oas_bytes_t *sealed, const oas_key_algorithm_t *algorithm, const oas_jwk_t *theirs,
                              oas_bytes_t key, oas_work_t *work)
{
    unsigned char *out = apr_palloc(work->pool, RSA_LONGEST);
    size_t length = RSA_LONGEST;
    EVP_PKEY_CTX *context;
    bool done;

    ERR_set_mark();
    context = EVP_PKEY_CTX_new_from_pkey(NULL, theirs->key, NULL);
    done = context != NULL && EVP_PKEY_encrypt_init(context) == 1 && set_padding(context, algorithm)
           && EVP_PKEY_encrypt(context, out, &length, key.data, key.length) == 1;
    EVP_PKEY_CTX_free(context);
    ERR_pop_to_mark();
    *sealed = oas_bytes(out, done ? length : 0);
    return done ? OAS_OK : oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL can not seal a key with RSA-OAEP");
}
