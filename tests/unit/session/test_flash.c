/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle_fixture.h"

#include <string.h>

#include "session/flash.h"

#define SPACE "shop"

static void set(fixture_t *fixture, const char *name, const char *value)
{
    const oas_value_edit_t edit = {OAS_VALUE_SET, {oas_bytes_of(name), oas_bytes_of(value)}};
    uint64_t version;

    assert_int_equal(oas_session_change_values(&version, opened(fixture), &fixture->sessions, SPACE,
                                               &(oas_value_edits_t){.items = &edit, .count = 1}, &fixture->work),
                     OAS_OK);
}

static oas_values_t values_of(fixture_t *fixture)
{
    oas_values_t values;

    assert_int_equal(oas_session_open_values(&values, &fixture->sessions, opened(fixture), SPACE, &fixture->work), OAS_OK);
    return values;
}

static bool has(const oas_values_t *values, const char *name, const char *value)
{
    const oas_bytes_t *found = oas_values_get(values, oas_bytes_of(name));

    return found != NULL && oas_bytes_equal(*found, oas_bytes_of(value));
}

static void take(fixture_t *fixture, oas_values_t *values)
{
    oas_session_take_flash(values, opened(fixture), &fixture->sessions, SPACE, &fixture->work);
}

static oas_values_t scene(fixture_t *fixture)
{
    begin(fixture);
    set(fixture, "cart", "tea");
    set(fixture, "!saved", "yes");
    return values_of(fixture);
}

static void what_is_told_once_is_gone_afterwards_and_all_else_stays(void **state)
{
    fixture_t *fixture = *state;
    oas_values_t told = scene(fixture), left;

    take(fixture, &told);
    left = values_of(fixture);
    assert_true(has(&told, "!saved", "yes") && has(&told, "cart", "tea"));
    assert_int_equal(left.count, 1);
    assert_true(has(&left, "cart", "tea"));
    assert_int_equal(told.version, left.version);
}

static void of_two_requests_that_saw_it_one_gets_it(void **state)
{
    fixture_t *fixture = *state;
    oas_values_t one = scene(fixture), other = values_of(fixture);

    take(fixture, &one);
    take(fixture, &other);
    assert_true(has(&one, "!saved", "yes"));
    assert_false(oas_values_have_flash(&other));
    assert_true(has(&other, "cart", "tea"));
}

static void what_came_between_is_told_as_well(void **state)
{
    fixture_t *fixture = *state;
    oas_values_t told = scene(fixture);

    set(fixture, "!second", "one more");
    take(fixture, &told);
    assert_true(has(&told, "!saved", "yes") && has(&told, "!second", "one more"));
    assert_false(oas_values_have_flash(&(oas_values_t){.count = 0}));
}

static void nothing_is_written_where_there_is_none(void **state)
{
    fixture_t *fixture = *state;
    oas_values_t told;
    uint64_t generation;

    begin(fixture);
    set(fixture, "cart!", "tea");
    generation = opened(fixture)->head.generation;
    told = values_of(fixture);
    take(fixture, &told);
    assert_int_equal(told.count, 1);
    assert_int_equal(opened(fixture)->head.generation, generation);
}

static void who_is_not_to_be_told_does_not_see_it(void **state)
{
    fixture_t *fixture = *state;
    oas_values_t told = scene(fixture), left;

    oas_values_hide_flash(&told, &fixture->work);
    left = values_of(fixture);
    assert_int_equal(told.count, 1);
    assert_true(has(&told, "cart", "tea"));
    assert_true(has(&left, "!saved", "yes"));
}

static void a_session_that_ended_meanwhile_tells_nothing(void **state)
{
    fixture_t *fixture = *state;
    oas_values_t told = scene(fixture);
    oas_session_t *session = opened(fixture);

    assert_int_equal(oas_session_end(&fixture->sessions, session, &fixture->work), OAS_OK);
    oas_session_take_flash(&told, session, &fixture->sessions, SPACE, &fixture->work);
    assert_false(oas_values_have_flash(&told));
    oas_session_return_flash(&told, session, &fixture->sessions, SPACE, &fixture->work);
    assert_null(fixture->work.reason);
}

static void what_is_put_back_is_told_again_unless_it_was_set_anew(void **state)
{
    fixture_t *fixture = *state;
    oas_values_t told, again;

    scene(fixture);
    set(fixture, "!error", "old");
    told = values_of(fixture);
    take(fixture, &told);
    set(fixture, "!error", "new");
    oas_session_return_flash(&told, opened(fixture), &fixture->sessions, SPACE, &fixture->work);
    again = values_of(fixture);
    assert_int_equal(again.count, 3);
    assert_true(has(&again, "!saved", "yes") && has(&again, "!error", "new") && has(&again, "cart", "tea"));
}

static void who_demands_the_version_he_was_told_means_the_one_after_all_was_put_back(void **state)
{
    fixture_t *fixture = *state;
    oas_values_t told = scene(fixture);
    uint64_t version;

    take(fixture, &told);
    version = oas_session_return_flash(&told, opened(fixture), &fixture->sessions, SPACE, &fixture->work);
    assert_int_equal(version, values_of(fixture).version);
    assert_int_not_equal(version, told.version);
}

static void a_change_that_came_between_is_not_hidden_by_it(void **state)
{
    fixture_t *fixture = *state;
    oas_values_t told = scene(fixture);

    take(fixture, &told);
    set(fixture, "cart", "milk");
    assert_int_equal(oas_session_return_flash(&told, opened(fixture), &fixture->sessions, SPACE, &fixture->work), told.version);
    assert_int_not_equal(values_of(fixture).version, told.version);
}

static void a_name_says_whether_it_is_told_once(void **state)
{
    (void)state;
    assert_true(oas_value_is_flash(oas_bytes_of("!")));
    assert_true(oas_value_is_flash(oas_bytes_of("!saved")));
    assert_false(oas_value_is_flash(oas_bytes_of("saved!")));
    assert_false(oas_value_is_flash(oas_bytes_of("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_told_once_is_gone_afterwards_and_all_else_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_two_requests_that_saw_it_one_gets_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_came_between_is_told_as_well, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_written_where_there_is_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_is_not_to_be_told_does_not_see_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_session_that_ended_meanwhile_tells_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_put_back_is_told_again_unless_it_was_set_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_demands_the_version_he_was_told_means_the_one_after_all_was_put_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_change_that_came_between_is_not_hidden_by_it, set_up, tear_down),
        cmocka_unit_test(a_name_says_whether_it_is_told_once),
    };
    return unit_run("flash", tests, sizeof(tests) / sizeof(tests[0]));
}
