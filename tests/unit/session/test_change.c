/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle_fixture.h"

#include <string.h>

#include <apr_strings.h>

#include "session/change.h"

/* A change as the tests make it. */
typedef struct {
    const char *access_token; /* the new one; NULL: the same */
    const char *add;          /* to the values; NULL: nothing */
    const char *user;         /* of face and label; NULL: the same */
    oas_status_t status;      /* what it answers */
    int calls;
    char token_seen[64];      /* by the last call */
} trial_t;

static oas_status_t make(void *data, oas_contents_t *contents, oas_work_t *work)
{
    trial_t *trial = data;
    const char *values = apr_pstrmemdup(work->pool, (const char *)contents->values.data, contents->values.length);

    trial->calls++;
    apr_cpystrn(trial->token_seen, contents->vault.access_token, sizeof(trial->token_seen));
    if (trial->access_token != NULL)
        contents->vault.access_token = trial->access_token;
    if (trial->user != NULL)
        contents->face.user = contents->label.user = trial->user;
    if (trial->add != NULL)
        contents->values = oas_bytes_of(apr_pstrcat(work->pool, values, trial->add, NULL));
    return trial->status;
}

static oas_status_t change(fixture_t *fixture, oas_session_t *session, trial_t *trial)
{
    return oas_session_change(session, &fixture->sessions, &(oas_change_t){.make = make, .data = trial},
                              &fixture->work);
}

static oas_contents_t contents_of(fixture_t *fixture, const oas_session_t *session)
{
    oas_record_t record = record_of(fixture);
    oas_contents_t contents;

    assert_int_equal(oas_contents_open(&contents, &record, &fixture->sessions, &session->ticket, &fixture->work),
                     OAS_OK);
    return contents;
}

static bool has_values(fixture_t *fixture, const oas_session_t *session, const char *values)
{
    return oas_bytes_equal(contents_of(fixture, session).values, oas_bytes_of(values));
}

static void changes_each_of_the_boxes_and_leaves_the_others(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    trial_t trial = {.access_token = "canary-second", .add = "values", .user = "canary-other"};
    oas_contents_t contents;

    assert_int_equal(change(fixture, session, &trial), OAS_OK);
    assert_int_equal(trial.calls, 1);
    assert_string_equal(trial.token_seen, "canary-access-token");
    assert_string_equal(session->face.user, "canary-other");
    assert_true(session->head.generation == 2);
    contents = contents_of(fixture, session);
    assert_string_equal(contents.face.user, "canary-other");
    assert_string_equal(contents.face.claims.items[1].value, "canary-name");
    assert_string_equal(contents.vault.access_token, "canary-second");
    assert_string_equal(contents.vault.refresh_token, "canary-refresh-token");
    assert_string_equal(contents.label.user, "canary-other");
    assert_string_equal(contents.label.agent, "canary-agent");
    assert_true(has_values(fixture, session, "values"));
    assert_string_equal(opened(fixture)->face.user, "canary-other"); /* by the same cookie */
}

static void keeps_all_of_the_head_but_the_generation(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    oas_record_head_t before = record_of(fixture).head, after;
    trial_t trial = {.add = "x"};

    at(fixture, apr_time_from_sec(1000));
    assert_int_equal(change(fixture, session, &trial), OAS_OK);
    after = record_of(fixture).head;
    assert_true(after.generation == before.generation + 1);
    after.generation = before.generation;
    assert_memory_equal(&after, &before, sizeof(before));
}

static void a_change_that_fails_changes_nothing(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    trial_t trial = {.add = "x", .status = OAS_REFUSED};

    assert_int_equal(change(fixture, session, &trial), OAS_REFUSED);
    assert_int_equal(trial.calls, 1);
    assert_true(session->head.generation == 1);
    assert_true(record_of(fixture).head.generation == 1);
    assert_true(has_values(fixture, session, ""));
}

static void refuses_more_values_than_a_session_may_hold(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    char *large = apr_palloc(fixture->work.pool, OAS_CONTENT_LARGEST + 2);
    trial_t trial = {.add = large};

    memset(large, 'x', OAS_CONTENT_LARGEST + 1);
    large[OAS_CONTENT_LARGEST + 1] = '\0';
    assert_int_equal(change(fixture, session, &trial), OAS_REFUSED);
    assert_reason(&fixture->work, "session_too_large");
    assert_true(has_values(fixture, session, ""));
}

/* Somebody else, between the reading and the writing. */

typedef struct {
    fixture_t *fixture;
    oas_session_t *session;
    const char *add;
} other_t;

static void change_first(meddler_t *meddler)
{
    other_t *other = meddler->data;
    trial_t trial = {.add = other->add};

    meddler->meanwhile = NULL; /* once */
    assert_int_equal(change(other->fixture, other->session, &trial), OAS_OK);
    assert_int_equal(trial.calls, 1);
}

static void of_two_who_change_it_at_once_both_do(void **state)
{
    fixture_t *fixture = *state;
    other_t other = {.fixture = fixture, .session = begin(fixture), .add = "theirs "};
    trial_t trial = {.add = "ours"};

    fixture->meddler.meanwhile = change_first;
    fixture->meddler.data = &other;
    assert_int_equal(change(fixture, opened(fixture), &trial), OAS_OK);
    assert_int_equal(trial.calls, 2);
    assert_true(has_values(fixture, other.session, "theirs ours"));
    assert_true(record_of(fixture).head.generation == 3);
    assert_null(fixture->work.reason);
}

static void change_again_and_again(meddler_t *meddler)
{
    change_first(meddler);
    meddler->meanwhile = change_again_and_again;
}

static void who_always_comes_second_gives_up(void **state)
{
    fixture_t *fixture = *state;
    other_t other = {.fixture = fixture, .session = begin(fixture), .add = "x"};
    trial_t trial = {.add = "never"};
    oas_session_t *session = opened(fixture);

    fixture->meddler.meanwhile = change_again_and_again;
    fixture->meddler.data = &other;
    assert_int_equal(change(fixture, session, &trial), OAS_UNAVAILABLE);
    assert_reason(&fixture->work, "session_busy");
    assert_in_range(trial.calls, 10, 100);
    assert_true(session->head.generation == 1);
}

static void end_it(meddler_t *meddler)
{
    other_t *other = meddler->data;

    meddler->meanwhile = NULL;
    assert_int_equal(oas_session_end(&other->fixture->sessions, other->session, &other->fixture->work), OAS_OK);
}

static void an_ended_session_is_not_revived_by_a_change(void **state)
{
    fixture_t *fixture = *state;
    other_t other = {.fixture = fixture, .session = begin(fixture)};
    trial_t trial = {.add = "x"};

    fixture->meddler.meanwhile = end_it;
    fixture->meddler.data = &other;
    assert_int_equal(change(fixture, other.session, &trial), OAS_NOT_FOUND);
    assert_reason(&fixture->work, "session_unknown");
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
    oas_forgive(&fixture->work);
    assert_int_equal(change(fixture, other.session, &trial), OAS_NOT_FOUND);
    assert_int_equal(trial.calls, 1);
}

static void one_that_ended_after_another_change_is_not_revived_either(void **state)
{
    fixture_t *fixture = *state;
    other_t other = {.fixture = fixture, .session = begin(fixture), .add = "x"};
    trial_t trial = {.add = "y"};

    at(fixture, apr_time_from_sec(IDLE - 1));
    fixture->meddler.meanwhile = change_first;
    fixture->meddler.data = &other;
    assert_int_equal(change(fixture, other.session, &trial), OAS_OK);
    at(fixture, apr_time_from_sec(IDLE));
    assert_int_equal(change(fixture, other.session, &trial), OAS_NOT_FOUND);
}

static void touch_it(meddler_t *meddler)
{
    other_t *other = meddler->data;

    meddler->meanwhile = NULL;
    at(other->fixture, apr_time_from_sec(900));
    oas_session_note_use(opened(other->fixture), &other->fixture->sessions, &other->fixture->work);
}

static void a_use_between_is_kept(void **state)
{
    fixture_t *fixture = *state;
    other_t other = {.fixture = fixture, .session = begin(fixture)};
    trial_t trial = {.add = "x"};

    fixture->meddler.meanwhile = touch_it;
    fixture->meddler.data = &other;
    assert_int_equal(change(fixture, other.session, &trial), OAS_OK);
    assert_int_equal(trial.calls, 1);
    assert_true(record_of(fixture).head.last_used == OAS_TEST_NOW + apr_time_from_sec(900));
}

/* Boxes of others, and what a store says */

static void lose_the_values(oas_record_t *record)
{
    record->values = oas_bytes(NULL, 0);
}

static void move_the_values(oas_record_t *record)
{
    record->values = record->face;
}

static void prolong(oas_record_t *record)
{
    record->head.expires += apr_time_from_sec(1);
}

static void changes_nothing_that_somebody_meddled_with(void **state)
{
    static void (*const meddling[])(oas_record_t *record) = {lose_the_values, move_the_values, prolong};
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    trial_t trial = {.add = "x"};

    for (size_t i = 0; i < sizeof(meddling) / sizeof(meddling[0]); i++) {
        fixture->meddler.meddle = meddling[i];
        assert_int_equal(change(fixture, session, &trial), OAS_NOT_FOUND);
        oas_forgive(&fixture->work);
    }
    assert_int_equal(trial.calls, 0);
    assert_int_equal(fixture->meddler.replaces, 0);
}

static void what_the_store_answers_is_told(void **state)
{
    static const oas_status_t answers[] = {OAS_FULL, OAS_REFUSED, OAS_UNAVAILABLE};
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    trial_t trial = {.add = "x"};

    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        fixture->meddler.replace = answers[i];
        assert_int_equal(change(fixture, session, &trial), answers[i]);
    }
    fixture->meddler.get = OAS_UNAVAILABLE;
    assert_int_equal(change(fixture, session, &trial), OAS_UNAVAILABLE);
    assert_int_equal(trial.calls, 3);
}

static void sessions_under_a_former_key_can_be_changed(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    trial_t trial = {.add = "x", .user = "canary-other"};

    fixture->sessions.keys = ring(SECOND_KEY FIRST_KEY, &fixture->work);
    assert_int_equal(change(fixture, session, &trial), OAS_OK);
    assert_string_equal(contents_of(fixture, session).label.user, "canary-other");
    assert_string_equal(opened(fixture)->face.user, "canary-other");
}

/* Leases */

static const apr_time_t A_MINUTE = OAS_TEST_NOW + APR_TIME_C(60000000);

static void of_many_one_has_the_lease_until_its_change(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture), *another = opened(fixture);
    trial_t trial = {.access_token = "canary-second"}, values = {.add = "x"};

    assert_int_equal(oas_session_lease(&fixture->sessions, session, A_MINUTE, &fixture->work), OAS_OK);
    assert_int_equal(oas_session_lease(&fixture->sessions, another, A_MINUTE, &fixture->work), OAS_EXPIRED);
    assert_int_equal(change(fixture, another, &values), OAS_OK); /* does not need it, and leaves it where it is */
    assert_int_equal(oas_session_lease(&fixture->sessions, another, A_MINUTE, &fixture->work), OAS_EXPIRED);
    assert_int_equal(oas_session_change(session, &fixture->sessions,
                                        &(oas_change_t){.make = make, .data = &trial, .lease = A_MINUTE},
                                        &fixture->work),
                     OAS_OK);
    assert_int_equal(oas_session_lease(&fixture->sessions, another, A_MINUTE, &fixture->work), OAS_OK);
    assert_string_equal(contents_of(fixture, another).vault.access_token, "canary-second");
    assert_true(has_values(fixture, session, "x"));
    assert_null(fixture->work.reason);
}

static void who_gives_up_lets_another_one_try(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    assert_int_equal(oas_session_lease(&fixture->sessions, session, A_MINUTE, &fixture->work), OAS_OK);
    assert_int_equal(oas_session_release(&fixture->sessions, session, A_MINUTE, &fixture->work), OAS_OK);
    assert_int_equal(oas_session_lease(&fixture->sessions, session, A_MINUTE, &fixture->work), OAS_OK);
}

static void an_ended_session_is_not_revived_by_lease_or_release(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    assert_int_equal(oas_session_lease(&fixture->sessions, session, A_MINUTE, &fixture->work), OAS_OK);
    assert_int_equal(oas_session_end(&fixture->sessions, session, &fixture->work), OAS_OK);
    assert_int_equal(oas_session_release(&fixture->sessions, session, A_MINUTE, &fixture->work), OAS_OK);
    assert_int_equal(oas_session_lease(&fixture->sessions, session, A_MINUTE, &fixture->work), OAS_NOT_FOUND);
    assert_reason(&fixture->work, "session_unknown");
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(changes_each_of_the_boxes_and_leaves_the_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keeps_all_of_the_head_but_the_generation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_change_that_fails_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_more_values_than_a_session_may_hold, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_two_who_change_it_at_once_both_do, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_always_comes_second_gives_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_ended_session_is_not_revived_by_a_change, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_that_ended_after_another_change_is_not_revived_either, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_use_between_is_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(changes_nothing_that_somebody_meddled_with, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_the_store_answers_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sessions_under_a_former_key_can_be_changed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_many_one_has_the_lease_until_its_change, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_gives_up_lets_another_one_try, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_ended_session_is_not_revived_by_lease_or_release, set_up, tear_down),
    };
    return unit_run("change", tests, sizeof(tests) / sizeof(tests[0]));
}
