/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "crypto/keyring.h"

static void a_new_line_is_a_key(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring;
    const char *line;

    assert_int_equal(oas_keyring_new_line(&line, work), OAS_OK);
    assert_int_equal(strlen(line), 45);
    assert_int_equal(oas_keyring_parse(&ring, oas_bytes_of(line), work), OAS_OK);
    assert_ptr_equal(oas_keyring_find(ring, oas_key_id(oas_keyring_current(ring))), oas_keyring_current(ring));
}

static void each_purpose_has_a_key_of_its_own(void **state)
{
    oas_work_t *work = unit_work(state);
    unsigned char left[64], right[64];
    oas_keyring_t *ring;

    assert_int_equal(oas_keyring_parse(&ring, oas_bytes_of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), work),
                     OAS_OK);
    assert_int_equal(oas_key_mac512(left, oas_keyring_current(ring), OAS_PURPOSE_NONCE, oas_bytes_of("x"), work), OAS_OK);
    assert_int_equal(oas_key_mac512(right, oas_keyring_current(ring), OAS_PURPOSE_PKCE, oas_bytes_of("x"), work), OAS_OK);
    assert_memory_not_equal(left, right, sizeof(left));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_line_is_a_key),
        cmocka_unit_test(each_purpose_has_a_key_of_its_own),
    };
    return unit_run("keyring", tests, sizeof(tests) / sizeof(tests[0]));
}
