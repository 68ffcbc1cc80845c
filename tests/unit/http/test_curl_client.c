/* SPDX-License-Identifier: Apache-2.0 */
#include <sched.h>
#include <signal.h>

#include <apr_strings.h>

#include "calls.h"
#include "row.h"

static void nothing_of_a_call_is_left_for_the_next(void **state)
{
    oas_http_client_t *client = client_of(state);
    oas_http_call_t call;
    server_t server;

    server_start(&server, &hello, 1);
    call = post(url_of(state, &server, "/token"), "client_secret=hunter2");
    call.authorization = "Bearer hunter2";
    assert_answered(state, client, call);
    assert_answered(state, client, get(url_of(state, &server, "/next")));
    server_stop(&server);
    assert_memory_equal(server.last_request, "GET /next ", 10);
    assert_null(strstr(server.last_request, "hunter2"));
    assert_null(strstr(server.last_request, "Content-"));
}

static void keeps_connections_for_further_gets(void **state)
{
    oas_http_client_t *client = client_of(state);
    server_t server;

    server_start(&server, &hello, 1);
    for (int i = 0; i < 3; i++)
        assert_answered(state, client, get(url_of(state, &server, "/")));
    server_stop(&server);
    assert_int_equal(server.connection_count, 1);
    assert_int_equal(server.request_count, 3);
}

static void a_form_goes_over_a_connection_that_was_in_use_a_moment_ago(void **state)
{
    oas_http_client_t *client = client_of(state);
    server_t server;

    server_start(&server, &hello, 1);
    assert_answered(state, client, post(url_of(state, &server, "/"), "code=a"));
    assert_answered(state, client, get(url_of(state, &server, "/")));
    assert_answered(state, client, post(url_of(state, &server, "/"), "code=b"));
    server_stop(&server);
    assert_int_equal(server.connection_count, 1);
    assert_int_equal(server.request_count, 3);
}

/* A server hangs up when its patience is at an end; a form that is just on its way then would be lost. */
static void a_form_goes_over_no_connection_that_has_waited(void **state)
{
    oas_http_client_t *client = client_of(state);
    server_t server;

    server_start(&server, &hello, 1);
    assert_answered(state, client, get(url_of(state, &server, "/")));
    clock_ahead = 2;
    assert_answered(state, client, post(url_of(state, &server, "/"), "code=a"));
    clock_ahead = 0;
    server_stop(&server);
    assert_int_equal(server.connection_count, 2);
}

static void a_form_goes_over_a_new_connection_where_a_kept_one_ended_before(void **state)
{
    const script_t scripts[] = {{.answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}, hello};
    oas_http_client_t *client = client_of(state);
    server_t server;

    server_start(&server, scripts, 2);
    assert_answered(state, client, get(url_of(state, &server, "/")));
    while (server.ended_count == 0)
        sched_yield();
    assert_answered(state, client, post(url_of(state, &server, "/"), "code=a"));
    server_stop(&server);
    assert_int_equal(server.request_count, 2);
}

static void asks_again_where_a_kept_connection_has_died(void **state)
{
    const script_t scripts[] = {hello, {.keeps = false}, hello};
    oas_http_client_t *client = client_of(state);
    server_t server;

    server_start(&server, scripts, 3);
    assert_answered(state, client, get(url_of(state, &server, "/")));
    assert_answered(state, client, get(url_of(state, &server, "/")));
    server_stop(&server);
    assert_int_equal(server.request_count, 3);
}

/* libcurl before 8.1.1 would append the first header to the last one of the call before, whose memory is gone (its
 * issue 11101). What it makes of such an answer alone differs from version to version. */
static void an_answer_that_begins_in_the_middle_of_a_header_harms_nobody(void **state)
{
    const script_t folded = {.answer = "HTTP/1.1 200 OK\r\n folded: x\r\nContent-Length: 0\r\n\r\n", .keeps = true};
    const script_t scripts[] = {hello, folded, hello};
    oas_work_t work = *unit_work(state);
    oas_http_client_t *client = client_of(state);
    oas_http_answer_t *answer;
    oas_http_call_t call;
    oas_status_t status;
    server_t server;

    server_start(&server, scripts, 3);
    call = get(url_of(state, &server, "/"));
    assert_answered(state, client, call);
    status = client->call(client, &answer, &call, &work);
    assert_true(status == OAS_OK || status == OAS_REFUSED);
    assert_answered(state, client, call);
    server_stop(&server);
}

static void a_connection_that_missed_a_deadline_is_not_used_again(void **state)
{
    const script_t scripts[] = {{.waits = true}, hello};
    oas_http_client_t *client = client_with(state, &short_limits);
    server_t server;

    server_start(&server, scripts, 2);
    assert_fails(state, client, get(url_of(state, &server, "/")), OAS_UNAVAILABLE, "call_deadline");
    assert_answered(state, client, get(url_of(state, &server, "/")));
    server_stop(&server);
    assert_int_equal(server.connection_count, 2);
}

static void a_connection_whose_answer_was_refused_is_not_used_again(void **state)
{
    const script_t packed = {.answer = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
                             .keeps = true};
    const script_t scripts[] = {packed, hello};
    oas_http_client_t *client = client_of(state);
    server_t server;

    server_start(&server, scripts, 2);
    assert_fails(state, client, get(url_of(state, &server, "/")), OAS_REFUSED, "call_encoded");
    assert_answered(state, client, get(url_of(state, &server, "/")));
    server_stop(&server);
    assert_int_equal(server.connection_count, 2);
}

/* R-OUT-01 */
static void calls_nothing_that_a_provider_can_not_be(void **state)
{
    static const char *const urls[] = {
        "http://192.0.2.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost.example/",
        "http://[::]/",
        "http://127.0.0.1@192.0.2.1/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1/",
        "/etc/passwd",
        "",
        "https://user:password@127.0.0.1/",
        "http://0x7f.1/",
    };
    oas_http_client_t *client = client_of(state);

    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        oas_work_t work = *unit_work(state);
        oas_http_call_t call = get(urls[i]);
        oas_http_answer_t *answer;

        assert_row(client->call(client, &answer, &call, &work) == OAS_REFUSED && answer == NULL, urls[i]);
    }
    assert_int_equal(connects, 0);
}

static void refuses_credentials_that_would_begin_another_header(void **state)
{
    static const char *const values[] = {"Bearer a\r\nX: y", "Bearer a\n", "Bearer \x01", "Bearer \xc3\xa4", "\x7f"};
    oas_http_client_t *client = client_of(state);
    server_t server;

    server_start(&server, &hello, 1);
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        oas_http_call_t call = get(url_of(state, &server, "/"));
        const char *failure;

        call.authorization = values[i];
        failure = assert_fails(state, client, call, OAS_REFUSED, "call_authorization");
        assert_null(strstr(failure, "Bearer"));
    }
    server_stop(&server);
    assert_int_equal(server.connection_count, 0);
}

static void a_full_gate_lets_no_call_through(void **state)
{
    oas_curl_limits_t limits = oas_curl_limits_default;
    oas_http_client_t *client = client_with(state, &limits);
    server_t server;
    int slot;

    limits.gate = oas_call_gate_init(apr_pcalloc(unit_work(state)->pool, oas_call_gate_size(1)), 1);
    slot = oas_call_gate_enter(limits.gate);
    server_start(&server, &hello, 1);
    assert_fails(state, client, get(url_of(state, &server, "/")), OAS_UNAVAILABLE, "too_many_calls");
    assert_int_equal(server.connection_count, 0);
    oas_call_gate_leave(limits.gate, slot);
    assert_answered(state, client, get(url_of(state, &server, "/")));
    server_stop(&server);
}

static void a_call_leaves_the_gate_however_it_ends(void **state)
{
    oas_curl_limits_t limits = short_limits;
    oas_http_client_t *client = client_with(state, &limits);
    const script_t scripts[] = {hello, {.waits = true}, {.again = "X"}};
    server_t server;

    limits.gate = oas_call_gate_init(apr_pcalloc(unit_work(state)->pool, oas_call_gate_size(1)), 1);
    server_start(&server, scripts, 3);
    assert_answered(state, client, get(url_of(state, &server, "/")));
    assert_fails(state, client, get(url_of(state, &server, "/")), OAS_UNAVAILABLE, "call_deadline");
    assert_fails(state, client, get(url_of(state, &server, "/")), OAS_REFUSED, "call_not_http");
    assert_fails(state, client, get("http://192.0.2.1/"), OAS_REFUSED, "url_not_secure");
    server_stop(&server);
    assert_int_equal(oas_call_gate_enter(limits.gate), 0);
}

enum { THREADS = 8, ROUNDS = 5 };

typedef struct {
    oas_http_client_t *client;
    const char *base;
    int number;
    int right; /* answers that were for this thread */
} caller_t;

static void *call_often(void *given)
{
    caller_t *caller = given;
    apr_pool_t *pool;
    oas_work_t work;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return NULL;
    work = oas_work(pool, OAS_TEST_NOW);
    for (int i = 0; i < ROUNDS; i++) {
        const char *path = apr_psprintf(pool, "/%d-%d", caller->number, i);
        oas_http_call_t call = get(apr_pstrcat(pool, caller->base, path, NULL));
        oas_http_answer_t *answer;

        if (caller->client->call(caller->client, &answer, &call, &work) == OAS_OK
            && strcmp((const char *)answer->body.data, apr_pstrcat(pool, "GET ", path, " HTTP/1.1", NULL)) == 0)
            caller->right++;
    }
    apr_pool_destroy(pool);
    return NULL;
}

static void each_thread_gets_its_own_answers(void **state)
{
    const script_t script = {.echoes = true, .keeps = true};
    oas_http_client_t *client = client_of(state);
    caller_t callers[THREADS];
    pthread_t threads[THREADS];
    server_t server;

    server_start(&server, &script, 1);
    for (int i = 0; i < THREADS; i++) {
        callers[i] = (caller_t){.client = client, .base = url_of(state, &server, ""), .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, call_often, &callers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(callers[i].right, ROUNDS);
    }
    server_stop(&server);
    assert_int_equal(server.request_count, THREADS * ROUNDS);
}

static void two_that_begin_end_one_after_the_other(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_http_client_t *client = client_of(state);
    apr_pool_t *other;
    server_t server;

    assert_int_equal(apr_pool_create(&other, work->pool), APR_SUCCESS);
    assert_int_equal(oas_curl_begin(other, work), OAS_OK);
    apr_pool_destroy(other);
    server_start(&server, &hello, 1);
    assert_answered(state, client, get(url_of(state, &server, "/")));
    server_stop(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_of_a_call_is_left_for_the_next),
        cmocka_unit_test(keeps_connections_for_further_gets),
        cmocka_unit_test(a_form_goes_over_a_connection_that_was_in_use_a_moment_ago),
        cmocka_unit_test(a_form_goes_over_no_connection_that_has_waited),
        cmocka_unit_test(a_form_goes_over_a_new_connection_where_a_kept_one_ended_before),
        cmocka_unit_test(asks_again_where_a_kept_connection_has_died),
        cmocka_unit_test(an_answer_that_begins_in_the_middle_of_a_header_harms_nobody),
        cmocka_unit_test(a_connection_that_missed_a_deadline_is_not_used_again),
        cmocka_unit_test(a_connection_whose_answer_was_refused_is_not_used_again),
        cmocka_unit_test(calls_nothing_that_a_provider_can_not_be),
        cmocka_unit_test(refuses_credentials_that_would_begin_another_header),
        cmocka_unit_test(a_full_gate_lets_no_call_through),
        cmocka_unit_test(a_call_leaves_the_gate_however_it_ends),
        cmocka_unit_test(each_thread_gets_its_own_answers),
        cmocka_unit_test(two_that_begin_end_one_after_the_other),
    };

    signal(SIGPIPE, SIG_IGN); /* as httpd does */
    return unit_run("curl_client", tests, sizeof(tests) / sizeof(tests[0]));
}
