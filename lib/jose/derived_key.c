/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/derived_key.h"

#include <apr_strings.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>

#include "base/base64url.h"
#include "jose/private_key.h"

enum { NUMBER = 32 }; /* bytes of each number of P-256 */

typedef struct {
    EC_GROUP *group;
    EC_POINT *point;
    BN_CTX *context;
    BIGNUM *d, *x, *y, *last; /* last: the largest private key, below the order of the group */
} numbers_t;

static bool begin(numbers_t *numbers, const unsigned char *seed)
{
    *numbers = (numbers_t){.group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1), .context = BN_CTX_secure_new()};
    numbers->point = numbers->group != NULL ? EC_POINT_new(numbers->group) : NULL;
    numbers->d = BN_bin2bn(seed, OAS_SEED_LENGTH, NULL);
    numbers->last = numbers->group != NULL ? BN_dup(EC_GROUP_get0_order(numbers->group)) : NULL;
    numbers->x = BN_new();
    numbers->y = BN_new();
    return numbers->point != NULL && numbers->context != NULL && numbers->d != NULL && numbers->last != NULL
           && numbers->x != NULL && numbers->y != NULL && BN_sub_word(numbers->last, 1) == 1;
}

static void end(numbers_t *numbers)
{
    BN_clear_free(numbers->d);
    BN_free(numbers->last);
    BN_free(numbers->x);
    BN_free(numbers->y);
    EC_POINT_free(numbers->point);
    EC_GROUP_free(numbers->group);
    BN_CTX_free(numbers->context);
}

/* FIPS 186-5 A.2.1: a number of many more bits than the order, modulo order - 1, plus 1. */
static bool compute(numbers_t *numbers)
{
    BN_set_flags(numbers->d, BN_FLG_CONSTTIME);
    return BN_mod(numbers->d, numbers->d, numbers->last, numbers->context) == 1 && BN_add_word(numbers->d, 1) == 1
           && EC_POINT_mul(numbers->group, numbers->point, numbers->d, NULL, NULL, numbers->context) == 1
           && EC_POINT_get_affine_coordinates(numbers->group, numbers->point, numbers->x, numbers->y, numbers->context)
                  == 1;
}

static const char *encode(const BIGNUM *number, apr_pool_t *pool)
{
    unsigned char bytes[NUMBER];
    const char *text = BN_bn2binpad(number, bytes, NUMBER) == NUMBER
                           ? oas_base64url_encode(pool, oas_bytes(bytes, NUMBER))
                           : "";

    oas_wipe(bytes, sizeof(bytes));
    return text;
}

/* As a JWK, which is read and checked like any other. */
static const char *write_jwk(const numbers_t *numbers, apr_pool_t *pool)
{
    char *d = (char *)encode(numbers->d, pool);
    char *text = apr_pstrcat(pool, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"", encode(numbers->x, pool),
                             "\",\"y\":\"", encode(numbers->y, pool), "\",\"d\":\"", d, "\"}", NULL);

    oas_wipe_with(pool, d, strlen(d));
    oas_wipe_with(pool, text, strlen(text));
    return text;
}

oas_status_t oas_derived_key(const oas_jwk_t **jwk, const unsigned char seed[OAS_SEED_LENGTH], oas_work_t *work)
{
    const char *text = NULL;
    numbers_t numbers;

    *jwk = NULL;
    ERR_set_mark();
    if (begin(&numbers, seed) && compute(&numbers))
        text = write_jwk(&numbers, work->pool);
    end(&numbers);
    ERR_pop_to_mark();
    if (text == NULL || oas_private_key_parse(jwk, oas_bytes_of(text), NULL, work) != OAS_OK)
        return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL derives no key");
    return OAS_OK;
}
