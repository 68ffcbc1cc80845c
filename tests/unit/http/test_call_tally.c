/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "http/call_tally.h"
#include "unit.h"

/* A provider and the clock: what a call takes, and how it ends. */
typedef struct {
    oas_http_client_t client; /* first */
    oas_clock_t clock;
    apr_time_t now;
    apr_interval_time_t takes;
    oas_status_t outcome;
    const char *reason;
    int status;
    oas_call_tallies_t tallies;
} scene_t;

static apr_time_t tell_time(oas_clock_t *clock)
{
    return ((scene_t *)(void *)((char *)clock - offsetof(scene_t, clock)))->now;
}

static oas_status_t answer_call(oas_http_client_t *client, oas_http_answer_t **answer, const oas_http_call_t *call,
                                oas_work_t *work)
{
    scene_t *scene = (scene_t *)client;

    scene->now += scene->takes;
    *answer = NULL;
    if (scene->outcome != OAS_OK)
        return oas_fail(work, scene->outcome, scene->reason, "%s fails as the test wants it", call->purpose);
    *answer = apr_pcalloc(work->pool, sizeof(**answer));
    (*answer)->status = scene->status;
    return OAS_OK;
}

static scene_t *scene_begin(void **state)
{
    scene_t *scene = apr_pcalloc(unit_work(state)->pool, sizeof(*scene));

    scene->client.call = answer_call;
    scene->clock.now = tell_time;
    scene->now = OAS_TEST_NOW;
    scene->status = 200;
    scene->reason = "call_deadline";
    return scene;
}

static void call(scene_t *scene, const char *purpose, void **state)
{
    oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
    oas_http_client_t *client = oas_counting_client(&scene->client, &scene->tallies, &scene->clock, work.pool);
    oas_http_answer_t *answer;

    assert_int_equal(client->call(client, &answer, &(oas_http_call_t){.purpose = purpose}, &work), scene->outcome);
}

static const oas_call_tally_t *tally_of(const scene_t *scene, const char *name)
{
    for (unsigned kind = 0; kind < OAS_CALL_KINDS; kind++)
        if (strcmp(oas_call_kind(kind), name) == 0)
            return &scene->tallies.kinds[kind];
    fail_msg("no kind of calls is called %s", name);
    return NULL;
}

static uint64_t count_of(const oas_call_tally_t *tally)
{
    uint64_t count = 0;

    for (unsigned bucket = 0; bucket <= OAS_CALL_BOUNDS; bucket++)
        count += tally->buckets[bucket];
    return count;
}

static void a_call_is_in_the_bucket_whose_bound_it_does_not_exceed(void **state)
{
    const struct {
        apr_interval_time_t takes;
        const char *bound;
    } rows[] = {
        {0, "0.01"},         {10000, "0.01"},  {10001, "0.025"},       {100000, "0.1"},
        {1000000, "1"},      {1000001, "2.5"}, {10 * 1000000, "10"},   {10 * 1000000 + 1, "+Inf"},
        {-5 * 1000000, "0.01"}, /* the clock was set back */
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        scene_t *scene = scene_begin(state);

        scene->takes = rows[i].takes;
        call(scene, "token request", state);
        for (unsigned bucket = 0; bucket <= OAS_CALL_BOUNDS; bucket++)
            assert_int_equal(tally_of(scene, "token")->buckets[bucket], strcmp(oas_call_bound(bucket), rows[i].bound) == 0);
        assert_int_equal(tally_of(scene, "token")->microseconds, rows[i].takes > 0 ? rows[i].takes : 0);
    }
}

static void a_call_that_has_no_name_is_another_one(void **state)
{
    scene_t *scene = scene_begin(state);

    call(scene, "key set request", state);
    call(scene, "a call that nobody thought of", state);
    assert_int_equal(count_of(tally_of(scene, "keys")), 1);
    assert_int_equal(count_of(tally_of(scene, "other")), 1);
    assert_int_equal(count_of(tally_of(scene, "token")), 0);
}

static void what_counts_as_in_vain(void **state)
{
    scene_t *scene = scene_begin(state);

    for (int status = 200; status <= 503; status += 101) /* 200, 301, 402, 503 */
        scene->status = status, call(scene, "token request", state);
    assert_int_equal(tally_of(scene, "token")->failures, 1);
    scene->outcome = OAS_UNAVAILABLE;
    call(scene, "token request", state);
    scene->outcome = OAS_REFUSED;
    call(scene, "token request", state);
    assert_int_equal(tally_of(scene, "token")->failures, 3);
    assert_int_equal(count_of(tally_of(scene, "token")), 6);
}

static void what_could_not_be_called_does_not_count(void **state)
{
    scene_t *scene = scene_begin(state);

    scene->outcome = OAS_MISCONFIGURED;
    call(scene, "token request", state);
    scene->outcome = OAS_UNAVAILABLE;
    scene->reason = "too_many_calls";
    call(scene, "token request", state);
    assert_int_equal(count_of(tally_of(scene, "token")), 0);
    assert_int_equal(tally_of(scene, "token")->failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_in_the_bucket_whose_bound_it_does_not_exceed),
        cmocka_unit_test(a_call_that_has_no_name_is_another_one),
        cmocka_unit_test(what_counts_as_in_vain),
        cmocka_unit_test(what_could_not_be_called_does_not_count),
    };

    return unit_run("call_tally", tests, sizeof(tests) / sizeof(tests[0]));
}
