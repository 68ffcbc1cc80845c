/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "session/store.h"

enum { IDLE = 1800, LIFETIME = 28800 };

static oas_record_head_t used_at(apr_time_t last_used)
{
    return (oas_record_head_t){
        .created = OAS_TEST_NOW,
        .expires = OAS_TEST_NOW + apr_time_from_sec(LIFETIME),
        .last_used = last_used,
        .idle_timeout = apr_time_from_sec(IDLE),
    };
}

static void is_over_when_its_idle_timeout_has_passed(void **state)
{
    oas_record_head_t head = used_at(OAS_TEST_NOW);

    (void)state;
    assert_false(oas_record_is_over(&head, OAS_TEST_NOW));
    assert_false(oas_record_is_over(&head, OAS_TEST_NOW + apr_time_from_sec(IDLE) - 1));
    assert_true(oas_record_is_over(&head, OAS_TEST_NOW + apr_time_from_sec(IDLE)));
    assert_true(oas_record_is_over(&head, OAS_TEST_NOW + apr_time_from_sec(IDLE) + 1));
}

static void is_over_at_the_end_of_its_lifetime_however_much_it_is_used(void **state)
{
    apr_time_t end = OAS_TEST_NOW + apr_time_from_sec(LIFETIME);
    oas_record_head_t head = used_at(end - 1);

    (void)state;
    assert_false(oas_record_is_over(&head, end - 1));
    assert_true(oas_record_is_over(&head, end));
    assert_true(oas_record_is_over(&head, end + 1));
}

static void a_clock_set_back_does_not_end_it(void **state)
{
    oas_record_head_t head = used_at(OAS_TEST_NOW);

    (void)state;
    assert_false(oas_record_is_over(&head, OAS_TEST_NOW - apr_time_from_sec(86400)));
}

static void damaged_times_are_judged_without_overflow(void **state)
{
    const apr_time_t wild[] = {INT64_MIN, -1, 0, 1, INT64_MAX};
    oas_record_head_t head = used_at(OAS_TEST_NOW);

    (void)state;
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < 5; j++)
            for (size_t k = 0; k < 5; k++) {
                head.last_used = wild[i];
                head.idle_timeout = wild[j];
                head.expires = wild[k];
                if (head.expires <= OAS_TEST_NOW || head.idle_timeout <= 0)
                    assert_true(oas_record_is_over(&head, OAS_TEST_NOW));
                else
                    (void)oas_record_is_over(&head, OAS_TEST_NOW);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_over_when_its_idle_timeout_has_passed),
        cmocka_unit_test(is_over_at_the_end_of_its_lifetime_however_much_it_is_used),
        cmocka_unit_test(a_clock_set_back_does_not_end_it),
        cmocka_unit_test(damaged_times_are_judged_without_overflow),
    };
    return unit_run("store", tests, sizeof(tests) / sizeof(tests[0]));
}
