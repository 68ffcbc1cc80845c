/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/thumbprint.h"

#include <apr_strings.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/base64url.h"
#include "jose/curve.h"
#include "jose/public_key.h"

enum { LONGEST_NUMBER = OAS_RSA_MOST_BITS / 8 };

static const char *encode(const unsigned char *bytes, size_t length, oas_work_t *work)
{
    return oas_base64url_encode(work->pool, oas_bytes(bytes, length));
}

/* length bytes of it, or as many as it needs (0); NULL when the key has no such number. */
static const char *number_of(const oas_jwk_t *jwk, const char *name, size_t length, oas_work_t *work)
{
    unsigned char bytes[LONGEST_NUMBER];
    const char *text = NULL;
    BIGNUM *number = NULL;

    if (EVP_PKEY_get_bn_param(jwk->key, name, &number) == 1) {
        int needed = length != 0 ? (int)length : BN_num_bytes(number);

        if (needed <= LONGEST_NUMBER && BN_bn2binpad(number, bytes, needed) == needed)
            text = encode(bytes, (size_t)needed, work);
    }
    BN_free(number);
    return text;
}

static const char *rsa_members(const oas_jwk_t *jwk, oas_work_t *work)
{
    const char *exponent = number_of(jwk, OSSL_PKEY_PARAM_RSA_E, 0, work);
    const char *modulus = number_of(jwk, OSSL_PKEY_PARAM_RSA_N, 0, work);

    if (exponent == NULL || modulus == NULL)
        return NULL;
    return apr_pstrcat(work->pool, "\"e\":\"", exponent, "\",\"kty\":\"RSA\",\"n\":\"", modulus, "\"", NULL);
}

static const char *ec_members(const oas_jwk_t *jwk, oas_work_t *work)
{
    const oas_curve_t *curve = oas_curve_find(jwk->curve);
    const char *x = number_of(jwk, OSSL_PKEY_PARAM_EC_PUB_X, curve->length, work);
    const char *y = number_of(jwk, OSSL_PKEY_PARAM_EC_PUB_Y, curve->length, work);

    if (x == NULL || y == NULL)
        return NULL;
    return apr_pstrcat(work->pool, "\"crv\":\"", curve->name, "\",\"kty\":\"EC\",\"x\":\"", x, "\",\"y\":\"", y, "\"",
                       NULL);
}

static const char *okp_members(const oas_jwk_t *jwk, oas_work_t *work)
{
    unsigned char bytes[LONGEST_NUMBER];
    size_t length = sizeof(bytes);

    if (EVP_PKEY_get_raw_public_key(jwk->key, bytes, &length) != 1)
        return NULL;
    return apr_pstrcat(work->pool, "\"crv\":\"", jwk->curve, "\",\"kty\":\"OKP\",\"x\":\"", encode(bytes, length, work),
                       "\"", NULL);
}

/* RFC 7638 §3.2: the required members in the order of their names, without white space. */
static oas_status_t read_members(const char **members, const oas_jwk_t *jwk, oas_work_t *work)
{
    *members = NULL;
    ERR_set_mark();
    switch (jwk->kty) {
    case OAS_KTY_RSA: *members = rsa_members(jwk, work); break;
    case OAS_KTY_EC: *members = ec_members(jwk, work); break;
    case OAS_KTY_OKP: *members = okp_members(jwk, work); break;
    case OAS_KTY_OCT: break;
    }
    ERR_pop_to_mark();
    if (jwk->kty == OAS_KTY_OCT)
        return oas_fail(work, OAS_REFUSED, "jwk_symmetric", "nothing of a symmetric key is public");
    if (*members == NULL)
        return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL does not tell the numbers of a key");
    return OAS_OK;
}

oas_status_t oas_jwk_public(const char **json, const oas_jwk_t *jwk, oas_work_t *work)
{
    const char *members;
    oas_status_t status = read_members(&members, jwk, work);

    *json = status == OAS_OK ? apr_pstrcat(work->pool, "{", members, "}", NULL) : NULL;
    return status;
}

static const char *label(const char *name, const char *value, oas_work_t *work)
{
    return value != NULL ? apr_pstrcat(work->pool, ",\"", name, "\":", oas_json_quote(work->pool, value), NULL) : "";
}

static const char *name_of_use(oas_use_t use)
{
    switch (use) {
    case OAS_USE_ANY: return NULL;
    case OAS_USE_SIGNATURE: return "sig";
    case OAS_USE_ENCRYPTION: return "enc";
    }
    return NULL;
}

oas_status_t oas_jwk_published(const char **json, const oas_jwk_t *jwk, oas_work_t *work)
{
    const char *members;
    oas_status_t status = read_members(&members, jwk, work);

    *json = NULL;
    if (status == OAS_OK)
        *json = apr_pstrcat(work->pool, "{", members, label("kid", jwk->kid, work), label("alg", jwk->alg, work),
                            label("use", name_of_use(jwk->use), work), "}", NULL);
    return status;
}

oas_status_t oas_jwk_thumbprint(const char **thumbprint, const oas_jwk_t *jwk, oas_work_t *work)
{
    unsigned char digest[OAS_HASH_LONGEST];
    const char *json;
    oas_status_t status;

    *thumbprint = NULL;
    if ((status = oas_jwk_public(&json, jwk, work)) != OAS_OK
        || (status = oas_digest(digest, OAS_SHA256, oas_bytes_of(json), work)) != OAS_OK)
        return status;
    *thumbprint = encode(digest, oas_hash_length(OAS_SHA256), work);
    return OAS_OK;
}
