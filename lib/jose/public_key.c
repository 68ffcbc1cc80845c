/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/public_key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>

#include "jose/curve.h"
#include "jose/pkey.h"
#include "jose/roca.h"

enum { RSA_LONGEST_NUMBER = OAS_RSA_MOST_BITS / 8 + 1 }; /* bytes, with one that is zero */

/* R-JWT-03. A large modulus or exponent only costs time, a small one is no protection. */
oas_status_t oas_public_key_check_rsa(const BIGNUM *modulus, const BIGNUM *exponent, oas_work_t *work)
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
    oas_status_t status;

    if (builder != NULL && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) == 1
        && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) == 1)
        status = oas_pkey_make(key, "RSA", EVP_PKEY_PUBLIC_KEY, builder, work);
    else
        status = oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL has no memory for an RSA key");
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
    else if ((status = oas_public_key_check_rsa(n, e, work)) == OAS_OK)
        status = make_rsa_key(key, n, e, work);
    BN_free(n);
    BN_free(e);
    ERR_pop_to_mark();
    return status;
}

/* OpenSSL refuses a point beside its curve when it reads one; we ask once more, because a key that slips through gives
 * way to invalid curve attacks (R-JWT-03). The groups have no cofactor: every point of theirs has the right order. */
static oas_status_t check_point(EVP_PKEY **key, const oas_curve_t *curve, oas_work_t *work)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, *key, NULL);
    bool good = context != NULL && EVP_PKEY_public_check_quick(context) == 1;

    EVP_PKEY_CTX_free(context);
    if (good)
        return OAS_OK;
    *key = NULL;
    return oas_fail(work, OAS_REFUSED, "jwk_number", "point is not on %s", curve->name);
}

static oas_status_t make_ec_key(EVP_PKEY **key, const oas_curve_t *curve, oas_bytes_t point, oas_work_t *work)
{
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    oas_status_t status;

    if (builder != NULL && OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, curve->group, 0) == 1
        && OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point.data, point.length) == 1)
        status = oas_pkey_make(key, "EC", EVP_PKEY_PUBLIC_KEY, builder, work);
    else
        status = oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL has no memory for a key on %s", curve->name);
    OSSL_PARAM_BLD_free(builder);
    return status == OAS_OK ? check_point(key, curve, work) : status;
}

oas_status_t oas_public_key_ec(EVP_PKEY **key, const char *name, oas_bytes_t x, oas_bytes_t y, oas_work_t *work)
{
    unsigned char point[1 + 2 * OAS_COORDINATE_LONGEST] = {POINT_CONVERSION_UNCOMPRESSED};
    const oas_curve_t *curve = oas_curve_find(name);
    oas_status_t status;

    *key = NULL;
    if (curve == NULL || curve->kty != OAS_KTY_EC)
        return oas_fail(work, OAS_REFUSED, "jwk_curve", "curve \"%.40s\" is not supported", name);
    if (x.length != curve->length || y.length != curve->length)
        return oas_fail(work, OAS_REFUSED, "jwk_number", "coordinates on %s do not have %" APR_SIZE_T_FMT " bytes",
                        name, curve->length);
    memcpy(point + 1, x.data, x.length);
    memcpy(point + 1 + x.length, y.data, y.length);
    ERR_set_mark();
    status = make_ec_key(key, curve, oas_bytes(point, 1 + 2 * curve->length), work);
    ERR_pop_to_mark();
    return status;
}

oas_status_t oas_public_key_okp(EVP_PKEY **key, const char *name, oas_bytes_t x, oas_work_t *work)
{
    const oas_curve_t *curve = oas_curve_find(name);

    *key = NULL;
    if (curve == NULL || curve->kty != OAS_KTY_OKP)
        return oas_fail(work, OAS_REFUSED, "jwk_curve", "curve \"%.40s\" is not supported", name);
    if (x.length != curve->length)
        return oas_fail(work, OAS_REFUSED, "jwk_number", "%s key has %" APR_SIZE_T_FMT " bytes, not %" APR_SIZE_T_FMT,
                        name, x.length, curve->length);
    ERR_set_mark();
    *key = EVP_PKEY_new_raw_public_key_ex(NULL, curve->group, NULL, x.data, x.length);
    ERR_pop_to_mark();
    if (*key == NULL)
        return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL makes no %s key", name);
    oas_pkey_adopt(*key, work->pool);
    return OAS_OK;
}
