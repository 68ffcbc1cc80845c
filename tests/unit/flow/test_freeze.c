/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "flow/freeze.h"

static apr_time_t asked_at;

static bool holds_until_nine(oas_freeze_t *freeze, apr_time_t now)
{
    (void)freeze;
    asked_at = now;
    return now < apr_time_from_sec(9);
}

static oas_freeze_t until_nine = {.holds = holds_until_nine};

static void stops_nobody_where_there_is_none(void **state)
{
    assert_int_equal(oas_freeze_check(NULL, unit_work(state)), OAS_OK);
}

static void stops_sign_ins_while_it_holds_and_says_when_to_come_again(void **state)
{
    oas_work_t *work = unit_work(state);

    work->now = apr_time_from_sec(8);
    assert_int_equal(oas_freeze_check(&until_nine, work), OAS_UNAVAILABLE);
    assert_string_equal(work->reason, "frozen");
    assert_int_equal(work->pause, apr_time_from_sec(60));
    assert_int_equal(asked_at, work->now);
}

static void lets_people_sign_in_afterwards(void **state)
{
    oas_work_t *work = unit_work(state);

    work->now = apr_time_from_sec(9);
    assert_int_equal(oas_freeze_check(&until_nine, work), OAS_OK);
    assert_null(work->reason);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stops_nobody_where_there_is_none),
        cmocka_unit_test(stops_sign_ins_while_it_holds_and_says_when_to_come_again),
        cmocka_unit_test(lets_people_sign_in_afterwards),
    };
    return unit_run("freeze", tests, sizeof(tests) / sizeof(tests[0]));
}
