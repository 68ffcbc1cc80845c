/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "jose/public_key.h"
#include "jose_signer.h"

/* An odd number of exactly this many bits, with bytes that are zero before it. */
static oas_bytes_t number_of(apr_pool_t *pool, size_t bits, size_t zeros)
{
    size_t length = (bits + 7) / 8;
    unsigned char *bytes = apr_pcalloc(pool, zeros + length);

    for (size_t i = 0; i < length; i++)
        bytes[zeros + i] = (unsigned char)(0x5b + 37 * i);
    bytes[zeros] = (unsigned char)(1 << (bits - 1) % 8);
    bytes[zeros + length - 1] |= 1;
    return oas_bytes(bytes, zeros + length);
}

static oas_status_t make_rsa(EVP_PKEY **key, oas_bytes_t modulus, uint64_t exponent, oas_work_t *work)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(exponent >> (56 - 8 * i));
    return oas_public_key_rsa(key, modulus, oas_bytes(bytes, sizeof(bytes)), work);
}

static void rsa_keys_have_2048_to_8192_bits(void **state)
{
    static const size_t good[] = {2048, 2049, 3072, 4096, 8191, 8192};
    oas_work_t *work = unit_work(state);
    EVP_PKEY *key;

    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        assert_int_equal(make_rsa(&key, number_of(work->pool, good[i], 0), 65537, work), OAS_OK);
        assert_int_equal(EVP_PKEY_get_bits(key), good[i]);
    }
}

static void refuses_rsa_keys_too_small_or_too_large(void **state)
{
    static const size_t bad[] = {1, 8, 512, 1024, 2040, 2047, 8193, 16384, 65536};
    oas_work_t *work = unit_work(state);
    EVP_PKEY *key;

    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        oas_forgive(work);
        assert_int_equal(make_rsa(&key, number_of(work->pool, bad[i], 0), 65537, work), OAS_REFUSED);
        assert_reason(work, "jwk_strength");
        assert_null(key);
    }
    assert_int_equal(make_rsa(&key, oas_bytes("", 0), 65537, work), OAS_REFUSED);
}

static void refuses_zeros_that_pretend_strength(void **state)
{
    oas_work_t *work = unit_work(state);
    EVP_PKEY *key;

    assert_int_equal(make_rsa(&key, number_of(work->pool, 1024, 128), 65537, work), OAS_REFUSED);
    assert_reason(work, "jwk_strength");
}

static void a_sign_byte_before_the_modulus_is_overlooked(void **state)
{
    oas_work_t *work = unit_work(state);
    EVP_PKEY *key;

    assert_int_equal(make_rsa(&key, number_of(work->pool, 2048, 1), 65537, work), OAS_OK);
    assert_int_equal(make_rsa(&key, number_of(work->pool, 8192, 1), 65537, work), OAS_OK);
}

static void rsa_exponents_are_odd_and_from_3_to_2_32(void **state)
{
    static const uint64_t good[] = {3, 17, 65537, 4294967295}, bad[] = {0, 1, 2, 65536, 4294967296, 4294967297};
    oas_work_t *work = unit_work(state);
    oas_bytes_t modulus = number_of(work->pool, 2048, 0);
    EVP_PKEY *key;

    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
        assert_int_equal(make_rsa(&key, modulus, good[i], work), OAS_OK);
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        oas_forgive(work);
        assert_int_equal(make_rsa(&key, modulus, bad[i], work), OAS_REFUSED);
        assert_reason(work, "jwk_number");
        assert_null(key);
    }
    assert_int_equal(oas_public_key_rsa(&key, modulus, oas_bytes("", 0), work), OAS_REFUSED);
    assert_int_equal(oas_public_key_rsa(&key, modulus, modulus, work), OAS_REFUSED);
}

static void refuses_an_even_modulus(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t modulus = number_of(work->pool, 2048, 0);
    EVP_PKEY *key;

    ((unsigned char *)modulus.data)[255] &= 0xfe;
    assert_int_equal(make_rsa(&key, modulus, 65537, work), OAS_REFUSED);
    assert_reason(work, "jwk_number");
}

static const struct {
    const char *alg, *curve;
    int length;
} curves[] = {{"ES256", "P-256", 32}, {"ES384", "P-384", 48}, {"ES512", "P-521", 66}};

static oas_bytes_t coordinate(apr_pool_t *pool, const EVP_PKEY *key, char axis, int length)
{
    return jose_key_number(pool, key, axis == 'x' ? OSSL_PKEY_PARAM_EC_PUB_X : OSSL_PKEY_PARAM_EC_PUB_Y, length);
}

static void points_on_their_curve_become_keys(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < 3; i++) {
        EVP_PKEY *made = jose_new_key(work->pool, curves[i].alg), *key;
        oas_bytes_t x = coordinate(work->pool, made, 'x', curves[i].length);
        oas_bytes_t y = coordinate(work->pool, made, 'y', curves[i].length);

        assert_int_equal(oas_public_key_ec(&key, curves[i].curve, x, y, work), OAS_OK);
        assert_int_equal(EVP_PKEY_eq(key, made), 1);
    }
}

static void refuses_points_beside_their_curve(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < 3; i++) {
        EVP_PKEY *made = jose_new_key(work->pool, curves[i].alg), *key;
        oas_bytes_t x = coordinate(work->pool, made, 'x', curves[i].length);
        oas_bytes_t y = coordinate(work->pool, made, 'y', curves[i].length);

        ((unsigned char *)y.data)[curves[i].length - 1] ^= 1;
        assert_int_equal(oas_public_key_ec(&key, curves[i].curve, x, y, work), OAS_REFUSED);
        assert_null(key);
        assert_int_equal(oas_public_key_ec(&key, curves[i].curve, y, x, work), OAS_REFUSED);
    }
}

/* The point at infinity has no coordinates; a number not below the field's prime is another one's second name. */
static void refuses_coordinates_that_are_none(void **state)
{
    unsigned char zeros[66] = {0}, ones[66];
    oas_work_t *work = unit_work(state);
    EVP_PKEY *key;

    memset(ones, 0xff, sizeof(ones));
    for (int i = 0; i < 3; i++) {
        oas_bytes_t zero = oas_bytes(zeros, (size_t)curves[i].length), one = oas_bytes(ones, (size_t)curves[i].length);

        assert_int_equal(oas_public_key_ec(&key, curves[i].curve, zero, zero, work), OAS_REFUSED);
        assert_int_equal(oas_public_key_ec(&key, curves[i].curve, one, one, work), OAS_REFUSED);
        assert_int_equal(oas_public_key_ec(&key, curves[i].curve, one, zero, work), OAS_REFUSED);
    }
}

/* RFC 7518 §6.2.1.2: the length MUST be the full size of a coordinate. */
static void refuses_coordinates_of_another_length(void **state)
{
    oas_work_t *work = unit_work(state);
    EVP_PKEY *made = jose_new_key(work->pool, "ES256"), *key;
    oas_bytes_t x = coordinate(work->pool, made, 'x', 32), y = coordinate(work->pool, made, 'y', 32);
    oas_bytes_t long_x = coordinate(work->pool, made, 'x', 33);

    assert_int_equal(oas_public_key_ec(&key, "P-256", long_x, y, work), OAS_REFUSED);
    assert_int_equal(oas_public_key_ec(&key, "P-256", oas_bytes(x.data, 31), y, work), OAS_REFUSED);
    assert_int_equal(oas_public_key_ec(&key, "P-256", x, oas_bytes(y.data, 0), work), OAS_REFUSED);
    assert_int_equal(oas_public_key_ec(&key, "P-384", x, y, work), OAS_REFUSED);
    assert_null(key);
}

static void refuses_curves_that_no_algorithm_of_ours_has(void **state)
{
    static const char *const strangers[] = {"secp224k1", "p-256", "P-256 ", "prime256v1", "P-224", "Ed25519", ""};
    oas_work_t *work = unit_work(state);
    EVP_PKEY *made = jose_new_key(work->pool, "ES256"), *key;
    oas_bytes_t x = coordinate(work->pool, made, 'x', 32), y = coordinate(work->pool, made, 'y', 32);

    for (size_t i = 0; i < sizeof(strangers) / sizeof(*strangers); i++) {
        oas_forgive(work);
        assert_int_equal(oas_public_key_ec(&key, strangers[i], x, y, work), OAS_REFUSED);
        assert_reason(work, "jwk_curve");
    }
}

static void an_ed25519_key_has_32_bytes(void **state)
{
    unsigned char bytes[33] = {7};
    oas_work_t *work = unit_work(state);
    EVP_PKEY *key;

    assert_int_equal(oas_public_key_okp(&key, "Ed25519", oas_bytes(bytes, 32), work), OAS_OK);
    assert_non_null(key);
    assert_int_equal(oas_public_key_okp(&key, "Ed25519", oas_bytes(bytes, 31), work), OAS_REFUSED);
    assert_null(key);
    assert_int_equal(oas_public_key_okp(&key, "Ed25519", oas_bytes(bytes, 33), work), OAS_REFUSED);
    assert_int_equal(oas_public_key_okp(&key, "Ed25519", oas_bytes(bytes, 0), work), OAS_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rsa_keys_have_2048_to_8192_bits),
        cmocka_unit_test(refuses_rsa_keys_too_small_or_too_large),
        cmocka_unit_test(refuses_zeros_that_pretend_strength),
        cmocka_unit_test(a_sign_byte_before_the_modulus_is_overlooked),
        cmocka_unit_test(rsa_exponents_are_odd_and_from_3_to_2_32),
        cmocka_unit_test(refuses_an_even_modulus),
        cmocka_unit_test(points_on_their_curve_become_keys),
        cmocka_unit_test(refuses_points_beside_their_curve),
        cmocka_unit_test(refuses_coordinates_that_are_none),
        cmocka_unit_test(refuses_coordinates_of_another_length),
        cmocka_unit_test(refuses_curves_that_no_algorithm_of_ours_has),
        cmocka_unit_test(an_ed25519_key_has_32_bytes),
    };

    return unit_run("public_key", tests, sizeof(tests) / sizeof(*tests));
}
