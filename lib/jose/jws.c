/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/jws.h"

#include <openssl/ecdsa.h>
#include <openssl/err.h>

#include "jose/signature.h"

static oas_status_t refuse(oas_work_t *work, const oas_algorithm_t *algorithm)
{
    return oas_fail(work, OAS_REFUSED, "jws_signature", "%s signature was not made with this key", algorithm->name);
}

/* The signature in the form that OpenSSL reads. */
static oas_status_t verify_with_openssl(const oas_algorithm_t *algorithm, const oas_jwk_t *jwk,
                                        oas_bytes_t signed_bytes, oas_bytes_t signature, oas_work_t *work)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *padding; /* the context's own */
    oas_status_t status = OAS_OK;

    if (context == NULL || EVP_DigestVerifyInit(context, &padding, oas_signature_digest(algorithm), NULL, jwk->key) != 1
        || !oas_signature_prepare(padding, algorithm))
        status = oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL can not verify %s", algorithm->name);
    else if (EVP_DigestVerify(context, signature.data, signature.length, signed_bytes.data, signed_bytes.length) != 1)
        status = refuse(work, algorithm);
    EVP_MD_CTX_free(context);
    return status;
}

/* RSA and EdDSA signatures have one length only. */
static oas_status_t verify_as_it_is(const oas_algorithm_t *algorithm, const oas_jwk_t *jwk, oas_bytes_t signed_bytes,
                                    oas_bytes_t signature, oas_work_t *work)
{
    if (signature.length != (size_t)EVP_PKEY_get_size(jwk->key))
        return refuse(work, algorithm);
    return verify_with_openssl(algorithm, jwk, signed_bytes, signature, work);
}

/* The DER form of r and s, as OpenSSL wants it; for OPENSSL_free, empty when there is no memory. */
static oas_bytes_t der_of(oas_bytes_t signature)
{
    int half = (int)(signature.length / 2);
    BIGNUM *r = BN_bin2bn(signature.data, half, NULL);
    BIGNUM *s = BN_bin2bn(signature.data + half, half, NULL);
    ECDSA_SIG *pair = ECDSA_SIG_new();
    unsigned char *der = NULL;
    int length = 0;

    if (pair == NULL || r == NULL || s == NULL || ECDSA_SIG_set0(pair, r, s) != 1) {
        BN_free(r);
        BN_free(s);
    } else
        length = i2d_ECDSA_SIG(pair, &der);
    ECDSA_SIG_free(pair);
    return oas_bytes(der, length > 0 ? (size_t)length : 0);
}

/* RFC 7518 §3.4: r and s, each as long as the order of the group. OpenSSL refuses 0 and what is not below the order. */
static oas_status_t verify_ecdsa(const oas_algorithm_t *algorithm, const oas_jwk_t *jwk, oas_bytes_t signed_bytes,
                                 oas_bytes_t signature, oas_work_t *work)
{
    size_t half = oas_signature_half(jwk->key);
    oas_status_t status;
    oas_bytes_t der;

    if (signature.length != 2 * half)
        return refuse(work, algorithm);
    der = der_of(signature);
    status = verify_with_openssl(algorithm, jwk, signed_bytes, der, work);
    OPENSSL_free((void *)der.data);
    return status;
}

static oas_status_t verify_hmac(const oas_algorithm_t *algorithm, const oas_jwk_t *jwk, oas_bytes_t signed_bytes,
                                oas_bytes_t signature, oas_work_t *work)
{
    unsigned char expected[OAS_HASH_LONGEST];
    oas_status_t status = oas_hmac(expected, algorithm->hash, jwk->secret, signed_bytes, work);

    if (status == OAS_OK && !oas_bytes_equal(signature, oas_bytes(expected, oas_hash_length(algorithm->hash))))
        status = refuse(work, algorithm);
    oas_wipe(expected, sizeof(expected));
    return status;
}

static oas_status_t verify(const oas_algorithm_t *algorithm, const oas_jwk_t *jwk, oas_bytes_t signed_bytes,
                           oas_bytes_t signature, oas_work_t *work)
{
    switch (algorithm->scheme) {
    case OAS_SIGN_RSA_PKCS1:
    case OAS_SIGN_RSA_PSS:
    case OAS_SIGN_EDDSA: return verify_as_it_is(algorithm, jwk, signed_bytes, signature, work);
    case OAS_SIGN_ECDSA: return verify_ecdsa(algorithm, jwk, signed_bytes, signature, work);
    case OAS_SIGN_HMAC: return verify_hmac(algorithm, jwk, signed_bytes, signature, work);
    }
    return refuse(work, algorithm);
}

oas_status_t oas_jws_verify(const oas_algorithm_t *algorithm, const oas_jwk_t *jwk, oas_bytes_t signed_bytes,
                            oas_bytes_t signature, oas_work_t *work)
{
    oas_status_t status;

    if (!oas_jwk_fits(jwk, algorithm))
        return oas_fail(work, OAS_REFUSED, "jws_key", "key is none for %s", algorithm->name);
    ERR_set_mark();
    status = verify(algorithm, jwk, signed_bytes, signature, work);
    ERR_pop_to_mark();
    return status;
}
