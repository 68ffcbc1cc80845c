/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "http/breaker.h"
#include "unit.h"

enum { OPENS_AFTER = 5 };

/* A provider that is up or not, the clock, and how many calls reached it. */
typedef struct {
    oas_http_client_t client; /* first */
    oas_clock_t clock;
    apr_time_t now;
    apr_interval_time_t takes; /* a call */
    oas_status_t outcome;
    const char *reason;
    int status;
    int calls;
    oas_breaker_t breaker;
    oas_breaker_settings_t settings;
    oas_http_client_t *guarded;
    void (*meanwhile)(void *scene); /* what others do during a call; NULL: nothing */
} scene_t;

static scene_t *scene_of(oas_clock_t *clock)
{
    return (scene_t *)(void *)((char *)clock - offsetof(scene_t, clock));
}

static apr_time_t tell_time(oas_clock_t *clock)
{
    return scene_of(clock)->now;
}

static oas_status_t answer_call(oas_http_client_t *client, oas_http_answer_t **answer, const oas_http_call_t *call,
                                oas_work_t *work)
{
    scene_t *scene = (scene_t *)client;
    const oas_status_t outcome = scene->outcome;

    scene->calls++;
    scene->now += scene->takes;
    if (scene->meanwhile != NULL)
        scene->meanwhile(scene);
    *answer = NULL;
    if (outcome != OAS_OK)
        return oas_fail(work, outcome, scene->reason, "%s fails as the test wants it", call->purpose);
    *answer = apr_pcalloc(work->pool, sizeof(**answer));
    (*answer)->status = scene->status;
    return OAS_OK;
}

static scene_t *scene_begin(void **state)
{
    oas_work_t *work = unit_work(state);
    scene_t *scene = apr_pcalloc(work->pool, sizeof(*scene));

    scene->client.call = answer_call;
    scene->clock.now = tell_time;
    scene->now = work->now;
    scene->status = 200;
    scene->reason = "call_deadline";
    scene->settings = (oas_breaker_settings_t){
        .breaker = &scene->breaker, .clock = &scene->clock, .longest_call = apr_time_from_sec(5), .provider = "op"};
    scene->guarded = oas_breaker_client(&scene->client, &scene->settings, work->pool);
    return scene;
}

/* The reason it ended with; NULL: it was answered. */
static const char *call_as(scene_t *scene, oas_http_client_t *client, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, scene->now);
    oas_http_answer_t *answer;
    oas_status_t status = client->call(client, &answer, &(oas_http_call_t){.url = "https://op.example", .purpose = "test"},
                                       &work);

    assert_int_equal(answer != NULL, status == OAS_OK);
    assert_int_equal(status == OAS_OK, work.reason == NULL);
    return work.reason;
}

static const char *call_now(scene_t *scene, void **state)
{
    return call_as(scene, scene->guarded, unit_work(state)->pool);
}

static void wait_for(scene_t *scene, apr_interval_time_t milliseconds)
{
    scene->now += milliseconds * 1000;
}

/* The provider is down, and so many calls find out. */
static void take_down(scene_t *scene, void **state, int calls)
{
    scene->outcome = OAS_UNAVAILABLE;
    for (int i = 0; i < calls; i++)
        assert_string_equal(call_now(scene, state), "call_deadline");
}

static bool is_refused(scene_t *scene, void **state)
{
    const int before = scene->calls;
    const char *reason = call_now(scene, state);

    assert_int_equal(scene->calls == before, reason != NULL && strcmp(reason, "circuit_open") == 0);
    return scene->calls == before;
}

static void calls_that_are_answered_go_through(void **state)
{
    scene_t *scene = scene_begin(state);

    for (int i = 0; i < 100; i++)
        assert_null(call_now(scene, state));
    assert_int_equal(scene->calls, 100);
}

/* For Retry-After. */
static void who_is_refused_is_told_for_how_long(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_work_t work = oas_work(unit_work(state)->pool, scene->now);
    oas_http_answer_t *answer;
    const oas_http_call_t call = {.url = "https://op.example", .purpose = "test"};

    take_down(scene, state, OPENS_AFTER);
    wait_for(scene, 300);
    assert_int_equal(scene->guarded->call(scene->guarded, &answer, &call, &work), OAS_UNAVAILABLE);
    assert_reason(&work, "circuit_open");
    assert_int_equal(work.pause, 700 * 1000);
    oas_forgive(&work);
    assert_int_equal(work.pause, 0);
}

static void a_few_failures_in_a_row_refuse_the_next_calls_at_once(void **state)
{
    scene_t *scene = scene_begin(state);

    take_down(scene, state, OPENS_AFTER);
    for (int i = 0; i < 100; i++)
        assert_true(is_refused(scene, state));
    assert_int_equal(scene->calls, OPENS_AFTER);
}

static void says_that_it_is_open_until_somebody_is_answered(void **state)
{
    scene_t *scene = scene_begin(state);

    take_down(scene, state, OPENS_AFTER - 1);
    assert_false(oas_breaker_is_open(&scene->breaker));
    take_down(scene, state, 1);
    assert_true(oas_breaker_is_open(&scene->breaker));
    scene->now += apr_time_from_sec(60);
    assert_true(oas_breaker_is_open(&scene->breaker));
    scene->outcome = OAS_OK;
    assert_null(call_now(scene, state));
    assert_false(oas_breaker_is_open(&scene->breaker));
}

static void failures_with_answers_between_them_refuse_nothing(void **state)
{
    scene_t *scene = scene_begin(state);

    for (int i = 0; i < 20; i++) {
        take_down(scene, state, OPENS_AFTER - 1);
        scene->outcome = OAS_OK;
        assert_null(call_now(scene, state));
    }
}

static void what_counts_as_no_answer(void **state)
{
    static const struct {
        oas_status_t outcome;
        const char *reason;
        int status;
        bool counts;
    } rows[] = {
        {OAS_UNAVAILABLE, "call_deadline", 0, true},
        {OAS_UNAVAILABLE, "call_refused", 0, true},
        {OAS_OK, NULL, 502, true},
        {OAS_OK, NULL, 503, true},
        {OAS_OK, NULL, 504, true},
        {OAS_OK, NULL, 200, false},
        {OAS_OK, NULL, 400, false},
        {OAS_OK, NULL, 401, false},
        {OAS_OK, NULL, 429, false},
        {OAS_OK, NULL, 500, false}, /* some give it for a code that anybody can invent */
        {OAS_UNAVAILABLE, "too_many_calls", 0, false},
        {OAS_REFUSED, "call_too_large", 0, false},
        {OAS_MISCONFIGURED, "call_ca_file", 0, false},
        {OAS_BROKEN, "call_failed", 0, false},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        scene_t *scene = scene_begin(state);

        scene->outcome = rows[i].outcome;
        scene->reason = rows[i].reason;
        scene->status = rows[i].status;
        for (int call = 0; call < OPENS_AFTER; call++)
            assert_false(is_refused(scene, state));
        assert_int_equal(is_refused(scene, state), rows[i].counts);
    }
}

static void after_a_second_one_call_tries(void **state)
{
    scene_t *scene = scene_begin(state);

    take_down(scene, state, OPENS_AFTER);
    wait_for(scene, 999);
    assert_true(is_refused(scene, state));
    wait_for(scene, 1);
    assert_false(is_refused(scene, state));
    assert_true(is_refused(scene, state));
}

static void the_pause_grows_to_eight_seconds(void **state)
{
    static const int pauses[] = {1, 2, 4, 8, 8, 8};
    scene_t *scene = scene_begin(state);

    take_down(scene, state, OPENS_AFTER);
    for (size_t i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++) {
        wait_for(scene, 1000 * pauses[i] - 1);
        assert_true(is_refused(scene, state));
        wait_for(scene, 1);
        assert_false(is_refused(scene, state));
    }
}

/* A call that hangs ends long after it began. */
static void the_pause_begins_when_the_call_ends(void **state)
{
    scene_t *scene = scene_begin(state);

    scene->takes = apr_time_from_sec(5);
    take_down(scene, state, OPENS_AFTER);
    assert_true(is_refused(scene, state));
    wait_for(scene, 999);
    assert_true(is_refused(scene, state));
}

static void everybody_may_call_as_soon_as_one_is_answered(void **state)
{
    scene_t *scene = scene_begin(state);

    take_down(scene, state, OPENS_AFTER);
    scene->outcome = OAS_OK;
    assert_true(is_refused(scene, state));
    wait_for(scene, 1000);
    for (int i = 0; i < 10; i++)
        assert_false(is_refused(scene, state));
    take_down(scene, state, OPENS_AFTER - 1); /* and it is as if nothing had been */
}

/* --- others meanwhile --- */

static void call_and_be_refused(void *given)
{
    scene_t *scene = given;
    apr_pool_t *pool;

    scene->meanwhile = NULL;
    assert_int_equal(apr_pool_create(&pool, NULL), APR_SUCCESS);
    assert_string_equal(call_as(scene, scene->guarded, pool), "circuit_open");
    apr_pool_destroy(pool);
}

static void while_one_tries_the_others_are_refused(void **state)
{
    scene_t *scene = scene_begin(state);

    take_down(scene, state, OPENS_AFTER);
    wait_for(scene, 1000);
    scene->outcome = OAS_OK;
    scene->meanwhile = call_and_be_refused;
    assert_null(call_now(scene, state));
    assert_int_equal(scene->calls, OPENS_AFTER + 1);
}

/* kill -9 of the process that tries: its call never ends, as far as the breaker knows */
static void who_dies_while_he_tries_is_followed_by_another(void **state)
{
    scene_t *scene = scene_begin(state);

    take_down(scene, state, OPENS_AFTER);
    wait_for(scene, 1000);
    atomic_store(&scene->breaker.until, (uint64_t)(scene->now + apr_time_from_sec(6)));
    wait_for(scene, 5999);
    assert_true(is_refused(scene, state));
    wait_for(scene, 1);
    assert_false(is_refused(scene, state));
}

static void let_others_fail(void *given)
{
    scene_t *scene = given;
    apr_pool_t *pool;

    if (scene->calls > 20)
        return;
    assert_int_equal(apr_pool_create(&pool, NULL), APR_SUCCESS);
    call_as(scene, scene->guarded, pool);
    apr_pool_destroy(pool);
}

/* Twenty that hang at the same time say the same thing twenty times. */
static void calls_that_were_under_way_do_not_make_the_pause_longer(void **state)
{
    scene_t *scene = scene_begin(state);

    scene->outcome = OAS_UNAVAILABLE;
    scene->meanwhile = let_others_fail;
    assert_string_equal(call_now(scene, state), "call_deadline");
    assert_int_equal(scene->calls, 21);
    scene->meanwhile = NULL;
    assert_true(is_refused(scene, state));
    wait_for(scene, 1000);
    assert_false(is_refused(scene, state));
}

static void a_try_that_could_not_be_made_is_left_to_the_next(void **state)
{
    scene_t *scene = scene_begin(state);

    take_down(scene, state, OPENS_AFTER);
    wait_for(scene, 1000);
    scene->reason = "too_many_calls";
    assert_string_equal(call_now(scene, state), "too_many_calls");
    scene->outcome = OAS_OK;
    assert_null(call_now(scene, state));
}

static void no_damage_closes_it_for_longer_than_a_try_may_take(void **state)
{
    static const uint64_t damages[] = {UINT64_MAX, INT64_MAX, UINT64_C(1) << 62};

    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        scene_t *scene = scene_begin(state);

        atomic_store(&scene->breaker.failures, damages[i]);
        atomic_store(&scene->breaker.until, damages[i]);
        assert_null(call_now(scene, state));
        assert_null(call_now(scene, state));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_that_are_answered_go_through),
        cmocka_unit_test(who_is_refused_is_told_for_how_long),
        cmocka_unit_test(a_few_failures_in_a_row_refuse_the_next_calls_at_once),
        cmocka_unit_test(says_that_it_is_open_until_somebody_is_answered),
        cmocka_unit_test(failures_with_answers_between_them_refuse_nothing),
        cmocka_unit_test(what_counts_as_no_answer),
        cmocka_unit_test(after_a_second_one_call_tries),
        cmocka_unit_test(the_pause_grows_to_eight_seconds),
        cmocka_unit_test(the_pause_begins_when_the_call_ends),
        cmocka_unit_test(everybody_may_call_as_soon_as_one_is_answered),
        cmocka_unit_test(while_one_tries_the_others_are_refused),
        cmocka_unit_test(who_dies_while_he_tries_is_followed_by_another),
        cmocka_unit_test(calls_that_were_under_way_do_not_make_the_pause_longer),
        cmocka_unit_test(a_try_that_could_not_be_made_is_left_to_the_next),
        cmocka_unit_test(no_damage_closes_it_for_longer_than_a_try_may_take),
    };
    return unit_run("breaker", tests, sizeof(tests) / sizeof(tests[0]));
}
