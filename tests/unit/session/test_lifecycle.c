/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle_fixture.h"

#include <string.h>

#include "session/fetch.h"

/* Begun and opened */

static void the_cookie_opens_the_session(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *begun = begin(fixture), *session = opened(fixture);

    assert_string_equal(session->face.user, "canary-user");
    assert_string_equal(session->face.provider, "canary-op");
    assert_string_equal(oas_pairs_get(session->face.claims, "email"), "canary-mail@example.com");
    assert_memory_equal(&session->ticket, &begun->ticket, sizeof(begun->ticket));
    assert_memory_equal(&session->head.index, &begun->head.index, sizeof(begun->head.index));
    assert_true(session->head.created == OAS_TEST_NOW);
    assert_true(session->head.expires == OAS_TEST_NOW + apr_time_from_sec(LIFETIME));
    assert_true(session->head.generation == 1);
}

static void a_begun_session_shows_its_face(void **state)
{
    oas_session_t *session = begin(*state);

    assert_string_equal(session->face.user, "canary-user");
    assert_int_equal(session->face.claims.count, 2);
}

/* Session fixation: what the browser had before is not asked for, and is not taken over. */
static void each_login_gets_a_new_cookie(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *first = begin(fixture), *second;
    char before[OAS_TICKET_LENGTH + 1];

    memcpy(before, fixture->cookie, sizeof(before));
    assert_int_equal(oas_session_end(&fixture->sessions, first, &fixture->work), OAS_OK);
    second = begin(fixture);
    assert_string_not_equal(before, fixture->cookie);
    assert_memory_not_equal(&first->ticket.index, &second->ticket.index, sizeof(first->ticket.index));
    assert_non_null(opened(fixture));
    memcpy(fixture->cookie, before, sizeof(before));
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
}

static void a_forged_cookie_costs_no_lookup(void **state)
{
    fixture_t *fixture = *state;
    uint64_t before;

    begin(fixture);
    before = lookups(fixture);
    fixture->cookie[40] = fixture->cookie[40] == 'A' ? 'B' : 'A';
    assert_no_session(fixture, OAS_REFUSED, "ticket_forged");
    fixture->cookie[40] = '.';
    assert_no_session(fixture, OAS_REFUSED, "ticket_malformed");
    fixture->cookie[0] = '\0';
    assert_no_session(fixture, OAS_REFUSED, "ticket_malformed");
    assert_int_equal(lookups(fixture), before);
}

static void a_cookie_is_of_no_use_in_another_realm(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    fixture->sessions.realm = "intranet.example.org";
    assert_no_session(fixture, OAS_REFUSED, "ticket_forged");
}

static void a_session_outlives_a_key_that_is_still_listed(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    fixture->sessions.keys = ring(SECOND_KEY FIRST_KEY, &fixture->work);
    assert_non_null(opened(fixture));
    fixture->sessions.keys = ring(SECOND_KEY, &fixture->work);
    assert_no_session(fixture, OAS_REFUSED, "ticket_key_unknown");
}

/* Time */

/* R-SES-05 */
static void it_ends_when_it_was_idle_for_too_long(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    at(fixture, apr_time_from_sec(IDLE) - 1);
    use(fixture);
    at(fixture, apr_time_from_sec(2 * IDLE) - 2);
    use(fixture);
    at(fixture, apr_time_from_sec(3 * IDLE) - 2);
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
}

static void it_ends_with_its_lifetime_however_much_it_is_used(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    for (apr_time_t second = 0; second < LIFETIME; second += 600) {
        at(fixture, apr_time_from_sec(second));
        use(fixture);
    }
    at(fixture, apr_time_from_sec(LIFETIME) - 1);
    assert_non_null(opened(fixture));
    at(fixture, apr_time_from_sec(LIFETIME));
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
}

static void it_tells_when_it_ends(void **state)
{
    fixture_t *fixture = *state;

    assert_true(oas_session_ends(begin(fixture)) == OAS_TEST_NOW + apr_time_from_sec(IDLE));
    at(fixture, apr_time_from_sec(1000));
    assert_true(oas_session_ends(use(fixture)) == OAS_TEST_NOW + apr_time_from_sec(1000 + IDLE));
    for (apr_time_t second = 2000; second < LIFETIME; second += 1000) {
        at(fixture, apr_time_from_sec(second));
        use(fixture);
    }
    at(fixture, apr_time_from_sec(LIFETIME - 100));
    assert_true(oas_session_ends(opened(fixture)) == OAS_TEST_NOW + apr_time_from_sec(LIFETIME));
}

static void a_use_is_noted_once_in_a_tenth_of_the_idle_timeout(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session;

    begin(fixture);
    at(fixture, apr_time_from_sec(IDLE / 10) - 1);
    session = use(fixture);
    assert_int_equal(fixture->meddler.touches, 0);
    assert_true(session->head.last_used == OAS_TEST_NOW);
    at(fixture, apr_time_from_sec(IDLE / 10));
    session = use(fixture);
    assert_int_equal(fixture->meddler.touches, 1);
    assert_true(session->head.last_used == fixture->work.now);
    use(fixture);
    assert_int_equal(fixture->meddler.touches, 1);
}

static void uses_are_noted_more_often_where_a_place_has_a_shorter_limit(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    fixture->sessions.shortest_idle = apr_time_from_sec(IDLE / 30);
    at(fixture, apr_time_from_sec(IDLE / 300) - 1);
    use(fixture);
    assert_int_equal(fixture->meddler.touches, 0);
    at(fixture, apr_time_from_sec(IDLE / 300));
    use(fixture);
    assert_int_equal(fixture->meddler.touches, 1);
}

static void uses_are_noted_in_time_for_a_session_that_began_under_shorter_limits(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    fixture->sessions.shortest_idle = apr_time_from_sec(30 * IDLE);
    at(fixture, apr_time_from_sec(IDLE / 10));
    use(fixture);
    assert_int_equal(fixture->meddler.touches, 1);
}

static void the_first_use_after_the_login_is_known_as_such_and_no_other(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *one, *another;

    assert_true(oas_session_is_unused(begin(fixture)));
    at(fixture, 1);
    one = opened(fixture);
    another = opened(fixture);
    assert_true(oas_session_is_unused(one) && oas_session_is_unused(another));
    assert_true(oas_session_note_use(one, &fixture->sessions, &fixture->work));
    at(fixture, 2);
    assert_false(oas_session_note_use(another, &fixture->sessions, &fixture->work));
    assert_false(oas_session_is_unused(opened(fixture)));
    at(fixture, apr_time_from_sec(IDLE / 2));
    assert_false(oas_session_note_use(opened(fixture), &fixture->sessions, &fixture->work));
}

static void of_two_first_uses_in_one_moment_one_is_the_first(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *one, *another;

    begin(fixture);
    at(fixture, 1);
    one = opened(fixture);
    another = opened(fixture);
    assert_true(oas_session_note_use(another, &fixture->sessions, &fixture->work));
    assert_false(oas_session_note_use(one, &fixture->sessions, &fixture->work));
}

static void the_first_use_waits_for_a_clock_that_was_set_back(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    for (int i = -2; i <= 0; i++) {
        at(fixture, i);
        assert_false(oas_session_note_use(opened(fixture), &fixture->sessions, &fixture->work));
    }
    at(fixture, 1);
    assert_true(oas_session_note_use(opened(fixture), &fixture->sessions, &fixture->work));
}

static void to_look_at_it_does_not_prolong_it(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    for (apr_time_t second = 0; second < IDLE; second += IDLE / 4) {
        at(fixture, apr_time_from_sec(second));
        assert_true(opened(fixture)->head.last_used == OAS_TEST_NOW);
    }
    at(fixture, apr_time_from_sec(IDLE));
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
    assert_int_equal(fixture->meddler.touches, 0);
}

static void a_use_is_noted_when_the_clock_was_set_back(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    at(fixture, -1);
    assert_true(use(fixture)->head.last_used == OAS_TEST_NOW - 1);
    assert_int_equal(fixture->meddler.touches, 1);
}

/* Clocks that are set */

static const apr_time_t jumps[] = {3600, 86400, 10 * 365 * INT64_C(86400)}; /* seconds: an hour, a day, ten years */

static void a_clock_that_is_set_back_ends_what_began_since(void **state)
{
    fixture_t *fixture = *state;

    for (size_t i = 0; i < sizeof(jumps) / sizeof(jumps[0]); i++) {
        at(fixture, 0);
        begin(fixture);
        at(fixture, apr_time_from_sec(60) - apr_time_from_sec(jumps[i]));
        assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
        at(fixture, apr_time_from_sec(60)); /* set right again: what was refused does not come back */
        assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
    }
}

static void no_clock_leaves_a_session_more_than_its_lifetime(void **state)
{
    fixture_t *fixture = *state;
    apr_interval_time_t lifetime = apr_time_from_sec(LIFETIME + OAS_CLOCK_TOLERANCE);
    oas_session_t *session;

    for (apr_time_t age = 0; age < LIFETIME; age += 1200)
        for (size_t i = 0; i < sizeof(jumps) / sizeof(jumps[0]); i++) {
            at(fixture, 0);
            begin(fixture);
            at(fixture, apr_time_from_sec(age - jumps[i]));
            if (open_it(fixture, &session) == OAS_OK)
                assert_true(session->head.expires - fixture->work.now <= lifetime);
            oas_forgive(&fixture->work);
        }
}

static void a_clock_that_is_set_right_a_little_ends_nothing(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    at(fixture, -apr_time_from_sec(OAS_CLOCK_TOLERANCE));
    assert_non_null(opened(fixture));
    at(fixture, -apr_time_from_sec(OAS_CLOCK_TOLERANCE) - 1);
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
}

static void a_clock_that_is_set_forward_and_right_again_ends_nothing(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    for (size_t i = 0; i < sizeof(jumps) / sizeof(jumps[0]); i++) {
        at(fixture, apr_time_from_sec(jumps[i]));
        assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
        at(fixture, apr_time_from_sec(60));
        oas_forgive(&fixture->work);
        assert_non_null(opened(fixture));
    }
}

/* Vault and label */

static void the_vault_opens_with_the_session(void **state)
{
    fixture_t *fixture = *state;
    oas_vault_t *found;

    begin(fixture);
    assert_int_equal(oas_session_open_vault(&found, &fixture->sessions, opened(fixture), &fixture->work), OAS_OK);
    assert_string_equal(found->access_token, "canary-access-token");
    assert_string_equal(found->refresh_token, "canary-refresh-token");
    assert_null(found->id_token);
}

static void the_vault_of_an_ended_session_does_not_open(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    oas_vault_t *found;

    assert_int_equal(oas_session_end(&fixture->sessions, session, &fixture->work), OAS_OK);
    assert_int_equal(oas_session_open_vault(&found, &fixture->sessions, session, &fixture->work), OAS_NOT_FOUND);
    assert_null(found);
    assert_reason(&fixture->work, "session_unknown");
}

typedef struct {
    const oas_sessions_t *sessions;
    oas_work_t *work;
    oas_status_t status;
    oas_label_t *label;
} reader_t;

static bool read_label(void *data, const oas_record_t *record)
{
    reader_t *reader = data;

    reader->status = oas_session_open_label(&reader->label, reader->sessions, record, reader->work);
    return true;
}

static reader_t label_in(fixture_t *fixture)
{
    reader_t reader = {.sessions = &fixture->sessions, .work = &fixture->work, .status = OAS_BROKEN};
    oas_store_t *inner = fixture->meddler.inner;

    assert_int_equal(inner->calls->visit(inner, read_label, &reader, &fixture->work), OAS_OK);
    return reader;
}

static void the_label_opens_without_the_cookie(void **state)
{
    fixture_t *fixture = *state;
    reader_t reader;

    begin(fixture);
    reader = label_in(fixture);
    assert_int_equal(reader.status, OAS_OK);
    assert_string_equal(reader.label->user, "canary-user");
    assert_string_equal(reader.label->address, "192.0.2.17");
    assert_string_equal(reader.label->agent, "canary-agent");
}

static void the_label_does_not_open_with_another_key(void **state)
{
    fixture_t *fixture = *state;
    reader_t reader;

    begin(fixture);
    fixture->sessions.keys = ring(SECOND_KEY, &fixture->work);
    reader = label_in(fixture);
    assert_int_equal(reader.status, OAS_NOT_FOUND);
    assert_null(reader.label);
    assert_reason(&fixture->work, "session_key_unknown");
}

/* Ended */

static void an_ended_session_is_gone(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    assert_int_equal(oas_session_end(&fixture->sessions, session, &fixture->work), OAS_OK);
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
    oas_forgive(&fixture->work);
    assert_int_equal(oas_session_end(&fixture->sessions, session, &fixture->work), OAS_OK);
    assert_null(fixture->work.reason);
}

/* R-SES-04 */
static void a_use_does_not_bring_back_what_was_ended_meanwhile(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    assert_int_equal(oas_session_end(&fixture->sessions, session, &fixture->work), OAS_OK);
    at(fixture, apr_time_from_sec(IDLE / 2));
    assert_false(oas_session_note_use(session, &fixture->sessions, &fixture->work));
    assert_true(session->head.last_used == OAS_TEST_NOW);
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
}

/* Stores in trouble */

static void a_store_that_can_not_say_is_no_end_of_the_session(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    fixture->meddler.get = OAS_UNAVAILABLE;
    assert_int_equal(open_it(fixture, &session), OAS_UNAVAILABLE);
    assert_null(session);
    fixture->meddler.get = OAS_OK;
    assert_non_null(opened(fixture));
}

static void a_use_that_can_not_be_noted_turns_nobody_away(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    at(fixture, apr_time_from_sec(IDLE / 2));
    fixture->meddler.touch = OAS_UNAVAILABLE;
    assert_true(use(fixture)->head.last_used == OAS_TEST_NOW);
    assert_null(fixture->work.reason);
}

static void a_session_that_can_not_be_ended_is_told(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    fixture->meddler.remove = OAS_UNAVAILABLE;
    assert_int_equal(oas_session_end(&fixture->sessions, session, &fixture->work), OAS_UNAVAILABLE);
}

static void a_full_store_begins_no_session(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session;

    fixture->meddler.put = OAS_FULL;
    assert_int_equal(
        oas_session_begin(&session, fixture->cookie, &fixture->sessions, &face, &vault, &label, &fixture->work),
        OAS_FULL);
    assert_null(session);
    assert_string_equal(fixture->cookie, "");
}

static void refuses_a_session_that_is_too_large(void **state)
{
    fixture_t *fixture = *state;
    size_t length = OAS_CONTENT_LARGEST;
    char *text = apr_palloc(fixture->work.pool, length + 1);
    oas_vault_t large = {.claims_json = text};
    oas_session_t *session;

    memset(text, 'x', length);
    text[length] = '\0';
    assert_int_equal(
        oas_session_begin(&session, fixture->cookie, &fixture->sessions, &face, &large, &label, &fixture->work),
        OAS_REFUSED);
    assert_null(session);
    assert_reason(&fixture->work, "session_too_large");
}

static apr_status_t assert_wiped(void *given)
{
    static const oas_session_t nothing;

    assert_memory_equal(*(oas_session_t **)given, &nothing, sizeof(nothing));
    return APR_SUCCESS;
}

/* Cleanups run in reverse order: this one looks after the session's own have run. */
static void an_open_session_is_wiped_with_its_pool(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = NULL;
    oas_work_t request;
    apr_pool_t *pool;

    begin(fixture);
    apr_pool_create(&pool, fixture->work.pool);
    apr_pool_cleanup_register(pool, &session, assert_wiped, apr_pool_cleanup_null);
    request = oas_work(pool, OAS_TEST_NOW);
    assert_int_equal(oas_session_open(&session, &fixture->sessions, oas_bytes_of(fixture->cookie), &request), OAS_OK);
    assert_string_equal(session->face.user, "canary-user");
    apr_pool_destroy(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_cookie_opens_the_session, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_begun_session_shows_its_face, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_login_gets_a_new_cookie, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_forged_cookie_costs_no_lookup, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cookie_is_of_no_use_in_another_realm, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_session_outlives_a_key_that_is_still_listed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_ends_when_it_was_idle_for_too_long, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_ends_with_its_lifetime_however_much_it_is_used, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_tells_when_it_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_use_is_noted_once_in_a_tenth_of_the_idle_timeout, set_up, tear_down),
        cmocka_unit_test_setup_teardown(uses_are_noted_more_often_where_a_place_has_a_shorter_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(uses_are_noted_in_time_for_a_session_that_began_under_shorter_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_first_use_after_the_login_is_known_as_such_and_no_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_two_first_uses_in_one_moment_one_is_the_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_first_use_waits_for_a_clock_that_was_set_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(to_look_at_it_does_not_prolong_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_clock_that_is_set_back_ends_what_began_since, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_clock_leaves_a_session_more_than_its_lifetime, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_clock_that_is_set_right_a_little_ends_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_clock_that_is_set_forward_and_right_again_ends_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_use_is_noted_when_the_clock_was_set_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_vault_opens_with_the_session, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_vault_of_an_ended_session_does_not_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_label_opens_without_the_cookie, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_label_does_not_open_with_another_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_ended_session_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_use_does_not_bring_back_what_was_ended_meanwhile, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_store_that_can_not_say_is_no_end_of_the_session, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_use_that_can_not_be_noted_turns_nobody_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_session_that_can_not_be_ended_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_store_begins_no_session, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_session_that_is_too_large, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_open_session_is_wiped_with_its_pool, set_up, tear_down),
    };
    return unit_run("lifecycle", tests, sizeof(tests) / sizeof(tests[0]));
}
