/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/scripted_client.h"

#include <apr_thread_proc.h>

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

static oas_kept_text_t *nothing_kept(oas_work_t *work)
{
    oas_kept_text_t *kept;

    assert_int_equal(oas_kept_text_new(&kept, work->pool, work), OAS_OK);
    return kept;
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
    assert_non_null(text(kept, &script, work, 24 * 3600 - 1));
    assert_null(text(kept, &script, work, 24 * 3600));
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
    apr_thread_t *thread;
    apr_pool_t *pool; /* of the thread alone */
    oas_bytes_t seen;
} other_t;

static void ask_meanwhile(void *context)
{
    other_t *other = context;

    other->seen = oas_bytes_of(text(other->kept, &other->nobody, other->work, 3600));
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

static void *APR_THREAD_FUNC ask_for_more(apr_thread_t *thread, void *context)
{
    other_t *other = context;
    oas_work_t work = oas_work(other->pool, OAS_TEST_NOW);
    oas_text_wish_t forced = wish;

    (void)thread;
    forced.forced = true;
    if (oas_kept_text_get(&other->seen, other->kept, &forced, &other->nobody.client, &work) != OAS_OK)
        other->seen = oas_bytes(NULL, 0);
    return NULL;
}

static void start_waiting(void *context)
{
    other_t *other = context;

    assert_int_equal(apr_thread_create(&other->thread, NULL, ask_for_more, other, other->pool), APR_SUCCESS);
    for (int i = 0; i < 1000; i++)
        apr_thread_yield(); /* so that it most likely comes during the call; it must see the new text in any case */
}

/* R-JK-01: single flight */
static void who_needs_a_newer_one_waits_for_the_fetch_that_is_under_way(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_kept_text_t *kept = nothing_kept(work);
    scripted_client_t script = scripted_client();
    other_t other = {.kept = kept, .nobody = scripted_client()};
    apr_status_t ended;

    assert_int_equal(apr_pool_create(&other.pool, NULL), APR_SUCCESS);
    script_json(&script, first);
    script_json(&script, second);
    assert_string_equal(text(kept, &script, work, 0), first);
    script.meanwhile = start_waiting;
    script.context = &other;
    assert_string_equal(forced_text(kept, &script, work, 0), second);
    assert_int_equal(apr_thread_join(&ended, other.thread), APR_SUCCESS);
    assert_string_equal((const char *)other.seen.data, second);
    apr_pool_destroy(other.pool);
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
        cmocka_unit_test(who_needs_a_newer_one_waits_for_the_fetch_that_is_under_way),
    };
    return unit_run("kept_text", tests, sizeof(tests) / sizeof(tests[0]));
}
