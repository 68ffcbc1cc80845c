/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

static void each_status_has_a_name_of_its_own(void **state)
{
    static const char *const names[] = {
        [OAS_OK] = "ok",           [OAS_NOT_FOUND] = "not_found",     [OAS_EXPIRED] = "expired",
        [OAS_REFUSED] = "refused", [OAS_UNAVAILABLE] = "unavailable", [OAS_FULL] = "full",
        [OAS_BROKEN] = "broken",   [OAS_MISCONFIGURED] = "misconfigured",
    };

    (void)state;
    for (size_t status = 0; status < sizeof(names) / sizeof(names[0]); status++)
        assert_string_equal(oas_status_name((oas_status_t)status), names[status]);
}

static void a_number_that_is_no_status_is_called_unknown(void **state)
{
    (void)state;
    assert_string_equal(oas_status_name((oas_status_t)4711), "unknown");
}

static void only_success_is_zero(void **state)
{
    (void)state;
    assert_int_equal(OAS_OK, 0);
    assert_int_not_equal(OAS_NOT_FOUND, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_status_has_a_name_of_its_own),
        cmocka_unit_test(a_number_that_is_no_status_is_called_unknown),
        cmocka_unit_test(only_success_is_zero),
    };
    return unit_run("status", tests, sizeof(tests) / sizeof(tests[0]));
}
