/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "session/limits.h"

enum { IDLE = 300, LIFETIME = 3600 };

static const oas_limits_t both = {.idle_timeout = IDLE * APR_USEC_PER_SEC, .lifetime = LIFETIME * APR_USEC_PER_SEC};
static const oas_limits_t none = {.idle_timeout = -1, .lifetime = -1};

static bool allows(const oas_limits_t *limits, apr_time_t age, apr_time_t unused_for)
{
    return oas_limits_allow(limits, OAS_TEST_NOW - age, OAS_TEST_NOW - unused_for, OAS_TEST_NOW);
}

static void a_session_may_be_so_long_unused_and_no_longer(void **state)
{
    (void)state;
    assert_true(allows(&both, apr_time_from_sec(IDLE), apr_time_from_sec(IDLE) - 1));
    assert_false(allows(&both, apr_time_from_sec(IDLE), apr_time_from_sec(IDLE)));
    assert_false(allows(&both, apr_time_from_sec(IDLE + 1), apr_time_from_sec(IDLE + 1)));
}

static void a_session_may_be_so_old_and_no_older_however_much_it_is_used(void **state)
{
    (void)state;
    assert_true(allows(&both, apr_time_from_sec(LIFETIME) - 1, 0));
    assert_false(allows(&both, apr_time_from_sec(LIFETIME), 0));
    assert_false(allows(&both, apr_time_from_sec(LIFETIME) + 1, 0));
}

static void each_limit_counts_without_the_other(void **state)
{
    const oas_limits_t idle = {.idle_timeout = both.idle_timeout, .lifetime = -1};
    const oas_limits_t lifetime = {.idle_timeout = -1, .lifetime = both.lifetime};

    (void)state;
    assert_false(allows(&idle, apr_time_from_sec(LIFETIME), apr_time_from_sec(IDLE)));
    assert_true(allows(&idle, apr_time_from_sec(LIFETIME), 0));
    assert_false(allows(&lifetime, apr_time_from_sec(LIFETIME), 0));
    assert_true(allows(&lifetime, apr_time_from_sec(IDLE), apr_time_from_sec(IDLE)));
}

static void without_limits_nothing_is_refused(void **state)
{
    (void)state;
    assert_true(allows(&none, OAS_TEST_NOW, OAS_TEST_NOW));
}

static void times_to_come_are_no_time_ago(void **state)
{
    (void)state;
    assert_true(allows(&both, -apr_time_from_sec(86400), -apr_time_from_sec(86400)));
}

static void damaged_times_are_judged_without_overflow(void **state)
{
    const apr_time_t wild[] = {INT64_MIN, -1, 0, INT64_MAX};

    (void)state;
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 4; j++) {
            bool is_past = wild[i] < OAS_TEST_NOW || wild[j] < OAS_TEST_NOW;

            assert_int_equal(oas_limits_allow(&both, wild[i], wild[j], OAS_TEST_NOW), !is_past);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_may_be_so_long_unused_and_no_longer),
        cmocka_unit_test(a_session_may_be_so_old_and_no_older_however_much_it_is_used),
        cmocka_unit_test(each_limit_counts_without_the_other),
        cmocka_unit_test(without_limits_nothing_is_refused),
        cmocka_unit_test(times_to_come_are_no_time_ago),
        cmocka_unit_test(damaged_times_are_judged_without_overflow),
    };
    return unit_run("limits", tests, sizeof(tests) / sizeof(tests[0]));
}
