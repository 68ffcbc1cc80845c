/* SPDX-License-Identifier: Apache-2.0 */
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "oidc/scripted_client.h"

#include "oidc/kept_text.h"

static const char first[] = "{\"n\":1}", second[] = "{\"n\":2}", bad[] = "{\"bad\":1}";

static oas_status_t is_good(oas_bytes_t text, const void *what_is_bad, oas_work_t *work)
{
    if (oas_bytes_equal(text, oas_bytes_of(what_is_bad)))
        return oas_fail(work, OAS_REFUSED, "bad", "what the test calls bad");
    return OAS_OK;
}

static const oas_text_wish_t wish = {
    .call = {.url = "https://op.example/text", .purpose = "test request"}, .check = is_good, .context = bad};

enum { LARGEST = 1000 };

/* As the processes of a server share it, with this way of waiting; NULL: none. */
static oas_kept_text_t *nothing_kept_yet(const oas_waiting_t *waiting, oas_work_t *work)
{
    static const unsigned char key[OAS_TEXT_KEY_LENGTH] = "key";
    oas_kept_text_t *kept = apr_palloc(work->pool, sizeof(*kept));

    *kept = oas_kept_text(apr_pcalloc(work->pool, oas_kept_text_size(LARGEST)), LARGEST, key, waiting);
    return kept;
}

static oas_kept_text_t *nothing_kept(oas_work_t *work)
{
    return nothing_kept_yet(NULL, work);
}

/* The text as a request has it that comes so many seconds later; NULL: there is none. */
static const char *text_as(const oas_text_wish_t *wished, oas_kept_text_t *kept, scripted_client_t *script,
                           const oas_work_t *work, apr_int64_t seconds)
{
    oas_work_t request = oas_work(work->pool, work->now + apr_time_from_sec(seconds));
    oas_bytes_t text;
    oas_status_t status = oas_kept_text_get(&text, kept, wished, &script->client, &request);

    assert_int_equal(text.data != NULL, status == OAS_OK);
    assert_int_equal(request.reason != NULL, status != OAS_OK);
    return (const char *)text.data;
}

static const char *text(oas_kept_text_t *kept, scripted_client_t *script, const oas_work_t *work, apr_int64_t seconds)
{
    return text_as(&wish, kept, script, work, seconds);
}

static const char *forced_text(oas_kept_text_t *kept, scripted_client_t *script, const oas_work_t *work,
                               apr_int64_t seconds)
{
    oas_text_wish_t forced = wish;

    forced.forced = true;
    return text_as(&forced, kept, script, work, seconds);
}

/* PD3 */
static void is_fetched_once_an_hour(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_kept_text_t *kept = nothing_kept(work);
    scripted_client_t script = scripted_client();

    script_json(&script, first);
    script_json(&script, second);
    for (apr_int64_t at = 0; at < 3600; at += 300)
        assert_string_equal(text(kept, &script, work, at), first);
    assert_int_equal(script.call_count, 1);
    assert_string_equal(text(kept, &script, work, 3600), second);
    assert_string_equal(text(kept, &script, work, 3601), second);
    assert_int_equal(script.call_count, 2);
}

/* PD4 */
static void the_old_copy_serves_while_a_new_one_cannot_be_had(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_kept_text_t *kept = nothing_kept(work);
    scripted_client_t script = scripted_client();

    script_json(&script, first);
    script_failure(&script, OAS_UNAVAILABLE);
    script_answer(&script, 500, "text/html", "");
    script_answer(&script, 200, "text/plain", second);
    script_json(&script, bad);
    assert_non_null(text(kept, &script, work, 0));
    for (apr_int64_t minute = 0; minute < 4; minute++) {
        assert_string_equal(text(kept, &script, work, 3600 + 60 * minute), first);
        assert_string_equal(text(kept, &script, work, 3659 + 60 * minute), first);
    }
    assert_int_equal(script.call_count, 5);
}

/* R-JK-03 */
static void the_old_copy_does_not_serve_for_ever(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_kept_text_t *kept = nothing_kept(work);
    scripted_client_t script = scripted_client();

    script_json(&script, first);
    script_failure(&script, OAS_UNAVAILABLE);
    script_failure(&script, OAS_UNAVAILABLE);
    assert_non_null(text(kept, &script, work, 0));
    assert_non_null(text(kept, &script, work, 25 * 3600 - 1));
    assert_null(text(kept, &script, work, 25 * 3600));
    assert_int_equal(script.call_count, 3);
}

static void a_clock_that_was_set_back_does_not_freeze_the_copy(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_kept_text_t *kept = nothing_kept(work);
    scripted_client_t script = scripted_client();

    script_json(&script, first);
    script_json(&script, second);
    assert_non_null(text(kept, &script, work, 0));
    assert_string_equal(text(kept, &script, work, -7200), second);
}

static void what_fails_is_asked_for_once_a_second(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_kept_text_t *kept = nothing_kept(work);
    scripted_client_t script = scripted_client();
    oas_work_t request = oas_work(work->pool, work->now);
    oas_bytes_t none;

    script_failure(&script, OAS_UNAVAILABLE);
    script_json(&script, first);
    assert_null(text(kept, &script, work, 0));
    assert_int_equal(oas_kept_text_get(&none, kept, &wish, &script.client, &request), OAS_UNAVAILABLE);
    assert_reason(&request, "scripted");
    assert_int_equal(script.call_count, 1);
    assert_string_equal(text(kept, &script, work, 1), first);
}

static void what_is_bad_is_refused_and_not_kept(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_kept_text_t *kept = nothing_kept(work);
    scripted_client_t script = scripted_client();
    oas_bytes_t none;

    script_json(&script, bad);
    script_json(&script, first);
    assert_int_equal(oas_kept_text_get(&none, kept, &wish, &script.client, work), OAS_REFUSED);
    assert_reason(work, "bad");
    assert_string_equal(text(kept, &script, work, 2), first);
}

/* R-JK-01: at once, however young the copy is */
static void a_text_that_will_not_do_is_fetched_again_at_once(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_kept_text_t *kept = nothing_kept(work);
    scripted_client_t script = scripted_client();

    script_json(&script, first);
    script_json(&script, second);
    assert_string_equal(text(kept, &script, work, 0), first);
    assert_string_equal(forced_text(kept, &script, work, 0), second);
    assert_string_equal(text(kept, &script, work, 1), second);
}

/* R-JK-02, PD7 */
static void but_only_once_a_minute(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_kept_text_t *kept = nothing_kept(work);
    scripted_client_t script = scripted_client();

    script_json(&script, first);
    script_json(&script, second);
    script_json(&script, first);
    assert_string_equal(text(kept, &script, work, 0), first);
    for (int i = 0; i < 1000; i++)
        assert_string_equal(forced_text(kept, &script, work, i * 59 / 999), second);
    assert_int_equal(script.call_count, 2);
    assert_string_equal(forced_text(kept, &script, work, 60), first);
}

static void what_was_fetched_in_vain_does_not_replace_a_good_copy(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_kept_text_t *kept = nothing_kept(work);
    scripted_client_t script = scripted_client();

    script_json(&script, first);
    script_json(&script, bad);
    script_failure(&script, OAS_REFUSED);
    script_answer(&script, 200, "text/plain", second);
    assert_string_equal(text(kept, &script, work, 0), first);
    for (apr_int64_t minute = 1; minute <= 3; minute++)
        assert_string_equal(forced_text(kept, &script, work, 60 * minute), first);
    assert_int_equal(script.call_count, 4);
}

/* Another request, while the call of the first one is under way. */
typedef struct {
    oas_kept_text_t *kept;
    const oas_work_t *work;
    scripted_client_t nobody; /* who is called fails the test */
    oas_bytes_t seen;
} other_t;

static void ask_meanwhile(void *context)
{
    other_t *other = context;

    other->seen = oas_bytes_of(text(other->kept, &other->nobody, other->work, 3600));
}

/* The first one's turn has passed, and somebody else has the next. */
static void take_over(void *context)
{
    other_t *other = context;
    apr_time_t lease;

    assert_int_equal(oas_fetch_turn_take(&lease, other->kept->turn, OAS_TEXT_MISSING, other->work->now + apr_time_from_sec(9),
                                         apr_time_from_sec(6)),
                     OAS_TURN_FETCH);
}

/* R-OUT-07: a lock held during the call would hang this test, a second call would fail it. */
static void others_go_on_with_the_old_copy_during_a_call(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_kept_text_t *kept = nothing_kept(work);
    scripted_client_t script = scripted_client();
    other_t other = {.kept = kept, .work = work, .nobody = scripted_client()};

    script_json(&script, first);
    script_json(&script, second);
    assert_string_equal(text(kept, &script, work, 0), first);
    script.meanwhile = ask_meanwhile;
    script.context = &other;
    assert_string_equal(text(kept, &script, work, 3600), second);
    assert_string_equal((const char *)other.seen.data, first);
}

/* --- waiting for another process --- */

/* A clock that passes while somebody sleeps, and another process whose fetch ends meanwhile. */
typedef struct {
    oas_clock_t clock; /* first */
    apr_time_t now;
    apr_time_t ends;     /* the other's call */
    const char *brings;  /* NULL: it dies */
    oas_status_t status; /* not OAS_OK: it fails so */
    oas_kept_text_t *kept;
    apr_time_t lease;
    oas_work_t work;
    oas_waiting_t waiting;
} elsewhere_t;

static apr_time_t tell_time(oas_clock_t *clock)
{
    return ((elsewhere_t *)clock)->now;
}

static void end_call(elsewhere_t *other)
{
    oas_work_t attempt = oas_work(other->work.pool, other->now);

    if (other->status != OAS_OK)
        oas_fail(&attempt, other->status, "scripted", "fails as the test wants it");
    else
        assert_int_equal(oas_shared_text_write(&other->kept->shared, oas_bytes_of(other->brings), &attempt), OAS_OK);
    oas_fetch_turn_settle(other->kept->turn, other->lease, other->status, &attempt);
}

static void pass_time(oas_clock_t *clock, apr_interval_time_t duration)
{
    elsewhere_t *other = (elsewhere_t *)clock;
    const bool was_before = other->now < other->ends;

    other->now += duration;
    if (was_before && other->now >= other->ends && (other->brings != NULL || other->status != OAS_OK))
        end_call(other);
}

/* Another process has just begun to fetch, and will be done so many seconds later; there are places for so many who wait. */
static elsewhere_t *begin_elsewhere(const char *kept_so_far, oas_text_state_t why, apr_int64_t seconds, unsigned places,
                                    oas_work_t *work)
{
    elsewhere_t *other = apr_pcalloc(work->pool, sizeof(*other));
    void *room = apr_pcalloc(work->pool, oas_call_gate_size(places));

    other->clock = (oas_clock_t){tell_time, pass_time};
    other->now = work->now;
    other->ends = work->now + apr_time_from_sec(seconds);
    other->work = *work;
    other->waiting = (oas_waiting_t){.clock = &other->clock,
                                     .room = oas_call_gate_init(room, places),
                                     .longest_call = apr_time_from_sec(3)};
    other->kept = nothing_kept_yet(&other->waiting, work);
    if (kept_so_far != NULL)
        assert_int_equal(oas_shared_text_write(&other->kept->shared, oas_bytes_of(kept_so_far), work), OAS_OK);
    assert_int_equal(oas_fetch_turn_take(&other->lease, other->kept->turn, why, work->now, apr_time_from_sec(4)),
                     OAS_TURN_FETCH);
    return other;
}

static void who_needs_the_first_text_waits_for_who_fetches_it(void **state)
{
    oas_work_t *work = unit_work(state);
    elsewhere_t *other = begin_elsewhere(NULL, OAS_TEXT_MISSING, 2, 1, work);
    scripted_client_t nobody = scripted_client();

    other->brings = first;
    assert_string_equal(text(other->kept, &nobody, work, 0), first);
    assert_true(other->now >= other->ends && other->now < other->ends + apr_time_from_sec(1));
}

/* R-JK-01: single flight */
static void who_needs_a_newer_one_waits_for_who_fetches_it(void **state)
{
    oas_work_t *work = unit_work(state);
    elsewhere_t *other = begin_elsewhere(first, OAS_TEXT_WILL_NOT_DO, 2, 1, work);
    scripted_client_t nobody = scripted_client();

    other->brings = second;
    assert_string_equal(forced_text(other->kept, &nobody, work, 0), second);
}

/* A request that began earlier and came here later. */
static void who_began_before_the_other_waits_for_him_as_well(void **state)
{
    oas_work_t *work = unit_work(state);
    elsewhere_t *other = begin_elsewhere(first, OAS_TEXT_WILL_NOT_DO, 2, 1, work);
    scripted_client_t nobody = scripted_client();

    other->brings = second;
    assert_string_equal(forced_text(other->kept, &nobody, work, -10), second);
}

static void who_can_use_the_old_one_waits_for_nobody(void **state)
{
    oas_work_t *work = unit_work(state);
    elsewhere_t *other = begin_elsewhere(first, OAS_TEXT_OLD, 2, 1, work);
    scripted_client_t nobody = scripted_client();

    assert_string_equal(text(other->kept, &nobody, work, 0), first);
    assert_true(other->now == work->now);
}

static void who_waited_in_vain_fails_as_the_other_did(void **state)
{
    oas_work_t *work = unit_work(state);
    elsewhere_t *other = begin_elsewhere(NULL, OAS_TEXT_MISSING, 2, 1, work);
    scripted_client_t nobody = scripted_client();
    oas_bytes_t none;

    other->status = OAS_REFUSED;
    assert_int_equal(oas_kept_text_get(&none, other->kept, &wish, &nobody.client, work), OAS_REFUSED);
    assert_reason(work, "scripted");
}

static void let_time_pass(void *context)
{
    ((elsewhere_t *)context)->now += apr_time_from_sec(3);
}

/* A call that failed may have taken its time: the second in which nobody else tries begins at its end. */
static void what_fails_late_is_not_asked_for_again_at_once(void **state)
{
    oas_work_t *work = unit_work(state);
    elsewhere_t *other = begin_elsewhere(NULL, OAS_TEXT_MISSING, 0, 1, work);
    scripted_client_t script = scripted_client();

    oas_fetch_turn_give_back(other->kept->turn, other->lease);
    script_failure(&script, OAS_UNAVAILABLE);
    script.meanwhile = let_time_pass;
    script.context = other;
    assert_null(text(other->kept, &script, work, 0));
    assert_null(text(other->kept, &script, work, 3));
    assert_int_equal(script.call_count, 1);
}

/* kill -9 of the process that fetches */
static void who_waits_for_a_dead_process_fetches_himself_in_the_end(void **state)
{
    oas_work_t *work = unit_work(state);
    elsewhere_t *other = begin_elsewhere(NULL, OAS_TEXT_MISSING, 1, 1, work);
    scripted_client_t script = scripted_client();

    script_json(&script, first);
    assert_string_equal(text(other->kept, &script, work, 0), first);
    assert_true(other->now - work->now <= apr_time_from_sec(5));
}

static void nobody_waits_longer_than_five_seconds(void **state)
{
    oas_work_t *work = unit_work(state);
    elsewhere_t *other = begin_elsewhere(NULL, OAS_TEXT_MISSING, 60, 1, work);
    scripted_client_t nobody = scripted_client();
    oas_bytes_t none;

    other->waiting.longest_call = apr_time_from_sec(60);
    oas_fetch_turn_give_back(other->kept->turn, other->lease);
    assert_int_equal(oas_fetch_turn_take(&other->lease, other->kept->turn, OAS_TEXT_MISSING, work->now, apr_time_from_sec(61)),
                     OAS_TURN_FETCH);
    assert_int_equal(oas_kept_text_get(&none, other->kept, &wish, &nobody.client, work), OAS_UNAVAILABLE);
    assert_reason(work, "fetch_under_way");
    assert_true(other->now - work->now <= apr_time_from_sec(5));
}

/* R-OUT-06: a slow provider must not hold up all workers */
static void no_more_wait_than_there_are_places(void **state)
{
    oas_work_t *work = unit_work(state);
    elsewhere_t *other = begin_elsewhere(NULL, OAS_TEXT_MISSING, 2, 1, work);
    scripted_client_t nobody = scripted_client();
    oas_bytes_t none;

    assert_int_equal(oas_call_gate_enter(other->waiting.room), 0);
    assert_int_equal(oas_kept_text_get(&none, other->kept, &wish, &nobody.client, work), OAS_UNAVAILABLE);
    assert_reason(work, "fetch_under_way");
    assert_true(other->now == work->now);
    oas_call_gate_leave(other->waiting.room, 0);
    other->brings = first;
    oas_forgive(work);
    assert_int_equal(oas_kept_text_get(&none, other->kept, &wish, &nobody.client, work), OAS_OK);
}

static void a_place_to_wait_is_given_back(void **state)
{
    oas_work_t *work = unit_work(state);
    elsewhere_t *other = begin_elsewhere(NULL, OAS_TEXT_MISSING, 2, 1, work);
    scripted_client_t nobody = scripted_client();

    other->brings = first;
    assert_string_equal(text(other->kept, &nobody, work, 0), first);
    assert_int_equal(oas_call_gate_enter(other->waiting.room), 0);
}

/* Its process was stopped for longer than a turn lasts. */
static void who_is_late_keeps_his_text_to_himself(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_kept_text_t *kept = nothing_kept(work);
    scripted_client_t script = scripted_client();
    other_t other = {.kept = kept, .work = work, .nobody = scripted_client()};

    script_json(&script, first);
    script.meanwhile = take_over;
    script.context = &other;
    assert_string_equal(text(kept, &script, work, 0), first);
    assert_false(oas_shared_text_is_there(&kept->shared));
}

/* --- ahead of time --- */

static oas_status_t renew(const oas_kept_text_t *kept, scripted_client_t *script, const oas_work_t *work,
                          apr_int64_t seconds)
{
    oas_work_t tick = oas_work(work->pool, work->now + apr_time_from_sec(seconds));
    oas_status_t status = oas_kept_text_renew(kept, &wish, &script->client, &tick);

    assert_int_equal(tick.reason != NULL, status != OAS_OK);
    return status;
}

static void is_renewed_before_anybody_has_to_wait_for_it(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_kept_text_t *kept = nothing_kept(work);
    scripted_client_t script = scripted_client();

    script_json(&script, first);
    script_json(&script, second);
    assert_string_equal(text(kept, &script, work, 0), first);
    for (apr_int64_t tick = 0; tick < 3600; tick += 5)
        assert_int_equal(renew(kept, &script, work, tick), OAS_OK);
    assert_int_equal(script.call_count, 2);
    assert_string_equal(text(kept, &script, work, 3600), second);
    assert_int_equal(script.call_count, 2);
}

static void what_nobody_asked_for_is_not_renewed(void **state)
{
    oas_work_t *work = unit_work(state);
    scripted_client_t nobody = scripted_client();

    assert_int_equal(renew(nothing_kept(work), &nobody, work, 3600), OAS_OK);
}

static void renewing_in_vain_is_told_and_changes_nothing(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_kept_text_t *kept = nothing_kept(work);
    scripted_client_t script = scripted_client();

    script_json(&script, first);
    script_failure(&script, OAS_UNAVAILABLE);
    script_json(&script, second);
    assert_string_equal(text(kept, &script, work, 0), first);
    assert_int_equal(renew(kept, &script, work, 3300), OAS_UNAVAILABLE);
    assert_int_equal(renew(kept, &script, work, 3301), OAS_OK);
    assert_string_equal(text(kept, &script, work, 3302), first);
    assert_int_equal(renew(kept, &script, work, 3360), OAS_OK);
    assert_string_equal(text(kept, &script, work, 3361), second);
    assert_int_equal(script.call_count, 3);
}

/* PD4 */
static void is_renewed_as_often_as_is_wished(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_kept_text_t *kept = nothing_kept(work);
    scripted_client_t script = scripted_client();
    oas_text_wish_t often = wish;

    often.renewed_after = apr_time_from_sec(90);
    script_json(&script, first);
    script_json(&script, second);
    assert_string_equal(text_as(&often, kept, &script, work, 0), first);
    assert_string_equal(text_as(&often, kept, &script, work, 89), first);
    assert_string_equal(text_as(&often, kept, &script, work, 90), second);
}

/* --- many processes --- */

enum { PROCESSES = 8, ASKED_BY_EACH = 125 };

/* What they share, with their clock: real time, for they do not wait for each other in any other way. */
typedef struct {
    atomic_int calls;
    uint64_t room[1 + PROCESSES]; /* of who waits */
    uint64_t text[1000];
} common_t;

static apr_time_t real_time(oas_clock_t *unused)
{
    struct timespec now;

    (void)unused;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return OAS_TEST_NOW + apr_time_from_sec(now.tv_sec) + now.tv_nsec / 1000;
}

static void real_sleep(oas_clock_t *unused, apr_interval_time_t duration)
{
    (void)unused;
    usleep((useconds_t)duration);
}

typedef struct {
    oas_http_client_t client; /* first */
    common_t *common;
} counting_client_t;

/* Takes long enough for all others to come meanwhile. */
static oas_status_t count_call(oas_http_client_t *client, oas_http_answer_t **answer, const oas_http_call_t *call,
                               oas_work_t *work)
{
    (void)call;
    atomic_fetch_add(&((counting_client_t *)client)->common->calls, 1);
    usleep(50 * 1000);
    *answer = apr_pcalloc(work->pool, sizeof(**answer));
    **answer = (oas_http_answer_t){.status = 200, .content_type = "application/json", .body = oas_bytes_of(first)};
    return OAS_OK;
}

/* Who comes with tokens that no key has made: has a look, is not content, and asks for another text. */
static int ask_again_and_again(common_t *common, oas_kept_text_t kept)
{
    counting_client_t client = {.client = {.call = count_call}, .common = common};
    oas_text_wish_t wished = wish;
    int failures = 0;

    for (int i = 0; i < 2 * ASKED_BY_EACH; i++) {
        apr_pool_t *pool;
        oas_work_t work;
        oas_bytes_t got;

        if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
            return -1;
        work = oas_work(pool, real_time(NULL));
        wished.forced = i % 2 == 1;
        failures += oas_kept_text_get(&got, &kept, &wished, &client.client, &work) != OAS_OK;
        apr_pool_destroy(pool);
    }
    return failures;
}

/* R-JK-02, PD7 */
static void a_thousand_unknown_keys_in_many_processes_cost_two_fetches(void **state)
{
    static const unsigned char key[OAS_TEXT_KEY_LENGTH] = "key";
    common_t *common = mmap(NULL, sizeof(*common), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    oas_clock_t clock = {real_time, real_sleep};
    const oas_waiting_t waiting = {.clock = &clock,
                                   .room = oas_call_gate_init(common->room, PROCESSES),
                                   .longest_call = apr_time_from_sec(5)};
    const oas_kept_text_t kept = oas_kept_text(common->text, LARGEST, key, &waiting);
    pid_t children[PROCESSES];
    int ended;

    (void)state;
    assert_true(sizeof(common->text) >= oas_kept_text_size(LARGEST));
    assert_true(sizeof(common->room) >= oas_call_gate_size(PROCESSES));
    for (int i = 0; i < PROCESSES; i++)
        if ((children[i] = fork()) == 0)
            _exit(ask_again_and_again(common, kept) == 0 ? 0 : 1);
    for (int i = 0; i < PROCESSES; i++) {
        assert_int_equal(waitpid(children[i], &ended, 0), children[i]);
        assert_int_equal(ended, 0);
    }
    assert_int_equal(atomic_load(&common->calls), 2);
    munmap(common, sizeof(*common));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_fetched_once_an_hour),
        cmocka_unit_test(the_old_copy_serves_while_a_new_one_cannot_be_had),
        cmocka_unit_test(the_old_copy_does_not_serve_for_ever),
        cmocka_unit_test(a_clock_that_was_set_back_does_not_freeze_the_copy),
        cmocka_unit_test(what_fails_is_asked_for_once_a_second),
        cmocka_unit_test(what_is_bad_is_refused_and_not_kept),
        cmocka_unit_test(a_text_that_will_not_do_is_fetched_again_at_once),
        cmocka_unit_test(but_only_once_a_minute),
        cmocka_unit_test(what_was_fetched_in_vain_does_not_replace_a_good_copy),
        cmocka_unit_test(others_go_on_with_the_old_copy_during_a_call),
        cmocka_unit_test(who_needs_the_first_text_waits_for_who_fetches_it),
        cmocka_unit_test(who_needs_a_newer_one_waits_for_who_fetches_it),
        cmocka_unit_test(who_began_before_the_other_waits_for_him_as_well),
        cmocka_unit_test(who_can_use_the_old_one_waits_for_nobody),
        cmocka_unit_test(who_waited_in_vain_fails_as_the_other_did),
        cmocka_unit_test(what_fails_late_is_not_asked_for_again_at_once),
        cmocka_unit_test(who_waits_for_a_dead_process_fetches_himself_in_the_end),
        cmocka_unit_test(nobody_waits_longer_than_five_seconds),
        cmocka_unit_test(no_more_wait_than_there_are_places),
        cmocka_unit_test(a_place_to_wait_is_given_back),
        cmocka_unit_test(who_is_late_keeps_his_text_to_himself),
        cmocka_unit_test(is_renewed_before_anybody_has_to_wait_for_it),
        cmocka_unit_test(what_nobody_asked_for_is_not_renewed),
        cmocka_unit_test(renewing_in_vain_is_told_and_changes_nothing),
        cmocka_unit_test(is_renewed_as_often_as_is_wished),
        cmocka_unit_test(a_thousand_unknown_keys_in_many_processes_cost_two_fetches),
    };
    return unit_run("kept_text", tests, sizeof(tests) / sizeof(tests[0]));
}
