/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/decimal.h"

static void nothing_is_one_zero(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_string_equal(oas_decimal(work->pool, 0), "0");
}

static void the_largest_number_has_all_its_digits(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_string_equal(oas_decimal(work->pool, UINT64_MAX), "18446744073709551615");
}

static void assert_as_printf(oas_work_t *work, uint64_t number)
{
    char expected[21];

    snprintf(expected, sizeof(expected), "%" PRIu64, number);
    assert_string_equal(oas_decimal(work->pool, number), expected);
}

static void numbers_around_each_power_of_ten_are_as_printf_has_them(void **state)
{
    for (uint64_t power = 1; power <= UINT64_MAX / 10; power *= 10) {
        assert_as_printf(unit_work(state), power - 1);
        assert_as_printf(unit_work(state), power);
        assert_as_printf(unit_work(state), power + 1);
        assert_as_printf(unit_work(state), 9 * power);
    }
}

static void small_numbers_are_as_printf_has_them(void **state)
{
    for (uint64_t number = 0; number < 1200; number++)
        assert_as_printf(unit_work(state), number);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_one_zero),
        cmocka_unit_test(the_largest_number_has_all_its_digits),
        cmocka_unit_test(numbers_around_each_power_of_ten_are_as_printf_has_them),
        cmocka_unit_test(small_numbers_are_as_printf_has_them),
    };
    return unit_run("decimal", tests, sizeof(tests) / sizeof(tests[0]));
}
