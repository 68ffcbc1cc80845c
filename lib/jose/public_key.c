/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/public_key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

#include "jose/roca.h"

enum {
    RSA_LONGEST_NUMBER = OAS_RSA_MOST_BITS / 8 + 1, /* bytes, with one that is zero */
    COORDINATE_LONGEST = 66                         /* bytes of a field element of P-521 */
};

static apr_status_t free_key(void *key)
{
    EVP_PKEY_free(key);
    return APR_SUCCESS;
}

static void adopt(EVP_PKEY *key, apr_pool_t *pool)
{
    apr_pool_cleanup_register(pool, key, free_key, apr_pool_cleanup_null);
}

static oas_status_t make_key(EVP_PKEY **key, const char *type, OSSL_PARAM *numbers, oas_work_t *work)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *made = NULL;
    bool good = context != NULL && numbers != NULL && EVP_PKEY_fromdata_init(context) == 1
                && EVP_PKEY_fromdata(context, &made, EVP_PKEY_PUBLIC_KEY, numbers) == 1;

    EVP_PKEY_CTX_free(context);
    if (!good) {
        EVP_PKEY_free(made);
        return oas_fail(work, OAS_REFUSED, "jwk_number", "OpenSSL makes no %s key of these numbers", type);
    }
    adopt(made, work->pool);
    *key = made;
    return OAS_OK;
}

/* R-JWT-03. A large modulus or exponent only costs time, a small one is no protection. */
static oas_status_t check_rsa(const BIGNUM *modulus, const BIGNUM *exponent, oas_work_t *work)
{
    int bits = BN_num_bits(modulus);

    if (bits < OAS_RSA_LEAST_BITS || bits > OAS_RSA_MOST_BITS)
        return oas_fail(work, OAS_REFUSED, "jwk_strength", "RSA modulus has %d bits, not %d to %d", bits,
                        (int)OAS_RSA_LEAST_BITS, (int)OAS_RSA_MOST_BITS);
    if (!BN_is_odd(modulus))
        return oas_fail(work, OAS_REFUSED, "jwk_number", "RSA modulus is even");
    if (!BN_is_odd(exponent) || BN_is_one(exponent) || BN_num_bits(exponent) > 32)
        return oas_fail(work, OAS_REFUSED, "jwk_number", "RSA exponent is even, 1 or above 2^32");
    if (oas_roca_has_fingerprint(modulus))
        return oas_fail(work, OAS_REFUSED, "jwk_strength", "RSA modulus can be factored (CVE-2017-15361)");
    return OAS_OK;
}

static oas_status_t make_rsa_key(EVP_PKEY **key, const BIGNUM *modulus, const BIGNUM *exponent, oas_work_t *work)
{
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM *numbers = NULL;
    oas_status_t status;

    if (builder != NULL && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) == 1
        && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) == 1)
        numbers = OSSL_PARAM_BLD_to_param(builder);
    status = make_key(key, "RSA", numbers, work);
    OSSL_PARAM_free(numbers);
    OSSL_PARAM_BLD_free(builder);
    return status;
}

oas_status_t oas_public_key_rsa(EVP_PKEY **key, oas_bytes_t modulus, oas_bytes_t exponent, oas_work_t *work)
{
    BIGNUM *n, *e;
    oas_status_t status;

    *key = NULL;
    if (modulus.length > RSA_LONGEST_NUMBER || exponent.length > RSA_LONGEST_NUMBER)
        return oas_fail(work, OAS_REFUSED, "jwk_strength", "RSA modulus or exponent has more than %d bits",
                        (int)OAS_RSA_MOST_BITS);
    ERR_set_mark();
    n = BN_bin2bn(modulus.data, (int)modulus.length, NULL);
    e = BN_bin2bn(exponent.data, (int)exponent.length, NULL);
    if (n == NULL || e == NULL)
        status = oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL has no memory for an RSA key");
    else if ((status = check_rsa(n, e, work)) == OAS_OK)
        status = make_rsa_key(key, n, e, work);
    BN_free(n);
    BN_free(e);
    ERR_pop_to_mark();
    return status;
}

/* Bytes of a coordinate; 0 for a curve we do not support. */
static size_t coordinate_length(const char *curve)
{
    if (strcmp(curve, "P-256") == 0)
        return 32;
    if (strcmp(curve, "P-384") == 0)
        return 48;
    return strcmp(curve, "P-521") == 0 ? 66 : 0;
}

/* OpenSSL refuses a point beside its curve when it reads one; we ask once more, because a key that slips through gives
 * way to invalid curve attacks (R-JWT-03). The groups have no cofactor: every point of theirs has the right order. */
static oas_status_t make_ec_key(EVP_PKEY **key, const char *curve, oas_bytes_t point, oas_work_t *work)
{
    OSSL_PARAM numbers[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)curve, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)point.data, point.length),
        OSSL_PARAM_construct_end(),
    };
    EVP_PKEY_CTX *context;
    oas_status_t status = make_key(key, "EC", numbers, work);

    if (status != OAS_OK)
        return status;
    context = EVP_PKEY_CTX_new_from_pkey(NULL, *key, NULL);
    if (context == NULL || EVP_PKEY_public_check_quick(context) != 1) {
        *key = NULL;
        status = oas_fail(work, OAS_REFUSED, "jwk_number", "point is not on %s", curve);
    }
    EVP_PKEY_CTX_free(context);
    return status;
}

oas_status_t oas_public_key_ec(EVP_PKEY **key, const char *curve, oas_bytes_t x, oas_bytes_t y, oas_work_t *work)
{
    unsigned char point[1 + 2 * COORDINATE_LONGEST] = {POINT_CONVERSION_UNCOMPRESSED};
    size_t length = coordinate_length(curve);
    oas_status_t status;

    *key = NULL;
    if (length == 0)
        return oas_fail(work, OAS_REFUSED, "jwk_curve", "curve \"%.40s\" is not supported", curve);
    if (x.length != length || y.length != length)
        return oas_fail(work, OAS_REFUSED, "jwk_number", "coordinates on %s do not have %" APR_SIZE_T_FMT " bytes",
                        curve, length);
    memcpy(point + 1, x.data, length);
    memcpy(point + 1 + length, y.data, length);
    ERR_set_mark();
    status = make_ec_key(key, curve, oas_bytes(point, 1 + 2 * length), work);
    ERR_pop_to_mark();
    return status;
}

oas_status_t oas_public_key_ed25519(EVP_PKEY **key, oas_bytes_t x, oas_work_t *work)
{
    *key = NULL;
    if (x.length != 32)
        return oas_fail(work, OAS_REFUSED, "jwk_number", "Ed25519 key has %" APR_SIZE_T_FMT " bytes, not 32", x.length);
    ERR_set_mark();
    *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, x.data, x.length);
    ERR_pop_to_mark();
    if (*key == NULL)
        return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL makes no Ed25519 key");
    adopt(*key, work->pool);
    return OAS_OK;
}
