/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <openssl/rand.h>

#include "crypto/random.h"

static bool generator_is_broken;

/* Stands before OpenSSL's own: the linker looks here first. */
int RAND_priv_bytes(unsigned char *data, int length)
{
    if (!generator_is_broken)
        return RAND_bytes(data, length);
    ERR_raise(ERR_LIB_RAND, 4711);
    return 0;
}

static void draws_something_else_each_time(void **state)
{
    unsigned char drawn[100][16];

    for (int i = 0; i < 100; i++)
        assert_int_equal(oas_random(drawn[i], 16, unit_work(state)), OAS_OK);
    for (int i = 0; i < 100; i++)
        for (int j = 0; j < i; j++)
            assert_memory_not_equal(drawn[i], drawn[j], 16);
}

static void fills_exactly_what_was_asked_for(void **state)
{
    unsigned char data[3] = {0, 0, 0x5a};

    assert_int_equal(oas_random(data, 2, unit_work(state)), OAS_OK);
    assert_int_equal(data[2], 0x5a);
    assert_int_equal(oas_random(data, 0, unit_work(state)), OAS_OK);
}

static void says_when_there_is_no_randomness(void **state)
{
    unsigned char data[4] = {1, 2, 3, 4};

    generator_is_broken = true;
    assert_int_equal(oas_random(data, sizeof(data), unit_work(state)), OAS_BROKEN);
    generator_is_broken = false;
    assert_reason(unit_work(state), "no_randomness");
    assert_memory_equal(data, "\0\0\0\0", 4);
    assert_no_openssl_errors();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_something_else_each_time),
        cmocka_unit_test(fills_exactly_what_was_asked_for),
        cmocka_unit_test(says_when_there_is_no_randomness),
    };
    return unit_run("random", tests, sizeof(tests) / sizeof(tests[0]));
}
