/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "session/value_sum.h"

/* first NULL: there is no value yet. expected NULL: it is refused. */
static void assert_sum(oas_work_t *work, const char *first, const char *second, const char *expected)
{
    const oas_bytes_t value = oas_bytes_of(first);
    oas_bytes_t sum;
    oas_status_t status;

    oas_forgive(work);
    status = oas_value_sum(&sum, first != NULL ? &value : NULL, oas_bytes_of(second), work);
    assert_int_equal(status, expected != NULL ? OAS_OK : OAS_REFUSED);
    if (expected != NULL)
        assert_true(oas_bytes_equal(sum, oas_bytes_of(expected)));
    else
        assert_string_equal(work->reason, "values_number");
}

static void numbers_are_added(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_sum(work, NULL, "1", "1");
    assert_sum(work, NULL, "-3", "-3");
    assert_sum(work, "41", "1", "42");
    assert_sum(work, "1", "-2", "-1");
    assert_sum(work, "-0", "007", "7");
    assert_sum(work, "999999999999998", "1", "999999999999999");
    assert_sum(work, "-999999999999999", "999999999999999", "0");
}

static void what_is_no_number_is_refused(void **state)
{
    static const char *const texts[] = {"",    "-",   "+1",  " 1", "1 ", "1.5", "1e3", "0x1", "one", "--1", "1-",
                                        "\xc2\xb9", "1000000000000000", "-1000000000000000"};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_sum(work, texts[i], "1", NULL);
        assert_sum(work, NULL, texts[i], NULL);
    }
}

static void a_sum_that_is_too_long_is_refused(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_sum(work, "999999999999999", "1", NULL);
    assert_sum(work, "-999999999999999", "-1", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_added),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(a_sum_that_is_too_long_is_refused),
    };
    return unit_run("value_sum", tests, sizeof(tests) / sizeof(tests[0]));
}
