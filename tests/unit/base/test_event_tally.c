/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>

#include "base/event_tally.h"
#include "unit.h"

enum { THREADS = 4, ROUNDS = 1000 };

static void an_outcome_says_whose_fault_it_was(void **state)
{
    const struct {
        oas_status_t status;
        const char *reason;
        const char *outcome;
    } rows[] = {
        {OAS_OK, NULL, "success"},
        {OAS_REFUSED, "access_denied", "denied"},
        {OAS_REFUSED, "jwt_signature", "refused"},
        {OAS_REFUSED, NULL, "refused"},
        {OAS_EXPIRED, "state_expired", "refused"},
        {OAS_NOT_FOUND, "state_missing", "refused"},
        {OAS_UNAVAILABLE, "circuit_open", "failed"},
        {OAS_UNAVAILABLE, "access_denied", "failed"},
        {OAS_FULL, "store_full", "failed"},
        {OAS_MISCONFIGURED, "client_refused", "failed"},
        {OAS_BROKEN, "random", "failed"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_event_t event = {.status = rows[i].status, .reason = rows[i].reason};

        assert_string_equal(oas_outcome_name(oas_event_outcome(&event)), rows[i].outcome);
    }
}

static void each_kind_and_outcome_counts_for_itself(void **state)
{
    oas_event_tally_t tally = {0};

    (void)state;
    oas_event_tally_add(&tally, &(oas_event_t){.kind = OAS_EVENT_LOGIN});
    oas_event_tally_add(&tally, &(oas_event_t){.kind = OAS_EVENT_LOGIN});
    oas_event_tally_add(&tally, &(oas_event_t){.kind = OAS_EVENT_LOGIN, .status = OAS_REFUSED});
    oas_event_tally_add(&tally, &(oas_event_t){.kind = OAS_EVENT_REFRESH});
    assert_int_equal(oas_event_tally_read(&tally, OAS_EVENT_LOGIN, OAS_OUTCOME_SUCCESS), 2);
    assert_int_equal(oas_event_tally_read(&tally, OAS_EVENT_LOGIN, OAS_OUTCOME_REFUSED), 1);
    assert_int_equal(oas_event_tally_read(&tally, OAS_EVENT_LOGIN, OAS_OUTCOME_FAILED), 0);
    assert_int_equal(oas_event_tally_sum(&tally, OAS_EVENT_LOGIN), 3);
    assert_int_equal(oas_event_tally_sum(&tally, OAS_EVENT_REFRESH), 1);
    assert_int_equal(oas_event_tally_sum(&tally, OAS_EVENT_LOGOUT), 0);
}

static void *count_denials(void *tally)
{
    for (int i = 0; i < ROUNDS; i++)
        oas_event_tally_add(tally, &(oas_event_t){.kind = OAS_EVENT_DENIAL, .status = OAS_REFUSED});
    return NULL;
}

static void nothing_is_lost_between_threads(void **state)
{
    oas_event_tally_t tally = {0};
    pthread_t threads[THREADS];

    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count_denials, &tally), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(oas_event_tally_sum(&tally, OAS_EVENT_DENIAL), THREADS * ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_outcome_says_whose_fault_it_was),
        cmocka_unit_test(each_kind_and_outcome_counts_for_itself),
        cmocka_unit_test(nothing_is_lost_between_threads),
    };

    return unit_run("event_tally", tests, sizeof(tests) / sizeof(tests[0]));
}
