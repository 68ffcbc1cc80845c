/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/clock_watch.h"

static const int64_t jumps[] = {3600, 86400, 10 * 365 * INT64_C(86400)}; /* seconds: an hour, a day, ten years */

/* After half an hour that the watch has seen, second by second. */
static oas_clock_watch_t watch_at(apr_time_t wall, apr_time_t steady)
{
    oas_clock_watch_t watch = {0};

    for (int64_t second = 1800; second >= 0; second--)
        assert_int_equal(
            oas_clock_watch_set(&watch, wall - apr_time_from_sec(second), steady - apr_time_from_sec(second)), 0);
    return watch;
}

static void a_clock_that_was_set_is_noticed_once_and_by_how_much(void **state)
{
    const apr_time_t steady = apr_time_from_sec(7200), second = apr_time_from_sec(1);

    (void)state;
    for (size_t i = 0; i < sizeof(jumps) / sizeof(jumps[0]); i++)
        for (int way = -1; way <= 1; way += 2) {
            oas_clock_watch_t watch = watch_at(OAS_TEST_NOW, steady);
            apr_interval_time_t jump = way * apr_time_from_sec(jumps[i]);

            assert_int_equal(oas_clock_watch_set(&watch, OAS_TEST_NOW + second + jump, steady + second), jump);
            assert_int_equal(oas_clock_watch_set(&watch, OAS_TEST_NOW + 2 * second + jump, steady + 2 * second), 0);
        }
}

static void a_clock_that_is_kept_right_is_not_noticed(void **state)
{
    oas_clock_watch_t watch = watch_at(OAS_TEST_NOW, 0);

    (void)state;
    assert_int_equal(oas_clock_watch_set(&watch, OAS_TEST_NOW + apr_time_from_sec(60), apr_time_from_sec(1)), 0);
    assert_int_equal(oas_clock_watch_set(&watch, OAS_TEST_NOW + apr_time_from_sec(2), apr_time_from_sec(2)), 0);
}

static void a_machine_that_slept_is_not_noticed(void **state)
{
    oas_clock_watch_t watch = watch_at(OAS_TEST_NOW, 0);

    (void)state;
    assert_int_equal(oas_clock_watch_set(&watch, OAS_TEST_NOW + apr_time_from_sec(86400), apr_time_from_sec(86400)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_that_was_set_is_noticed_once_and_by_how_much),
        cmocka_unit_test(a_clock_that_is_kept_right_is_not_noticed),
        cmocka_unit_test(a_machine_that_slept_is_not_noticed),
    };
    return unit_run("clock_watch", tests, sizeof(tests) / sizeof(tests[0]));
}
