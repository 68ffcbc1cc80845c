/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "jose/derived_key.h"

static const oas_jwk_t *key_of(oas_work_t *work, int byte, int place)
{
    unsigned char seed[OAS_SEED_LENGTH] = {0};
    const oas_jwk_t *jwk;

    seed[place] = (unsigned char)byte;
    assert_int_equal(oas_derived_key(&jwk, seed, work), OAS_OK);
    return jwk;
}

static void the_same_seed_gives_the_same_key(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *one = key_of(work, 7, 20), *again = key_of(work, 7, 20);

    assert_int_equal(EVP_PKEY_eq(one->key, again->key), 1);
    assert_string_equal(one->kid, again->kid);
    assert_string_equal(one->curve, "P-256");
    assert_true(one->is_private);
}

static void another_seed_gives_another_key(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *key = key_of(work, 7, 20);

    assert_string_not_equal(key->kid, key_of(work, 8, 20)->kid);
    assert_string_not_equal(key->kid, key_of(work, 7, 0)->kid);
    assert_string_not_equal(key->kid, key_of(work, 7, OAS_SEED_LENGTH - 1)->kid);
}

/* FIPS 186-5 A.2.1: the remainder 0 becomes the key 1, whose public half is the generator. */
static void a_seed_of_zeros_is_the_smallest_key(void **state)
{
    oas_work_t *work = unit_work(state);
    BIGNUM *x = NULL;
    char *hex;

    assert_int_equal(EVP_PKEY_get_bn_param(key_of(work, 0, 0)->key, "qx", &x), 1);
    hex = BN_bn2hex(x);
    assert_string_equal(hex, "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296");
    OPENSSL_free(hex);
    BN_free(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_key),
        cmocka_unit_test(another_seed_gives_another_key),
        cmocka_unit_test(a_seed_of_zeros_is_the_smallest_key),
    };

    return unit_run("derived_key", tests, sizeof(tests) / sizeof(*tests));
}
