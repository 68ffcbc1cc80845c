/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sha1_signature.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

enum { SHA1_LENGTH = 20 };

static oas_status_t fail(const char *what, oas_work_t *work)
{
    return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL can not compute %s", what);
}

oas_status_t oas_hmac_sha1(oas_bytes_t *signature, oas_bytes_t key, oas_bytes_t bytes, oas_work_t *work)
{
    unsigned char *mac = apr_palloc(work->pool, SHA1_LENGTH);
    size_t length = 0;

    *signature = oas_bytes(NULL, 0);
    ERR_set_mark();
    if (EVP_Q_mac(NULL, "HMAC", NULL, "SHA1", NULL, key.data, key.length, bytes.data, bytes.length, mac, SHA1_LENGTH, &length)
        != NULL)
        *signature = oas_bytes(mac, length);
    ERR_pop_to_mark();
    return length == SHA1_LENGTH ? OAS_OK : fail("HMAC-SHA1", work);
}

static bool sign(unsigned char *out, size_t *length, EVP_PKEY *key, oas_bytes_t bytes)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *padding; /* the context's own */
    bool done = context != NULL && EVP_DigestSignInit(context, &padding, EVP_sha1(), NULL, key) == 1
                && EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PADDING) == 1
                && EVP_DigestSign(context, out, length, bytes.data, bytes.length) == 1;

    EVP_MD_CTX_free(context);
    return done;
}

oas_status_t oas_rsa_sha1(oas_bytes_t *signature, EVP_PKEY *key, oas_bytes_t bytes, oas_work_t *work)
{
    size_t length = (size_t)EVP_PKEY_get_size(key);
    unsigned char *out = apr_palloc(work->pool, length);
    bool done;

    ERR_set_mark();
    done = sign(out, &length, key, bytes);
    ERR_pop_to_mark();
    *signature = oas_bytes(out, done ? length : 0);
    return done ? OAS_OK : fail("RSA-SHA1", work);
}
