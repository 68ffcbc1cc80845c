/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <openssl/evp.h>
#include <openssl/core_names.h>

#include "jose/roca.h"

static bool is_prime(unsigned int number)
{
    unsigned int divisor = 2;

    while (number % divisor != 0)
        divisor++;
    return divisor == number;
}

/* A number as that generator makes them: 65537^7 modulo the product of the primes up to largest, and some multiple of
 * that product. */
static BIGNUM *make_fingerprint(unsigned int largest)
{
    BN_CTX *context = BN_CTX_new();
    BIGNUM *product = BN_new(), *number = BN_new(), *power = BN_new();

    BN_one(product);
    for (unsigned int prime = 2; prime <= largest; prime++)
        if (is_prime(prime))
            BN_mul_word(product, prime);
    BN_set_word(power, 7);
    BN_set_word(number, 65537);
    BN_mod_exp(number, number, power, product, context);
    BN_lshift(power, product, 2047 - BN_num_bits(product));
    BN_add(number, number, power);
    BN_free(power);
    BN_free(product);
    BN_CTX_free(context);
    return number;
}

static void a_modulus_of_that_generator_is_known(void **state)
{
    BIGNUM *modulus = make_fingerprint(701);

    (void)state;
    assert_true(oas_roca_has_fingerprint(modulus));
    BN_add_word(modulus, 2);
    assert_false(oas_roca_has_fingerprint(modulus));
    BN_free(modulus);
}

static void a_likeness_in_the_smaller_primes_is_not_enough(void **state)
{
    BIGNUM *modulus = make_fingerprint(167);

    (void)state;
    assert_false(oas_roca_has_fingerprint(modulus));
    BN_free(modulus);
}

static void an_honest_modulus_is_not_suspected(void **state)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
    BIGNUM *modulus = NULL;

    (void)state;
    assert_int_equal(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &modulus), 1);
    assert_false(oas_roca_has_fingerprint(modulus));
    BN_free(modulus);
    EVP_PKEY_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_modulus_of_that_generator_is_known),
        cmocka_unit_test(a_likeness_in_the_smaller_primes_is_not_enough),
        cmocka_unit_test(an_honest_modulus_is_not_suspected),
    };

    return unit_run("roca", tests, sizeof(tests) / sizeof(*tests));
}
