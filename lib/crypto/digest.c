/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/digest.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/kdf.h>

#include "crypto/context.h"

size_t oas_hash_length(oas_hash_t hash)
{
    switch (hash) {
    case OAS_SHA256: return 32;
    case OAS_SHA384: return 48;
    case OAS_SHA512: return 64;
    }
    return 0;
}

oas_status_t oas_digest(unsigned char *out, oas_hash_t hash, oas_bytes_t bytes, oas_work_t *work)
{
    oas_context_t *mine;
    bool done;

    if (oas_context_mine(&mine, work) != OAS_OK)
        return OAS_BROKEN;
    ERR_set_mark();
    done = EVP_DigestInit_ex2(mine->digest, oas_context_hash(hash), NULL) == 1
           && EVP_DigestUpdate(mine->digest, bytes.data, bytes.length) == 1
           && EVP_DigestFinal_ex(mine->digest, out, NULL) == 1;
    ERR_pop_to_mark();
    return done ? OAS_OK : oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL failed to hash");
}

oas_status_t oas_shake256(unsigned char *out, size_t length, oas_bytes_t bytes, oas_work_t *work)
{
    oas_context_t *mine;
    bool done;

    if (oas_context_mine(&mine, work) != OAS_OK)
        return OAS_BROKEN;
    ERR_set_mark();
    done = EVP_DigestInit_ex2(mine->digest, EVP_shake256(), NULL) == 1
           && EVP_DigestUpdate(mine->digest, bytes.data, bytes.length) == 1
           && EVP_DigestFinalXOF(mine->digest, out, length) == 1;
    ERR_pop_to_mark();
    return done ? OAS_OK : oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL failed to hash");
}

/* OpenSSL 3.0 fails without a word when a salt of no bytes has no address. */
static OSSL_PARAM octets(const char *name, oas_bytes_t bytes)
{
    return OSSL_PARAM_construct_octet_string(name, bytes.length != 0 ? (void *)bytes.data : "", bytes.length);
}

static bool derive(unsigned char *out, size_t length, oas_bytes_t secret, oas_bytes_t salt, oas_bytes_t info)
{
    EVP_KDF *hkdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *context = EVP_KDF_CTX_new(hkdf);
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char[]){"SHA256"}, 0),
        octets(OSSL_KDF_PARAM_KEY, secret),
        octets(OSSL_KDF_PARAM_SALT, salt),
        octets(OSSL_KDF_PARAM_INFO, info),
        OSSL_PARAM_construct_end(),
    };
    bool done = context != NULL && EVP_KDF_derive(context, out, length, parameters) == 1;

    EVP_KDF_CTX_free(context);
    EVP_KDF_free(hkdf);
    return done;
}

oas_status_t oas_hkdf(unsigned char *out, size_t length, oas_bytes_t secret, oas_bytes_t salt, oas_bytes_t info,
                      oas_work_t *work)
{
    bool done;

    ERR_set_mark();
    done = derive(out, length, secret, salt, info);
    ERR_pop_to_mark();
    return done ? OAS_OK : oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL failed to derive a key");
}
