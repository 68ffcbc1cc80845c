/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle_fixture.h"

#include <string.h>

#include <apr_strings.h>

#include "session/change.h"
#include "session/contents.h"
#include "session/reissue.h"

static oas_status_t reissue(fixture_t *fixture, oas_session_t *session, char *cookie)
{
    memset(cookie, 'x', OAS_TICKET_LENGTH + 1);
    return oas_session_reissue(session, cookie, &fixture->sessions, &fixture->work);
}

/* The fixture's cookie is the new one afterwards. */
static void move_on(fixture_t *fixture, oas_session_t *session)
{
    char cookie[OAS_TICKET_LENGTH + 1];

    assert_int_equal(reissue(fixture, session, cookie), OAS_OK);
    assert_string_not_equal(cookie, fixture->cookie);
    memcpy(fixture->cookie, cookie, sizeof(cookie));
}

static void assert_is_refused(fixture_t *fixture, oas_session_t *session, oas_status_t status, const char *reason)
{
    char cookie[OAS_TICKET_LENGTH + 1];
    const oas_session_t before = *session;

    oas_forgive(&fixture->work);
    assert_int_equal(reissue(fixture, session, cookie), status);
    assert_int_equal(cookie[0], '\0');
    assert_memory_equal(session, &before, sizeof(before));
    if (reason != NULL)
        assert_reason(&fixture->work, reason);
}

static uint64_t living(fixture_t *fixture)
{
    apr_array_header_t *heads;
    uint64_t tag = opened(fixture)->head.subject;

    assert_int_equal(fixture->sessions.store->calls->find_tagged(fixture->sessions.store, &heads, OAS_TAG_SUBJECT, tag,
                                                                 &fixture->work),
                     OAS_OK);
    return (uint64_t)heads->nelts;
}

static oas_status_t put_values(void *data, oas_contents_t *contents, oas_work_t *work)
{
    (void)work;
    contents->values = oas_bytes_of(data);
    return OAS_OK;
}

static oas_status_t keep_values(fixture_t *fixture, oas_session_t *session, const char *values)
{
    const oas_change_t change = {.make = put_values, .data = (void *)values};

    return oas_session_change(session, &fixture->sessions, &change, &fixture->work);
}

static oas_contents_t contents_of(fixture_t *fixture, const oas_session_t *session)
{
    oas_record_t record = record_of(fixture);
    oas_contents_t contents;

    assert_int_equal(oas_contents_open(&contents, &record, &fixture->sessions, &session->ticket, &fixture->work), OAS_OK);
    return contents;
}

static void the_former_cookie_opens_nothing(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    char former[OAS_TICKET_LENGTH + 1];

    memcpy(former, fixture->cookie, sizeof(former));
    move_on(fixture, session);
    assert_memory_equal(&opened(fixture)->ticket, &session->ticket, sizeof(session->ticket));
    memcpy(fixture->cookie, former, sizeof(former));
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
}

/* Also for who is told an earlier time than the one that moved it. */
static void the_former_cookie_opens_nothing_at_the_same_moment_either(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture), *found;
    char former[OAS_TICKET_LENGTH + 1];

    memcpy(former, fixture->cookie, sizeof(former));
    at(fixture, apr_time_from_sec(5));
    move_on(fixture, session);
    memcpy(fixture->cookie, former, sizeof(former));
    at(fixture, 0);
    assert_int_equal(open_it(fixture, &found), OAS_NOT_FOUND);
    assert_null(found);
}

static void all_that_it_holds_goes_with_it(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    oas_contents_t contents;

    assert_int_equal(keep_values(fixture, session, "values"), OAS_OK);
    move_on(fixture, session);
    contents = contents_of(fixture, session);
    assert_string_equal(session->face.user, "canary-user");
    assert_string_equal(contents.face.claims.items[1].value, "canary-name");
    assert_string_equal(contents.vault.refresh_token, "canary-refresh-token");
    assert_string_equal(contents.label.agent, "canary-agent");
    assert_true(oas_bytes_equal(contents.values, oas_bytes_of("values")));
}

static void its_times_go_with_it(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    at(fixture, apr_time_from_sec(IDLE - 1));
    use(fixture);
    at(fixture, apr_time_from_sec(IDLE + 5));
    move_on(fixture, session);
    assert_true(session->head.created == OAS_TEST_NOW);
    assert_true(session->head.expires == OAS_TEST_NOW + apr_time_from_sec(LIFETIME));
    assert_true(session->head.last_used == OAS_TEST_NOW + apr_time_from_sec(IDLE - 1));
    at(fixture, apr_time_from_sec(2 * IDLE));
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
}

static void it_is_still_one_session_of_its_user(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    move_on(fixture, session);
    move_on(fixture, session);
    assert_true(living(fixture) == 1);
}

static void it_can_be_changed_as_before(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    move_on(fixture, session);
    assert_int_equal(keep_values(fixture, session, "later"), OAS_OK);
    assert_true(oas_bytes_equal(contents_of(fixture, session).values, oas_bytes_of("later")));
    assert_int_equal(oas_session_end(&fixture->sessions, session, &fixture->work), OAS_OK);
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
}

/* A request under way under the former cookie is told that there is no session, and makes no other one. */
static void who_had_it_open_under_the_former_cookie_changes_nothing(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture), *other = opened(fixture);

    move_on(fixture, session);
    assert_int_equal(keep_values(fixture, other, "late"), OAS_NOT_FOUND);
    assert_is_refused(fixture, other, OAS_NOT_FOUND, "session_unknown");
    assert_int_equal(contents_of(fixture, session).values.length, 0);
}

/* RFC 9449: its tokens may be bound to what is derived from that key. */
static void a_new_key_of_the_server_does_not_become_its_key(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    const uint32_t key_id = session->head.key_id;

    fixture->sessions.keys = ring(SECOND_KEY FIRST_KEY, &fixture->work);
    session = opened(fixture);
    move_on(fixture, session);
    assert_int_equal(session->head.key_id, key_id);
    assert_string_equal(opened(fixture)->face.user, "canary-user");
    assert_true(living(fixture) == 1);
}

static void with_the_key_it_goes_under_either_cookie(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    fixture->sessions.keys = ring(SECOND_KEY FIRST_KEY, &fixture->work);
    session = opened(fixture);
    move_on(fixture, session);
    fixture->sessions.keys = ring(SECOND_KEY, &fixture->work);
    assert_no_session(fixture, OAS_REFUSED, "ticket_key_unknown");
    assert_is_refused(fixture, session, OAS_NOT_FOUND, NULL);
}

/* --- beside others --- */

static const char *changed_meanwhile = "of somebody else";

static void change_it(meddler_t *meddler)
{
    fixture_t *fixture = meddler->data;

    meddler->meanwhile = NULL;
    assert_int_equal(keep_values(fixture, opened(fixture), changed_meanwhile), OAS_OK);
}

static void what_others_change_meanwhile_is_not_lost(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    fixture->meddler.data = fixture;
    fixture->meddler.meanwhile = change_it;
    move_on(fixture, session);
    assert_true(oas_bytes_equal(contents_of(fixture, session).values, oas_bytes_of(changed_meanwhile)));
    assert_true(living(fixture) == 1);
}

static void end_it(meddler_t *meddler)
{
    fixture_t *fixture = meddler->data;

    meddler->meanwhile = NULL;
    assert_int_equal(oas_session_end(&fixture->sessions, opened(fixture), &fixture->work), OAS_OK);
}

static void a_session_that_is_ended_meanwhile_stays_ended(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    oas_store_usage_t usage;

    fixture->meddler.data = fixture;
    fixture->meddler.meanwhile = end_it;
    assert_is_refused(fixture, session, OAS_NOT_FOUND, "session_unknown");
    assert_int_equal(fixture->meddler.inner->calls->usage(fixture->meddler.inner, &usage, &fixture->work), OAS_OK);
    assert_true(usage.sessions == 0);
}

static void a_session_whose_tokens_are_being_renewed_stays_as_it_is(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    assert_int_equal(oas_session_lease(&fixture->sessions, session, fixture->work.now + apr_time_from_sec(30),
                                       &fixture->work),
                     OAS_OK);
    assert_is_refused(fixture, session, OAS_UNAVAILABLE, "session_leased");
    assert_string_equal(opened(fixture)->face.user, "canary-user");
}

static void a_new_one_can_be_leased_at_once(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    move_on(fixture, session);
    assert_int_equal(oas_session_lease(&fixture->sessions, session, fixture->work.now + apr_time_from_sec(30),
                                       &fixture->work),
                     OAS_OK);
}

static void change_it_again(meddler_t *meddler)
{
    fixture_t *fixture = meddler->data;

    meddler->meanwhile = NULL;
    assert_int_equal(keep_values(fixture, opened(fixture), changed_meanwhile), OAS_OK);
    meddler->meanwhile = change_it_again;
}

static void it_gives_up_where_others_change_it_all_the_time(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    fixture->meddler.data = fixture;
    fixture->meddler.meanwhile = change_it_again;
    assert_is_refused(fixture, session, OAS_UNAVAILABLE, "session_busy");
    fixture->meddler.meanwhile = NULL;
    assert_true(living(fixture) == 1);
    assert_int_equal(oas_session_lease(&fixture->sessions, session, fixture->work.now + apr_time_from_sec(30),
                                       &fixture->work),
                     OAS_OK); /* it was given back */
}

static void where_the_store_has_no_room_it_stays_as_it_is(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    fixture->meddler.put = OAS_FULL;
    assert_is_refused(fixture, session, OAS_FULL, NULL);
    assert_string_equal(opened(fixture)->face.user, "canary-user");
}

static void where_the_former_one_can_not_be_ended_there_is_no_new_one(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);

    fixture->meddler.replace = OAS_UNAVAILABLE;
    assert_is_refused(fixture, session, OAS_UNAVAILABLE, NULL);
    assert_true(living(fixture) == 1);
}

static int tokens_seen;

static bool count_token(void *data, const oas_record_t *record)
{
    fixture_t *fixture = data;
    oas_label_t *seen;

    if (oas_session_open_label(&seen, &fixture->sessions, record, &fixture->work) == OAS_OK)
        tokens_seen += seen->token != NULL;
    return true;
}

/* As who dies there would leave it: the former one is not ended yet, and the new one is there. */
static void count_tokens(meddler_t *meddler)
{
    fixture_t *fixture = meddler->data;

    meddler->meanwhile = NULL;
    tokens_seen = 0;
    assert_int_equal(meddler->inner->calls->visit(meddler->inner, count_token, fixture, &fixture->work), OAS_OK);
}

static void its_token_to_be_revoked_never_lies_with_two(void **state)
{
    const oas_label_t with_token = {.user = "canary-user", .provider = "canary-op", .token = "rt", .token_is_for_refresh = true};
    fixture_t *fixture = *state;
    oas_session_t *session;
    oas_label_t kept;

    assert_int_equal(oas_session_begin(&session, fixture->cookie, &fixture->sessions, &face, &vault, &with_token,
                                       &fixture->work), OAS_OK);
    fixture->meddler.data = fixture;
    fixture->meddler.meanwhile = count_tokens;
    move_on(fixture, session);
    assert_int_equal(tokens_seen, 1);
    kept = contents_of(fixture, session).label;
    assert_string_equal(kept.token, "rt");
    assert_true(kept.token_is_for_refresh);
    assert_int_equal(keep_values(fixture, session, "later"), OAS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_former_cookie_opens_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_former_cookie_opens_nothing_at_the_same_moment_either, set_up, tear_down),
        cmocka_unit_test_setup_teardown(all_that_it_holds_goes_with_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(its_times_go_with_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_is_still_one_session_of_its_user, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_can_be_changed_as_before, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_had_it_open_under_the_former_cookie_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_new_key_of_the_server_does_not_become_its_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(with_the_key_it_goes_under_either_cookie, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_others_change_meanwhile_is_not_lost, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_session_that_is_ended_meanwhile_stays_ended, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_session_whose_tokens_are_being_renewed_stays_as_it_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_new_one_can_be_leased_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_gives_up_where_others_change_it_all_the_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(where_the_store_has_no_room_it_stays_as_it_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(where_the_former_one_can_not_be_ended_there_is_no_new_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(its_token_to_be_revoked_never_lies_with_two, set_up, tear_down),
    };

    return unit_run("reissue", tests, sizeof(tests) / sizeof(tests[0]));
}
