/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle_fixture.h"

#include "session/dropped_keys.h"

#define THIRD_KEY "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=\n"

enum { SESSIONS = 5 }; /* under each key */

static int times_current; /* so often the keys are said to be those of now */

static bool are_current(void)
{
    return times_current-- > 0;
}

static void begin_under(fixture_t *fixture, const char *lines)
{
    fixture->sessions.keys = ring(lines, &fixture->work);
    for (int i = 0; i < SESSIONS; i++)
        begin(fixture);
}

static uint64_t sessions_in(fixture_t *fixture)
{
    oas_store_usage_t usage;

    assert_int_equal(fixture->meddler.inner->calls->usage(fixture->meddler.inner, &usage, &fixture->work), OAS_OK);
    return usage.sessions;
}

/* End those of other keys than the ones in these rings. */
static uint64_t end_but_of(fixture_t *fixture, const char *lines, const char *of_another_realm)
{
    const oas_keyring_t *rings[3] = {ring(lines, &fixture->work)};
    const oas_listed_keys_t keys = {.rings = rings, .are_current = are_current};
    uint64_t ended;

    if (of_another_realm != NULL)
        rings[1] = ring(of_another_realm, &fixture->work);
    assert_int_equal(oas_session_end_of_dropped_keys(&ended, fixture->meddler.inner, &keys, &fixture->work), OAS_OK);
    return ended;
}

static void sessions_under_a_dropped_key_end_and_no_others(void **state)
{
    fixture_t *fixture = *state;

    times_current = 1000;
    begin_under(fixture, FIRST_KEY);
    begin_under(fixture, SECOND_KEY FIRST_KEY);
    begin_under(fixture, THIRD_KEY SECOND_KEY FIRST_KEY);
    assert_int_equal(end_but_of(fixture, THIRD_KEY SECOND_KEY, NULL), SESSIONS);
    assert_int_equal(sessions_in(fixture), 2 * SESSIONS);
    assert_non_null(opened(fixture));
    assert_int_equal(end_but_of(fixture, THIRD_KEY SECOND_KEY, NULL), 0);
}

static void keys_of_another_realm_are_listed_too(void **state)
{
    fixture_t *fixture = *state;

    times_current = 1000;
    begin_under(fixture, FIRST_KEY);
    begin_under(fixture, SECOND_KEY);
    assert_int_equal(end_but_of(fixture, THIRD_KEY, FIRST_KEY), SESSIONS);
    assert_int_equal(sessions_in(fixture), SESSIONS);
}

/* A graceful restart came: what looks like a dropped key may be a new one. */
static void nothing_ends_once_others_may_know_newer_keys(void **state)
{
    fixture_t *fixture = *state;

    times_current = 2;
    begin_under(fixture, SECOND_KEY);
    assert_int_equal(end_but_of(fixture, FIRST_KEY, NULL), 2);
    assert_int_equal(sessions_in(fixture), SESSIONS - 2);
    times_current = 0;
    assert_int_equal(end_but_of(fixture, FIRST_KEY, NULL), 0);
    assert_int_equal(sessions_in(fixture), SESSIONS - 2);
}

static void a_store_that_can_not_end_them_is_told(void **state)
{
    fixture_t *fixture = *state;
    const oas_keyring_t *rings[] = {ring(FIRST_KEY, &fixture->work), NULL};
    const oas_listed_keys_t keys = {.rings = rings, .are_current = are_current};
    uint64_t ended;

    times_current = 1000;
    begin_under(fixture, SECOND_KEY);
    fixture->meddler.remove = OAS_UNAVAILABLE;
    assert_int_equal(oas_session_end_of_dropped_keys(&ended, &fixture->meddler.store, &keys, &fixture->work),
                     OAS_UNAVAILABLE);
    assert_int_equal(ended, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sessions_under_a_dropped_key_end_and_no_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keys_of_another_realm_are_listed_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_ends_once_others_may_know_newer_keys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_store_that_can_not_end_them_is_told, set_up, tear_down),
    };
    return unit_run("dropped_keys", tests, sizeof(tests) / sizeof(tests[0]));
}
