/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/line_budget.h"

static const apr_time_t second = APR_USEC_PER_SEC;

/* How many of count lines may be written then; nobody was left out in a second before. */
static unsigned lines_of(oas_line_budget_t *budget, unsigned count, apr_time_t now)
{
    unsigned written = 0, left_out;

    for (unsigned i = 0; i < count; i++) {
        written += oas_line_budget_take(budget, &left_out, now);
        assert_int_equal(left_out, 0);
    }
    return written;
}

static void no_more_than_ten_lines_are_written_in_a_second(void **state)
{
    oas_line_budget_t budget = 0;

    (void)state;
    assert_int_equal(lines_of(&budget, 10, OAS_TEST_NOW), 10);
    assert_int_equal(lines_of(&budget, 290, OAS_TEST_NOW + second - 1), 0);
}

static void the_first_line_of_the_next_second_says_how_many_were_left_out(void **state)
{
    oas_line_budget_t budget = 0;
    unsigned left_out;

    (void)state;
    assert_int_equal(lines_of(&budget, 300, OAS_TEST_NOW), 10);
    assert_true(oas_line_budget_take(&budget, &left_out, OAS_TEST_NOW + second));
    assert_int_equal(left_out, 290);
    assert_int_equal(lines_of(&budget, 20, OAS_TEST_NOW + second), 9);
}

static void where_no_line_follows_it_is_said_once(void **state)
{
    oas_line_budget_t budget = 0;

    (void)state;
    assert_int_equal(lines_of(&budget, 12, OAS_TEST_NOW), 10);
    assert_int_equal(oas_line_budget_left_out(&budget, OAS_TEST_NOW), 0);
    assert_int_equal(oas_line_budget_left_out(&budget, OAS_TEST_NOW + 3 * second), 2);
    assert_int_equal(oas_line_budget_left_out(&budget, OAS_TEST_NOW + 4 * second), 0);
    assert_int_equal(lines_of(&budget, 11, OAS_TEST_NOW + 5 * second), 10);
}

static void who_had_room_for_all_has_nothing_to_say(void **state)
{
    oas_line_budget_t budget = 0;

    (void)state;
    assert_int_equal(oas_line_budget_left_out(&budget, OAS_TEST_NOW), 0);
    assert_int_equal(lines_of(&budget, 10, OAS_TEST_NOW), 10);
    assert_int_equal(oas_line_budget_left_out(&budget, OAS_TEST_NOW + second), 0);
}

static void a_clock_that_is_set_back_silences_nobody(void **state)
{
    oas_line_budget_t budget = 0;

    (void)state;
    assert_int_equal(lines_of(&budget, 10, OAS_TEST_NOW), 10);
    assert_int_equal(lines_of(&budget, 10, OAS_TEST_NOW - 3600 * second), 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_more_than_ten_lines_are_written_in_a_second),
        cmocka_unit_test(the_first_line_of_the_next_second_says_how_many_were_left_out),
        cmocka_unit_test(where_no_line_follows_it_is_said_once),
        cmocka_unit_test(who_had_room_for_all_has_nothing_to_say),
        cmocka_unit_test(a_clock_that_is_set_back_silences_nobody),
    };
    return unit_run("line_budget", tests, sizeof(tests) / sizeof(tests[0]));
}
