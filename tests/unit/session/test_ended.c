/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle_fixture.h"

#include <string.h>

#include "session/ended.h"
#include "session/list.h"
#include "session/own_list.h"

#define TOKEN "canary-refresh-token-of-the-label"

static const oas_label_t with_token = {
    .user = "canary-user", .provider = "canary-op", .token = TOKEN, .token_is_for_refresh = true};

/* What a taker has seen, and what it answers. */
typedef struct {
    oas_ended_choice_t choice;
    int offered, taken;
    const char *token;
} taker_t;

static oas_ended_choice_t choose(void *data, const oas_label_t *offered)
{
    taker_t *taker = data;

    taker->offered++;
    assert_string_equal(offered->token, TOKEN);
    return taker->choice;
}

static void take(void *data, const oas_label_t *taken, oas_work_t *work)
{
    taker_t *taker = data;

    (void)work;
    assert_string_equal(taken->token, TOKEN);
    assert_string_equal(taken->provider, "canary-op");
    assert_true(taken->token_is_for_refresh);
    taker->taken++;
}

/* The table itself: what is tested here needs no meddling. */
static oas_sessions_t sessions_of(fixture_t *fixture)
{
    oas_sessions_t sessions = fixture->sessions;

    sessions.store = fixture->meddler.inner;
    return sessions;
}

static void begin_with(fixture_t *fixture, const oas_label_t *its_label)
{
    oas_session_t *session;

    assert_int_equal(oas_session_begin(&session, fixture->cookie, &fixture->sessions, &face, &vault, its_label,
                                       &fixture->work), OAS_OK);
}

static taker_t look_at(fixture_t *fixture, const oas_sessions_t *sessions, oas_ended_choice_t choice)
{
    taker_t taker = {.choice = choice};

    assert_int_equal(oas_session_take_ended(sessions, &(oas_ended_taker_t){choose, take, &taker}, &fixture->work), OAS_OK);
    return taker;
}

static void a_session_that_is_over_is_taken_once(void **state)
{
    fixture_t *fixture = *state;
    const oas_sessions_t sessions = sessions_of(fixture);

    begin_with(fixture, &with_token);
    begin_with(fixture, &with_token);
    assert_int_equal(look_at(fixture, &sessions, OAS_ENDED_TAKE).offered, 0);
    at(fixture, apr_time_from_sec(IDLE));
    assert_int_equal(look_at(fixture, &sessions, OAS_ENDED_TAKE).taken, 2);
    assert_int_equal(look_at(fixture, &sessions, OAS_ENDED_TAKE).offered, 0);
}

static void a_session_in_use_is_not_taken(void **state)
{
    fixture_t *fixture = *state;
    const oas_sessions_t sessions = sessions_of(fixture);

    begin_with(fixture, &with_token);
    at(fixture, apr_time_from_sec(IDLE - 1));
    assert_non_null(use(fixture));
    at(fixture, apr_time_from_sec(IDLE));
    assert_int_equal(look_at(fixture, &sessions, OAS_ENDED_TAKE).offered, 0);
    assert_non_null(opened(fixture));
}

static void one_without_a_token_is_nobodys_concern(void **state)
{
    fixture_t *fixture = *state;
    const oas_sessions_t sessions = sessions_of(fixture);

    begin_with(fixture, &label);
    at(fixture, apr_time_from_sec(IDLE));
    assert_int_equal(look_at(fixture, &sessions, OAS_ENDED_TAKE).offered, 0);
}

static void what_is_left_is_offered_again_and_who_stops_is_offered_no_more(void **state)
{
    fixture_t *fixture = *state;
    const oas_sessions_t sessions = sessions_of(fixture);

    begin_with(fixture, &with_token);
    begin_with(fixture, &with_token);
    at(fixture, apr_time_from_sec(IDLE));
    assert_int_equal(look_at(fixture, &sessions, OAS_ENDED_STOP).offered, 1);
    assert_int_equal(look_at(fixture, &sessions, OAS_ENDED_LEAVE).offered, 2);
    assert_int_equal(look_at(fixture, &sessions, OAS_ENDED_TAKE).taken, 2);
}

static void sessions_of_another_realm_or_key_are_left(void **state)
{
    fixture_t *fixture = *state;
    oas_sessions_t other = sessions_of(fixture);

    begin_with(fixture, &with_token);
    at(fixture, apr_time_from_sec(IDLE));
    other.realm = "another.example:443";
    assert_int_equal(look_at(fixture, &other, OAS_ENDED_TAKE).offered, 0);
    other = sessions_of(fixture);
    other.keys = ring(SECOND_KEY, &fixture->work);
    assert_int_equal(look_at(fixture, &other, OAS_ENDED_TAKE).offered, 0);
}

static bool has(const void *memory, size_t size, const char *text)
{
    return memmem(memory, size, text, strlen(text)) != NULL;
}

static void no_list_shows_the_token_and_no_byte_of_it_lies_in_the_table(void **state)
{
    fixture_t *fixture = *state;
    const oas_sessions_t sessions = sessions_of(fixture);
    const oas_whose_t whose = {.issuer = vault.issuer, .subject = vault.subject};
    oas_session_page_t all, own;

    begin_with(fixture, &with_token);
    assert_int_equal(oas_session_list(&all, &sessions, &(oas_list_filter_t){0}, "", &fixture->work), OAS_OK);
    assert_int_equal(oas_session_list_of(&own, &sessions, &whose, "", &fixture->work), OAS_OK);
    assert_int_equal(all.count + own.count, 2);
    assert_false(has(all.items, sizeof(*all.items), "canary-refresh"));
    assert_false(has(own.items, sizeof(*own.items), "canary-refresh"));
    assert_false(has(fixture->memory, MEMORY, "canary-refresh"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_session_that_is_over_is_taken_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_session_in_use_is_not_taken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_without_a_token_is_nobodys_concern, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_left_is_offered_again_and_who_stops_is_offered_no_more, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sessions_of_another_realm_or_key_are_left, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_list_shows_the_token_and_no_byte_of_it_lies_in_the_table, set_up, tear_down),
    };
    return unit_run("ended", tests, sizeof(tests) / sizeof(tests[0]));
}
