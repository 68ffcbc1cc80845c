/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "oidc/fetch_turn.h"
#include "unit.h"

static const apr_interval_time_t longest = 6 * APR_USEC_PER_SEC;

static apr_time_t at(apr_int64_t seconds)
{
    return OAS_TEST_NOW + apr_time_from_sec(seconds);
}

/* What somebody is told who asks so many seconds later. */
static oas_turn_t ask(oas_fetch_turn_t *turn, oas_text_state_t state, apr_int64_t seconds, apr_time_t *lease)
{
    return oas_fetch_turn_take(lease, turn, state, at(seconds), longest);
}

static oas_turn_t ask_and_leave(oas_fetch_turn_t *turn, oas_text_state_t state, apr_int64_t seconds)
{
    apr_time_t lease;
    oas_turn_t given = ask(turn, state, seconds, &lease);

    if (given == OAS_TURN_FETCH)
        oas_fetch_turn_give_back(turn, lease);
    return given;
}

static void one_fetches_and_who_has_no_text_waits(void **state)
{
    oas_fetch_turn_t turn = {0};
    apr_time_t lease, other;

    (void)state;
    assert_int_equal(ask(&turn, OAS_TEXT_MISSING, 0, &lease), OAS_TURN_FETCH);
    assert_int_equal(ask(&turn, OAS_TEXT_MISSING, 1, &other), OAS_TURN_WAIT);
    assert_int_equal(ask(&turn, OAS_TEXT_WILL_NOT_DO, 1, &other), OAS_TURN_WAIT);
    assert_int_equal(ask(&turn, OAS_TEXT_OLD, 1, &other), OAS_TURN_NONE);
    assert_int_equal(ask(&turn, OAS_TEXT_GOOD, 1, &other), OAS_TURN_NONE);
    oas_fetch_turn_settle(&turn, lease, OAS_OK, NULL);
    assert_false(oas_fetch_turn_is_taken(&turn, at(1), longest));
}

enum { ASKERS = 4, ROUNDS = 20000 };

static oas_fetch_turn_t rounds[ROUNDS];
static _Atomic int given_in[ROUNDS], fetched_in[ROUNDS];

/* All are at the same round at the same time; who fetches keeps his turn. */
static void *ask_in_each_round(void *unused)
{
    apr_time_t lease;

    for (int i = 0; i < ROUNDS; i++) {
        given_in[i]++;
        while (given_in[i] < ASKERS)
            sched_yield();
        fetched_in[i] += ask(&rounds[i], OAS_TEXT_MISSING, 0, &lease) == OAS_TURN_FETCH;
    }
    return unused;
}

static void of_those_who_come_at_once_one_fetches(void **state)
{
    pthread_t askers[ASKERS];

    (void)state;
    for (int i = 0; i < ASKERS; i++)
        assert_int_equal(pthread_create(&askers[i], NULL, ask_in_each_round, NULL), 0);
    for (int i = 0; i < ASKERS; i++)
        assert_int_equal(pthread_join(askers[i], NULL), 0);
    for (int i = 0; i < ROUNDS; i++)
        assert_int_equal(fetched_in[i], 1);
}

static void a_good_text_needs_no_turn(void **state)
{
    oas_fetch_turn_t turn = {0};

    (void)state;
    assert_int_equal(ask_and_leave(&turn, OAS_TEXT_GOOD, 0), OAS_TURN_NONE);
}

/* kill -9 of who fetches */
static void a_turn_ends_by_itself(void **state)
{
    oas_fetch_turn_t turn = {0};
    apr_time_t dead, next;

    (void)state;
    assert_int_equal(ask(&turn, OAS_TEXT_MISSING, 0, &dead), OAS_TURN_FETCH);
    assert_int_equal(ask(&turn, OAS_TEXT_MISSING, 5, &next), OAS_TURN_WAIT);
    assert_int_equal(ask(&turn, OAS_TEXT_MISSING, 6, &next), OAS_TURN_FETCH);
    assert_false(oas_fetch_turn_is_ours(&turn, dead));
    assert_true(oas_fetch_turn_is_ours(&turn, next));
}

static void what_somebody_died_with_is_due_at_once(void **state)
{
    static const oas_text_state_t states[] = {OAS_TEXT_MISSING, OAS_TEXT_OLD, OAS_TEXT_WILL_NOT_DO};

    (void)state;
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        oas_fetch_turn_t turn = {0};
        apr_time_t dead;

        assert_int_equal(ask(&turn, states[i], 0, &dead), OAS_TURN_FETCH);
        assert_int_equal(ask_and_leave(&turn, OAS_TEXT_GOOD, 6), OAS_TURN_NONE);
        assert_int_equal(ask_and_leave(&turn, states[i], 6), OAS_TURN_FETCH);
    }
}

static void who_is_late_does_not_end_the_turn_of_the_next(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_fetch_turn_t turn = {0};
    apr_time_t late, next;

    assert_int_equal(ask(&turn, OAS_TEXT_MISSING, 0, &late), OAS_TURN_FETCH);
    assert_int_equal(ask(&turn, OAS_TEXT_MISSING, 7, &next), OAS_TURN_FETCH);
    oas_fetch_turn_settle(&turn, late, OAS_OK, work);
    oas_fetch_turn_give_back(&turn, late);
    assert_true(oas_fetch_turn_is_ours(&turn, next));
}

/* A damaged word, or a clock that was set back by a year. */
static void no_lease_lasts_longer_than_a_turn(void **state)
{
    oas_fetch_turn_t turn = {0};

    (void)state;
    atomic_store(&turn.lease, (uint64_t)at(7));
    assert_int_equal(ask_and_leave(&turn, OAS_TEXT_MISSING, 0), OAS_TURN_FETCH);
    atomic_store(&turn.lease, UINT64_MAX);
    assert_int_equal(ask_and_leave(&turn, OAS_TEXT_MISSING, 0), OAS_TURN_FETCH);
    atomic_store(&turn.lease, (uint64_t)INT64_MAX);
    assert_int_equal(ask_and_leave(&turn, OAS_TEXT_MISSING, 0), OAS_TURN_FETCH);
}

static void an_old_text_is_asked_for_once_a_minute(void **state)
{
    oas_fetch_turn_t turn = {0};

    (void)state;
    assert_int_equal(ask_and_leave(&turn, OAS_TEXT_OLD, 0), OAS_TURN_FETCH);
    assert_int_equal(ask_and_leave(&turn, OAS_TEXT_OLD, 59), OAS_TURN_NONE);
    assert_int_equal(ask_and_leave(&turn, OAS_TEXT_OLD, 60), OAS_TURN_FETCH);
    assert_int_equal(ask_and_leave(&turn, OAS_TEXT_OLD, -60), OAS_TURN_FETCH);
}

/* R-JK-02 */
static void a_text_that_will_not_do_is_asked_for_once_a_minute(void **state)
{
    oas_fetch_turn_t turn = {0};

    (void)state;
    assert_int_equal(ask_and_leave(&turn, OAS_TEXT_OLD, 0), OAS_TURN_FETCH);
    assert_int_equal(ask_and_leave(&turn, OAS_TEXT_WILL_NOT_DO, 0), OAS_TURN_FETCH);
    for (int second = 0; second < 60; second++)
        assert_int_equal(ask_and_leave(&turn, OAS_TEXT_WILL_NOT_DO, second), OAS_TURN_NONE);
    assert_int_equal(ask_and_leave(&turn, OAS_TEXT_WILL_NOT_DO, 60), OAS_TURN_FETCH);
}

static void everybody_fails_as_the_last_turn_did(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_work_t other = oas_work(work->pool, work->now);
    oas_fetch_turn_t turn = {0};
    apr_time_t lease;

    assert_int_equal(ask(&turn, OAS_TEXT_MISSING, 0, &lease), OAS_TURN_FETCH);
    oas_fetch_turn_settle(&turn, lease, oas_fail(work, OAS_REFUSED, "metadata_issuer", "not his"), work);
    assert_int_equal(ask_and_leave(&turn, OAS_TEXT_MISSING, 0), OAS_TURN_NONE);
    assert_int_equal(oas_fetch_turn_fail(&turn, "metadata request", &other), OAS_REFUSED);
    assert_reason(&other, "metadata_issuer");
    assert_int_equal(ask_and_leave(&turn, OAS_TEXT_MISSING, 1), OAS_TURN_FETCH);
}

static void what_fails_says_no_more_than_a_word(void **state)
{
    static const char *const planted[] = {"<script>", "line\nline", "", "UPPER"};

    for (size_t i = 0; i < sizeof(planted) / sizeof(planted[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        oas_fetch_turn_t turn = {0};

        atomic_store(&turn.failed, 1);
        atomic_store(&turn.status, i % 2 == 0 ? 0 : UINT64_MAX);
        memcpy((void *)turn.reason, planted[i], strlen(planted[i]));
        assert_int_equal(oas_fetch_turn_fail(&turn, "test request", &work), OAS_UNAVAILABLE);
        assert_reason(&work, "provider_unavailable");
    }
}

static void a_reason_of_any_length_is_kept_within_its_place(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_work_t other = oas_work(work->pool, work->now);
    oas_fetch_turn_t turn = {0};
    apr_time_t lease;

    assert_int_equal(ask(&turn, OAS_TEXT_MISSING, 0, &lease), OAS_TURN_FETCH);
    work->reason = "a_reason_that_is_longer_than_the_forty_eight_bytes_it_has";
    oas_fetch_turn_settle(&turn, lease, OAS_BROKEN, work);
    assert_int_equal(oas_fetch_turn_fail(&turn, "test request", &other), OAS_BROKEN);
    assert_reason(&other, "a_reason_that_is_longer_than_the_forty_eight_by");
    memset((void *)turn.reason, 'x', sizeof(turn.reason));
    oas_forgive(&other);
    assert_int_equal(oas_fetch_turn_fail(&turn, "test request", &other), OAS_BROKEN);
    assert_int_equal(strlen(other.reason), sizeof(turn.reason));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_fetches_and_who_has_no_text_waits),
        cmocka_unit_test(of_those_who_come_at_once_one_fetches),
        cmocka_unit_test(a_good_text_needs_no_turn),
        cmocka_unit_test(a_turn_ends_by_itself),
        cmocka_unit_test(what_somebody_died_with_is_due_at_once),
        cmocka_unit_test(who_is_late_does_not_end_the_turn_of_the_next),
        cmocka_unit_test(no_lease_lasts_longer_than_a_turn),
        cmocka_unit_test(an_old_text_is_asked_for_once_a_minute),
        cmocka_unit_test(a_text_that_will_not_do_is_asked_for_once_a_minute),
        cmocka_unit_test(everybody_fails_as_the_last_turn_did),
        cmocka_unit_test(what_fails_says_no_more_than_a_word),
        cmocka_unit_test(a_reason_of_any_length_is_kept_within_its_place),
    };
    return unit_run("fetch_turn", tests, sizeof(tests) / sizeof(tests[0]));
}
