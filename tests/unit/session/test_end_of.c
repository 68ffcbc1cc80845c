/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle_fixture.h"

#include <string.h>

#include "session/end_of.h"

#define ISSUER "https://op.example"

typedef struct {
    char value[OAS_TICKET_LENGTH + 1];
} cookie_t;

static cookie_t begin_of(fixture_t *fixture, const char *issuer, const char *subject, const char *provider_session)
{
    const oas_vault_t of = {.issuer = issuer, .subject = subject, .provider_session = provider_session};
    oas_session_t *session;
    cookie_t cookie;

    assert_int_equal(
        oas_session_begin(&session, cookie.value, &fixture->sessions, &face, &of, &label, &fixture->work), OAS_OK);
    return cookie;
}

static bool is_open(fixture_t *fixture, const cookie_t *cookie)
{
    oas_work_t look = oas_work(fixture->work.pool, fixture->work.now);
    oas_session_t *session;

    return oas_session_open(&session, &fixture->sessions, oas_bytes_of(cookie->value), &look) == OAS_OK;
}

static unsigned end_of(fixture_t *fixture, const char *subject, const char *provider_session)
{
    const oas_whose_t whose = {.issuer = ISSUER, .subject = subject, .provider_session = provider_session};
    unsigned ended;

    assert_int_equal(oas_session_end_of(&ended, &fixture->sessions, &whose, &fixture->work), OAS_OK);
    return ended;
}

static void the_sessions_of_a_provider_session_end_and_no_others(void **state)
{
    cookie_t one = begin_of(*state, ISSUER, "jane", "first"), again = begin_of(*state, ISSUER, "jane", "first");
    cookie_t other = begin_of(*state, ISSUER, "jane", "second"), without = begin_of(*state, ISSUER, "jane", NULL);

    assert_int_equal(end_of(*state, NULL, "first"), 2);
    assert_false(is_open(*state, &one));
    assert_false(is_open(*state, &again));
    assert_true(is_open(*state, &other));
    assert_true(is_open(*state, &without));
}

static void all_sessions_of_a_subject_end_and_no_others(void **state)
{
    cookie_t one = begin_of(*state, ISSUER, "jane", "first"), two = begin_of(*state, ISSUER, "jane", NULL);
    cookie_t john = begin_of(*state, ISSUER, "john", "second");

    assert_int_equal(end_of(*state, "jane", NULL), 2);
    assert_false(is_open(*state, &one));
    assert_false(is_open(*state, &two));
    assert_true(is_open(*state, &john));
}

/* What a provider calls the same is another thing at another provider. */
static void sessions_at_another_issuer_stay(void **state)
{
    cookie_t elsewhere = begin_of(*state, "https://other.example", "jane", "first");

    assert_int_equal(end_of(*state, "jane", NULL), 0);
    assert_int_equal(end_of(*state, NULL, "first"), 0);
    assert_true(is_open(*state, &elsewhere));
}

static void where_both_are_told_a_session_is_of_both(void **state)
{
    cookie_t jane = begin_of(*state, ISSUER, "jane", "first"), john = begin_of(*state, ISSUER, "john", "second");

    assert_int_equal(end_of(*state, "jane", "second"), 0);
    assert_true(is_open(*state, &jane));
    assert_true(is_open(*state, &john));
    assert_int_equal(end_of(*state, "jane", "first"), 1);
    assert_false(is_open(*state, &jane));
}

static void sessions_of_another_realm_stay(void **state)
{
    fixture_t *fixture = *state;
    cookie_t here = begin_of(fixture, ISSUER, "jane", "first");
    const char *realm = fixture->sessions.realm;

    fixture->sessions.realm = "intranet.example.org";
    assert_int_equal(end_of(fixture, "jane", "first"), 0);
    fixture->sessions.realm = realm;
    assert_true(is_open(fixture, &here));
}

static void sessions_under_a_former_key_end_too(void **state)
{
    fixture_t *fixture = *state;
    cookie_t before = begin_of(fixture, ISSUER, "jane", "first"), now;

    fixture->sessions.keys = ring(SECOND_KEY FIRST_KEY, &fixture->work);
    now = begin_of(fixture, ISSUER, "jane", "first");
    assert_true(is_open(fixture, &before));
    assert_int_equal(end_of(fixture, NULL, "first"), 2);
    assert_false(is_open(fixture, &before));
    assert_false(is_open(fixture, &now));
}

static void none_is_no_failure(void **state)
{
    assert_int_equal(end_of(*state, "jane", NULL), 0);
    assert_int_equal(end_of(*state, NULL, "first"), 0);
}

/* A session without a subject has the tag 0, which is no name that anybody could call. */
static void nobody_named_ends_nothing(void **state)
{
    cookie_t nameless = begin_of(*state, NULL, NULL, NULL);

    assert_int_equal(end_of(*state, NULL, NULL), 0);
    assert_true(is_open(*state, &nameless));
}

static void a_store_that_can_not_say_is_told(void **state)
{
    fixture_t *fixture = *state;
    const oas_whose_t jane = {.issuer = ISSUER, .subject = "jane"};
    cookie_t cookie = begin_of(fixture, ISSUER, "jane", NULL);
    unsigned ended = 1;

    fixture->meddler.remove = OAS_UNAVAILABLE;
    assert_int_equal(oas_session_end_of(&ended, &fixture->sessions, &jane, &fixture->work), OAS_UNAVAILABLE);
    assert_int_equal(ended, 0);
    fixture->meddler.find = OAS_UNAVAILABLE;
    assert_int_equal(oas_session_end_of(&ended, &fixture->sessions, &jane, &fixture->work), OAS_UNAVAILABLE);
    assert_true(is_open(fixture, &cookie));
}

static void what_somebody_else_has_ended_is_not_counted(void **state)
{
    fixture_t *fixture = *state;

    begin_of(fixture, ISSUER, "jane", NULL);
    fixture->meddler.remove = OAS_NOT_FOUND;
    assert_int_equal(end_of(fixture, "jane", NULL), 0);
}

/* Its new record is where the search had been, and its former one is over when the search gets there. */
static void a_session_that_gets_another_cookie_meanwhile_ends(void **state)
{
    fixture_t *fixture = *state;
    cookie_t cookie = begin_of(fixture, ISSUER, "jane", "first");

    memcpy(fixture->cookie, cookie.value, sizeof(cookie.value));
    fixture->meddler.data = fixture;
    fixture->meddler.missed = move_elsewhere;
    assert_int_equal(end_of(fixture, NULL, "first"), 1);
    assert_string_not_equal(fixture->cookie, cookie.value);
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_sessions_of_a_provider_session_end_and_no_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(all_sessions_of_a_subject_end_and_no_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sessions_at_another_issuer_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(where_both_are_told_a_session_is_of_both, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sessions_of_another_realm_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sessions_under_a_former_key_end_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(none_is_no_failure, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_named_ends_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_store_that_can_not_say_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_somebody_else_has_ended_is_not_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_session_that_gets_another_cookie_meanwhile_ends, set_up, tear_down),
    };
    return unit_run("end_of", tests, sizeof(tests) / sizeof(tests[0]));
}
