/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/private_jwk.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>

#include "jose/curve.h"
#include "jose/jwk_member.h"
#include "jose/pkey.h"
#include "jose/private_key.h"

/* RFC 7518 §6.3, and what OpenSSL calls them. */
static const struct {
    const char *member, *parameter;
} rsa_numbers[] = {
    {"n", OSSL_PKEY_PARAM_RSA_N},          {"e", OSSL_PKEY_PARAM_RSA_E},
    {"d", OSSL_PKEY_PARAM_RSA_D},          {"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
    {"q", OSSL_PKEY_PARAM_RSA_FACTOR2},    {"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
    {"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2}, {"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1},
};
enum { RSA_NUMBERS = sizeof(rsa_numbers) / sizeof(*rsa_numbers) };

static BIGNUM *number_of(oas_bytes_t value)
{
    BIGNUM *number = BN_secure_new();

    return number != NULL ? BN_bin2bn(value.data, (int)value.length, number) : NULL;
}

static oas_status_t push_rsa_numbers(OSSL_PARAM_BLD *builder, BIGNUM *numbers[static RSA_NUMBERS],
                                     const oas_json_t *json, oas_work_t *work)
{
    for (int i = 0; i < RSA_NUMBERS; i++) {
        oas_bytes_t value;
        oas_status_t status = oas_jwk_read_secret(&value, json, rsa_numbers[i].member, work);

        if (status != OAS_OK)
            return status;
        numbers[i] = number_of(value);
        if (numbers[i] == NULL || OSSL_PARAM_BLD_push_BN(builder, rsa_numbers[i].parameter, numbers[i]) != 1)
            return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL has no memory for an RSA key");
    }
    return OAS_OK;
}

static oas_status_t read_rsa(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    OSSL_PARAM_BLD *builder;
    BIGNUM *numbers[RSA_NUMBERS] = {NULL};
    oas_status_t status;

    if (oas_json_member(json, "oth") != NULL)
        return oas_fail(work, OAS_REFUSED, "jwk_form", "an RSA key of more than two primes is not supported");
    builder = OSSL_PARAM_BLD_new();
    if (builder == NULL)
        return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL has no memory for an RSA key");
    if ((status = push_rsa_numbers(builder, numbers, json, work)) == OAS_OK)
        status = oas_pkey_make(&jwk->key, "RSA", EVP_PKEY_KEYPAIR, builder, work);
    OSSL_PARAM_BLD_free(builder);
    for (int i = 0; i < RSA_NUMBERS; i++)
        BN_clear_free(numbers[i]);
    return status;
}

static oas_status_t read_curve(const oas_curve_t **curve, oas_kty_t kty, const oas_json_t *json, oas_work_t *work)
{
    const char *name = oas_json_string(json, "crv");

    *curve = oas_curve_find(name);
    if (*curve == NULL || (*curve)->kty != kty)
        return oas_fail(work, OAS_REFUSED, "jwk_curve", "curve \"%.40s\" is not supported", name != NULL ? name : "");
    return OAS_OK;
}

/* RFC 7518 §6.2.2.1, RFC 8037 §2: as long as the coordinates, or the public key. */
static oas_status_t read_exactly(oas_bytes_t *value, const oas_curve_t *curve, const oas_json_t *json, const char *name,
                                 oas_work_t *work)
{
    oas_status_t status = oas_jwk_read_secret(value, json, name, work);

    if (status == OAS_OK && value->length != curve->length)
        return oas_fail(work, OAS_REFUSED, "jwk_number", "\"%s\" of a key on %s has not %" APR_SIZE_T_FMT " bytes",
                        name, curve->name, curve->length);
    return status;
}

static bool push_ec(OSSL_PARAM_BLD *builder, const oas_curve_t *curve, oas_bytes_t point, BIGNUM *d)
{
    return builder != NULL && d != NULL
           && OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, curve->group, 0) == 1
           && OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point.data, point.length) == 1
           && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, d) == 1;
}

static oas_status_t make_ec(oas_jwk_t *jwk, const oas_curve_t *curve, oas_bytes_t point, oas_bytes_t private_half,
                            oas_work_t *work)
{
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    BIGNUM *d = number_of(private_half);
    oas_status_t status;

    if (push_ec(builder, curve, point, d))
        status = oas_pkey_make(&jwk->key, "EC", EVP_PKEY_KEYPAIR, builder, work);
    else
        status = oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL has no memory for a key on %s", curve->name);
    BN_clear_free(d);
    OSSL_PARAM_BLD_free(builder);
    return status;
}

static oas_status_t read_ec(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    unsigned char point[1 + 2 * OAS_COORDINATE_LONGEST] = {POINT_CONVERSION_UNCOMPRESSED};
    oas_bytes_t x, y, d;
    const oas_curve_t *curve;
    oas_status_t status;

    if ((status = read_curve(&curve, OAS_KTY_EC, json, work)) != OAS_OK
        || (status = read_exactly(&x, curve, json, "x", work)) != OAS_OK
        || (status = read_exactly(&y, curve, json, "y", work)) != OAS_OK
        || (status = read_exactly(&d, curve, json, "d", work)) != OAS_OK)
        return status;
    memcpy(point + 1, x.data, x.length);
    memcpy(point + 1 + x.length, y.data, y.length);
    return make_ec(jwk, curve, oas_bytes(point, 1 + 2 * curve->length), d, work);
}

/* OpenSSL makes the public half of the private one: what is written beside it must be the same. */
static bool has_public_half(const EVP_PKEY *key, oas_bytes_t x)
{
    unsigned char made[OAS_COORDINATE_LONGEST];
    size_t length = sizeof(made);

    return EVP_PKEY_get_raw_public_key(key, made, &length) == 1 && oas_bytes_equal(oas_bytes(made, length), x);
}

static oas_status_t read_okp(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    oas_bytes_t x, d;
    const oas_curve_t *curve;
    oas_status_t status;

    if ((status = read_curve(&curve, OAS_KTY_OKP, json, work)) != OAS_OK
        || (status = read_exactly(&x, curve, json, "x", work)) != OAS_OK
        || (status = read_exactly(&d, curve, json, "d", work)) != OAS_OK)
        return status;
    jwk->key = EVP_PKEY_new_raw_private_key_ex(NULL, curve->group, NULL, d.data, d.length);
    if (jwk->key == NULL)
        return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL makes no %s key", curve->name);
    oas_pkey_adopt(jwk->key, work->pool);
    if (!has_public_half(jwk->key, x))
        return oas_fail(work, OAS_REFUSED, "private_key_halves", "\"x\" of a key is not what belongs to its \"d\"");
    return OAS_OK;
}

static const struct {
    const char *name;
    oas_status_t (*read)(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work);
} kinds[] = {{"RSA", read_rsa}, {"EC", read_ec}, {"OKP", read_okp}};

static oas_status_t read_kind(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    const char *kty = oas_json_string(json, "kty");

    for (size_t i = 0; kty != NULL && i < sizeof(kinds) / sizeof(*kinds); i++)
        if (strcmp(kinds[i].name, kty) == 0)
            return kinds[i].read(jwk, json, work);
    return oas_fail(work, OAS_REFUSED, "jwk_kind", "\"kty\" of a private key is missing or not supported");
}

static oas_status_t read_use(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    const char *use;
    oas_status_t status = oas_jwk_read_text(&use, json, "use", work);

    if (status != OAS_OK || use == NULL)
        return status;
    if (strcmp(use, "sig") != 0 && strcmp(use, "enc") != 0)
        return oas_fail(work, OAS_REFUSED, "jwk_use", "\"use\" is \"%.40s\"", use);
    jwk->use = use[0] == 's' ? OAS_USE_SIGNATURE : OAS_USE_ENCRYPTION;
    return OAS_OK;
}

oas_status_t oas_private_jwk_read(oas_jwk_t *jwk, oas_bytes_t text, oas_work_t *work)
{
    const oas_json_t *json;
    oas_status_t status;

    if ((status = oas_json_parse_object(&json, text, OAS_PRIVATE_KEY_LARGEST, "private key", work)) != OAS_OK
        || (status = read_use(jwk, json, work)) != OAS_OK
        || (status = oas_jwk_read_text(&jwk->kid, json, "kid", work)) != OAS_OK
        || (status = oas_jwk_read_text(&jwk->alg, json, "alg", work)) != OAS_OK)
        return status;
    return read_kind(jwk, json, work);
}
