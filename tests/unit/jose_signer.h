/* SPDX-License-Identifier: Apache-2.0 */
/* A provider's key made for a test, and tokens signed with it. The product only verifies; it never signs with these.
 * Everything lives in the pool given; a failure of OpenSSL fails the test. */
#ifndef OAS_TEST_JOSE_SIGNER_H
#define OAS_TEST_JOSE_SIGNER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <apr_strings.h>
#include <cmocka.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include "base/base64url.h"

typedef struct {
    const char *alg;    /* "RS256" */
    const char *kid;    /* NULL: the key has none */
    EVP_PKEY *key;      /* NULL for HS* */
    oas_bytes_t secret; /* HS* only */
} jose_signer_t;

static inline apr_status_t jose_free_key(void *key)
{
    EVP_PKEY_free(key);
    return APR_SUCCESS;
}

static inline EVP_PKEY *jose_new_key(apr_pool_t *pool, const char *alg)
{
    EVP_PKEY *key;

    if (alg[0] == 'R' || alg[0] == 'P')
        key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
    else if (strcmp(alg, "ES256") == 0)
        key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    else if (strcmp(alg, "ES384") == 0)
        key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-384");
    else if (strcmp(alg, "ES512") == 0)
        key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-521");
    else
        key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    assert_non_null(key);
    apr_pool_cleanup_register(pool, key, jose_free_key, apr_pool_cleanup_null);
    return key;
}

/* A signer with a shared secret: alg is HS256, HS384 or HS512. */
static inline jose_signer_t jose_signer_of_secret(const char *alg, const char *kid, oas_bytes_t secret)
{
    return (jose_signer_t){.alg = alg, .kid = kid, .secret = secret};
}

/* A signer with a new key of its own. RSA keys take a moment: make them once for a program. */
static inline jose_signer_t jose_signer(apr_pool_t *pool, const char *alg, const char *kid)
{
    unsigned char *secret;

    if (alg[0] != 'H')
        return (jose_signer_t){.alg = alg, .kid = kid, .key = jose_new_key(pool, alg)};
    secret = apr_palloc(pool, 64);
    assert_int_equal(RAND_bytes(secret, 64), 1);
    return jose_signer_of_secret(alg, kid, oas_bytes(secret, 64));
}

/* A number of the public key, length bytes long; 0: as many as it needs. */
static inline oas_bytes_t jose_key_number(apr_pool_t *pool, const EVP_PKEY *key, const char *name, int length)
{
    BIGNUM *number = NULL;
    unsigned char *bytes;

    assert_int_equal(EVP_PKEY_get_bn_param(key, name, &number), 1);
    if (length == 0)
        length = BN_num_bytes(number);
    bytes = apr_palloc(pool, (apr_size_t)length);
    assert_int_equal(BN_bn2binpad(number, bytes, length), length);
    BN_free(number);
    return oas_bytes(bytes, (size_t)length);
}

static inline const char *jose_key_text(apr_pool_t *pool, const EVP_PKEY *key, const char *name, int length)
{
    return oas_base64url_encode(pool, jose_key_number(pool, key, name, length));
}

static inline const char *jose_jwk_numbers(apr_pool_t *pool, const jose_signer_t *signer)
{
    unsigned char raw[32];
    size_t length = sizeof(raw);
    int field;

    if (signer->key == NULL)
        return apr_psprintf(pool, "\"kty\":\"oct\",\"k\":\"%s\"", oas_base64url_encode(pool, signer->secret));
    if (EVP_PKEY_is_a(signer->key, "RSA"))
        return apr_psprintf(pool, "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"",
                            jose_key_text(pool, signer->key, OSSL_PKEY_PARAM_RSA_N, 0),
                            jose_key_text(pool, signer->key, OSSL_PKEY_PARAM_RSA_E, 0));
    if (EVP_PKEY_is_a(signer->key, "EC")) {
        field = (EVP_PKEY_get_bits(signer->key) + 7) / 8;
        return apr_psprintf(pool, "\"kty\":\"EC\",\"crv\":\"P-%d\",\"x\":\"%s\",\"y\":\"%s\"",
                            EVP_PKEY_get_bits(signer->key),
                            jose_key_text(pool, signer->key, OSSL_PKEY_PARAM_EC_PUB_X, field),
                            jose_key_text(pool, signer->key, OSSL_PKEY_PARAM_EC_PUB_Y, field));
    }
    assert_int_equal(EVP_PKEY_get_raw_public_key(signer->key, raw, &length), 1);
    return apr_psprintf(pool, "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"",
                        oas_base64url_encode(pool, oas_bytes(raw, length)));
}

/* The public key as JSON; the secret one of HS*. It names alg, use, and the kid if there is one. */
static inline const char *jose_signer_jwk(apr_pool_t *pool, const jose_signer_t *signer)
{
    const char *kid = signer->kid != NULL ? apr_psprintf(pool, "\"kid\":\"%s\",", signer->kid) : "";

    return apr_psprintf(pool, "{%s\"alg\":\"%s\",\"use\":\"sig\",%s}", kid, signer->alg,
                        jose_jwk_numbers(pool, signer));
}

/* A key set of this one key, as a provider publishes it. */
static inline const char *jose_signer_jwk_set(apr_pool_t *pool, const jose_signer_t *signer)
{
    return apr_psprintf(pool, "{\"keys\":[%s]}", jose_signer_jwk(pool, signer));
}

static inline const EVP_MD *jose_digest_of(const char *alg)
{
    if (alg[0] == 'E' && alg[1] == 'd')
        return NULL;
    return strcmp(alg + 2, "256") == 0 ? EVP_sha256() : strcmp(alg + 2, "384") == 0 ? EVP_sha384() : EVP_sha512();
}

static inline oas_bytes_t jose_mac(apr_pool_t *pool, const jose_signer_t *signer, oas_bytes_t bytes)
{
    unsigned char *mac = apr_palloc(pool, EVP_MAX_MD_SIZE);
    unsigned int length;

    assert_non_null(HMAC(jose_digest_of(signer->alg), signer->secret.data, (int)signer->secret.length, bytes.data,
                         bytes.length, mac, &length));
    return oas_bytes(mac, length);
}

/* What OpenSSL makes: an ECDSA signature in DER. */
static inline oas_bytes_t jose_raw_signature(apr_pool_t *pool, const jose_signer_t *signer, oas_bytes_t bytes)
{
    size_t length = (size_t)EVP_PKEY_get_size(signer->key);
    unsigned char *signature = apr_palloc(pool, length);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *padding;

    assert_int_equal(EVP_DigestSignInit(context, &padding, jose_digest_of(signer->alg), NULL, signer->key), 1);
    if (signer->alg[0] == 'P') {
        assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING), 1);
        assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST), 1);
    }
    assert_int_equal(EVP_DigestSign(context, signature, &length, bytes.data, bytes.length), 1);
    EVP_MD_CTX_free(context);
    return oas_bytes(signature, length);
}

static inline oas_bytes_t jose_p1363_of(apr_pool_t *pool, oas_bytes_t der, int half)
{
    const unsigned char *at = der.data;
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)der.length);
    unsigned char *signature = apr_palloc(pool, 2 * (apr_size_t)half);

    assert_non_null(pair);
    assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_r(pair), signature, half), half);
    assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_s(pair), signature + half, half), half);
    ECDSA_SIG_free(pair);
    return oas_bytes(signature, 2 * (size_t)half);
}

/* The signature as RFC 7518 has it. */
static inline oas_bytes_t jose_signature(apr_pool_t *pool, const jose_signer_t *signer, oas_bytes_t bytes)
{
    oas_bytes_t signature;

    if (signer->key == NULL)
        return jose_mac(pool, signer, bytes);
    signature = jose_raw_signature(pool, signer, bytes);
    if (EVP_PKEY_is_a(signer->key, "EC"))
        return jose_p1363_of(pool, signature, (EVP_PKEY_get_bits(signer->key) + 7) / 8);
    return signature;
}

/* A token of this header and payload, whatever they say: only the signature is right. */
static inline const char *jose_token_of(apr_pool_t *pool, const jose_signer_t *signer, const char *header,
                                        const char *payload)
{
    const char *text = apr_pstrcat(pool, oas_base64url_encode(pool, oas_bytes_of(header)), ".",
                                   oas_base64url_encode(pool, oas_bytes_of(payload)), NULL);
    oas_bytes_t signature = jose_signature(pool, signer, oas_bytes_of(text));

    return apr_pstrcat(pool, text, ".", oas_base64url_encode(pool, signature), NULL);
}

/* A token with the header that belongs to the signer. */
static inline const char *jose_token(apr_pool_t *pool, const jose_signer_t *signer, const char *payload)
{
    const char *kid = signer->kid != NULL ? apr_psprintf(pool, ",\"kid\":\"%s\"", signer->kid) : "";
    const char *header = apr_psprintf(pool, "{\"typ\":\"JWT\",\"alg\":\"%s\"%s}", signer->alg, kid);

    return jose_token_of(pool, signer, header, payload);
}

#endif
