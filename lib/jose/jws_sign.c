/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/sign.h"

#include <openssl/ecdsa.h>
#include <openssl/err.h>

#include "jose/signature.h"

static oas_status_t fail(const oas_algorithm_t *algorithm, oas_work_t *work)
{
    return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL can not sign with %s", algorithm->name);
}

/* As OpenSSL writes it: ECDSA in DER. */
static oas_status_t sign_with_openssl(oas_bytes_t *signature, const oas_algorithm_t *algorithm, const oas_jwk_t *key,
                                      oas_bytes_t signed_bytes, oas_work_t *work)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *padding; /* the context's own */
    size_t length = (size_t)EVP_PKEY_get_size(key->key);
    unsigned char *bytes = apr_palloc(work->pool, length);
    bool done = context != NULL
                && EVP_DigestSignInit(context, &padding, oas_signature_digest(algorithm), NULL, key->key) == 1
                && oas_signature_prepare(padding, algorithm)
                && EVP_DigestSign(context, bytes, &length, signed_bytes.data, signed_bytes.length) == 1;

    EVP_MD_CTX_free(context);
    if (!done)
        return fail(algorithm, work);
    *signature = oas_bytes(bytes, length);
    return OAS_OK;
}

/* RFC 7518 §3.4: r and s, each as long as the order of the group. */
static oas_status_t sign_ecdsa(oas_bytes_t *signature, const oas_algorithm_t *algorithm, const oas_jwk_t *key,
                               oas_bytes_t signed_bytes, oas_work_t *work)
{
    int half = (int)oas_signature_half(key->key);
    unsigned char *bytes = apr_palloc(work->pool, 2 * (size_t)half);
    const unsigned char *at;
    ECDSA_SIG *pair;
    bool done;
    oas_status_t status = sign_with_openssl(signature, algorithm, key, signed_bytes, work);

    if (status != OAS_OK)
        return status;
    at = signature->data;
    pair = d2i_ECDSA_SIG(NULL, &at, (long)signature->length);
    done = pair != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(pair), bytes, half) == half
           && BN_bn2binpad(ECDSA_SIG_get0_s(pair), bytes + half, half) == half;
    ECDSA_SIG_free(pair);
    *signature = oas_bytes(bytes, 2 * (size_t)half);
    return done ? OAS_OK : fail(algorithm, work);
}

static oas_status_t sign_hmac(oas_bytes_t *signature, const oas_algorithm_t *algorithm, const oas_jwk_t *key,
                              oas_bytes_t signed_bytes, oas_work_t *work)
{
    unsigned char *bytes = apr_palloc(work->pool, OAS_HASH_LONGEST);

    *signature = oas_bytes(bytes, oas_hash_length(algorithm->hash));
    return oas_hmac(bytes, algorithm->hash, key->secret, signed_bytes, work);
}

static oas_status_t sign(oas_bytes_t *signature, const oas_algorithm_t *algorithm, const oas_jwk_t *key,
                         oas_bytes_t signed_bytes, oas_work_t *work)
{
    switch (algorithm->scheme) {
    case OAS_SIGN_RSA_PKCS1:
    case OAS_SIGN_RSA_PSS:
    case OAS_SIGN_EDDSA: return sign_with_openssl(signature, algorithm, key, signed_bytes, work);
    case OAS_SIGN_ECDSA: return sign_ecdsa(signature, algorithm, key, signed_bytes, work);
    case OAS_SIGN_HMAC: return sign_hmac(signature, algorithm, key, signed_bytes, work);
    }
    return fail(algorithm, work);
}

oas_status_t oas_jws_sign(oas_bytes_t *signature, const oas_algorithm_t *algorithm, const oas_jwk_t *key,
                          oas_bytes_t signed_bytes, oas_work_t *work)
{
    oas_status_t status;

    *signature = oas_bytes(NULL, 0);
    if (!oas_jwk_fits(key, algorithm) || (key->kty != OAS_KTY_OCT && !key->is_private))
        return oas_fail(work, OAS_MISCONFIGURED, "sign_key", "our key is none to sign with %s", algorithm->name);
    ERR_set_mark();
    status = sign(signature, algorithm, key, signed_bytes, work);
    ERR_pop_to_mark();
    return status;
}
