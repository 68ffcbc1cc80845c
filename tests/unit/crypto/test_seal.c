/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "crypto/seal.h"

static oas_keyring_t *a_ring(oas_work_t *work)
{
    oas_keyring_t *ring;

    assert_int_equal(oas_keyring_parse(&ring, oas_bytes_of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), work),
                     OAS_OK);
    return ring;
}

static void what_was_sealed_can_be_read_until_it_expires(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = a_ring(work);
    oas_bytes_t sealed, plain;

    assert_int_equal(oas_seal(&sealed, ring, OAS_PURPOSE_STATE, oas_bytes_of("realm"), oas_bytes_of("value"),
                              OAS_TEST_NOW + 1, work), OAS_OK);
    assert_int_equal(sealed.length, 5 + OAS_SEAL_OVERHEAD);
    assert_int_equal(oas_unseal(&plain, ring, OAS_PURPOSE_STATE, oas_bytes_of("realm"), sealed, work), OAS_OK);
    assert_string_equal((const char *)plain.data, "value");
    work->now = OAS_TEST_NOW + 1;
    assert_int_equal(oas_unseal(&plain, ring, OAS_PURPOSE_STATE, oas_bytes_of("realm"), sealed, work), OAS_EXPIRED);
    assert_string_equal((const char *)plain.data, "value");
}

static void refuses_a_change_of_any_bit(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring = a_ring(work);
    oas_bytes_t sealed, plain;
    unsigned char changed[64];

    assert_int_equal(oas_seal(&sealed, ring, OAS_PURPOSE_STATE, oas_bytes_of("realm"), oas_bytes_of("value"),
                              OAS_TEST_NOW + 1, work), OAS_OK);
    for (size_t bit = 0; bit < sealed.length * 8; bit++) {
        memcpy(changed, sealed.data, sealed.length);
        changed[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_int_equal(oas_unseal(&plain, ring, OAS_PURPOSE_STATE, oas_bytes_of("realm"),
                                    oas_bytes(changed, sealed.length), work), bit < 32 ? OAS_NOT_FOUND : OAS_REFUSED);
        assert_int_equal(plain.length, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_sealed_can_be_read_until_it_expires),
        cmocka_unit_test(refuses_a_change_of_any_bit),
    };
    return unit_run("seal", tests, sizeof(tests) / sizeof(tests[0]));
}
