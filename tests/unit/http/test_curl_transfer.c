/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include <apr_strings.h>

#include "calls.h"

/* A server with this one script, one GET to it that fails so. */
static void assert_script_fails(void **state, script_t script, const oas_curl_limits_t *limits, oas_status_t status,
                                const char *reason)
{
    server_t server;

    server_start(&server, &script, 1);
    assert_fails(state, client_with(state, limits), get(url_of(state, &server, "/")), status, reason);
    server_stop(&server);
}

/* What a server with this one answer tells a client. */
static oas_http_answer_t *answer_to(void **state, const char *text, size_t length)
{
    script_t script = {.answer = text, .length = length};
    server_t server;
    oas_http_answer_t *answer;

    server_start(&server, &script, 1);
    answer = assert_answered(state, client_of(state), get(url_of(state, &server, "/")));
    server_stop(&server);
    return answer;
}

static void reads_status_type_and_body(void **state)
{
    static const char text[] = "HTTP/1.1 400 Bad Request\r\nContent-Type: Application/JSON;charset=UTF-8\r\n"
                               "Content-Length: 4\r\n\r\na\0b\n";
    oas_http_answer_t *answer = answer_to(state, text, sizeof(text) - 1);

    assert_int_equal(answer->status, 400);
    assert_string_equal(answer->content_type, "application/json");
    assert_int_equal(answer->body.length, 4);
    assert_memory_equal(answer->body.data, "a\0b\n", 5);
}

static void reads_every_honest_way_to_end_a_body(void **state)
{
    static const char *const answers[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello",
        "HTTP/1.0 200 OK\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
        "5\r\n\r\n"
        "hello",
        "HTTP/1.1 200 OK\r\nX:\r\nY: \r\nContent-Length: 5\r\nFolded: a\r\n b\r\n\r\nhello",
    };

    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        oas_http_answer_t *answer = answer_to(state, answers[i], 0);

        assert_int_equal(answer->status, 200);
        assert_string_equal((const char *)answer->body.data, "hello");
        assert_string_equal(answer->content_type, "");
    }
}

static void an_answer_may_have_no_body(void **state)
{
    static const char *const answers[] = {"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\n\r\n",
                                          "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"};
    static const int statuses[] = {204, 304, 500};

    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        oas_http_answer_t *answer = answer_to(state, answers[i], 0);

        assert_int_equal(answer->status, statuses[i]);
        assert_int_equal(answer->body.length, 0);
        assert_string_equal((const char *)answer->body.data, "");
    }
}

static void a_content_type_is_compared_without_its_parameters(void **state)
{
    static const char *const types[][2] = {
        {"Content-Type: application/json\r\n", "application/json"},
        {"content-type:APPLICATION/JSON \t; x\r\n", "application/json"},
        {"Content-Type: text/html, application/json\r\n", "text/html,"},
        {"Content-Type: \r\n", ""},
        {"Content-Type: ;application/json\r\n", ""},
        {"X-Content-Type: application/json\r\n", ""},
    };

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        const char *text =
            apr_pstrcat(unit_work(state)->pool, "HTTP/1.1 200 OK\r\n", types[i][0], "Content-Length: 0\r\n\r\n", NULL);

        assert_string_equal(answer_to(state, text, 0)->content_type, types[i][1]);
    }
}

static void tries_a_refused_get_once_more(void **state)
{
    const char *failure =
        assert_fails(state, client_of(state), get(deserted_url(state)), OAS_UNAVAILABLE, "call_connect");

    assert_int_equal(connects, 2);
    assert_non_null(strstr(failure, "test request to http://127.0.0.1:"));
    assert_null(strstr(failure, "secret"));
    assert_null(strstr(failure, "hunter2"));
}

static void tries_a_refused_post_not_again(void **state)
{
    assert_fails(state, client_of(state), post(deserted_url(state), "a=b"), OAS_UNAVAILABLE, "call_connect");
    assert_int_equal(connects, 1);
}

static void tries_not_again_what_can_not_be_reached(void **state)
{
    oas_http_client_t *client = client_of(state);

    connect_error = EHOSTUNREACH;
    assert_fails(state, client, get("http://127.0.0.1/"), OAS_UNAVAILABLE, "call_connect");
    assert_int_equal(connects, 1);
}

static void refuses_a_body_over_its_ceiling(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;
    char *body = apr_pcalloc(pool, LARGEST_ANSWER + 2);
    const char *head = "HTTP/1.1 200 OK\r\n\r\n";

    memset(body, 'a', LARGEST_ANSWER);
    assert_int_equal(answer_to(state, apr_pstrcat(pool, head, body, NULL), 0)->body.length, LARGEST_ANSWER);
    body[LARGEST_ANSWER] = 'a';
    assert_script_fails(state, (script_t){.answer = apr_pstrcat(pool, head, body, NULL)}, &oas_curl_limits_default,
                        OAS_REFUSED, "call_too_large");
}

static void refuses_what_never_ends(void **state)
{
    static const script_t endless[] = {
        {.answer = "HTTP/1.1 200 OK\r\n\r\n", .again = "a lot of it"},
        {.answer = "HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n", .again = "a lot of it"},
        {.answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .again = "b\r\na lot of it\r\n"},
        {.answer = "HTTP/1.1 200 OK\r\n", .again = "X: y\r\n"},
        {.answer = "HTTP/1.1 200 OK\r\n", .again = "X:\r\n"},
        {.answer = "HTTP/1.1 200 OK\r\nX: y\r\n", .again = " z\r\n"},
        {.again = "HTTP/1.1 100 Continue\r\n\r\n"},
        {.again = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"},
        {.answer = "HTTP/1.1 200 OK\r\nX: ", .again = "a line without an end "},
    };

    for (size_t i = 0; i < sizeof(endless) / sizeof(endless[0]); i++)
        assert_script_fails(state, endless[i], &oas_curl_limits_default, OAS_REFUSED, "call_too_large");
}

static void refuses_headers_over_their_ceiling(void **state)
{
    oas_curl_limits_t limits = oas_curl_limits_default;
    script_t script = {.answer = "HTTP/1.1 200 OK\r\nX: y\r\n\r\n"};
    server_t server;

    limits.largest_headers = strlen(script.answer);
    server_start(&server, &script, 1);
    assert_answered(state, client_with(state, &limits), get(url_of(state, &server, "/")));
    server_stop(&server);
    limits.largest_headers--;
    assert_script_fails(state, script, &limits, OAS_REFUSED, "call_too_large");
}

/* R-OUT-03: what was not asked for is not unpacked. */
static void refuses_an_encoded_answer(void **state)
{
    static const char *const encodings[] = {
        "Content-Encoding: gzip\r\n",
        "content-encoding: br\r\n",
        "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n",
        "Content-Encoding: gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip\r\n",
        "Transfer-Encoding: gzip\r\n",
    };

    for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++) {
        script_t script = {.answer = apr_pstrcat(unit_work(state)->pool, "HTTP/1.1 200 OK\r\n", encodings[i],
                                                 "\r\n\x1f\x8b\x08 hello", NULL)};

        assert_script_fails(state, script, &oas_curl_limits_default, OAS_REFUSED, "call_encoded");
    }
}

/* libcurl unpacks this one without being asked, so it comes as "hello". */
static void refuses_a_packed_transfer(void **state)
{
    static const char text[] =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"
        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00\x00\x00";

    assert_script_fails(state, (script_t){.answer = text, .length = sizeof(text) - 1}, &oas_curl_limits_default,
                        OAS_REFUSED, "call_encoded");
}

static void an_identity_encoding_is_none(void **state)
{
    const char *text = "HTTP/1.1 200 OK\r\nContent-Encoding: Identity\r\nContent-Length: 5\r\n\r\nhello";

    assert_int_equal(answer_to(state, text, 0)->body.length, 5);
}

static void refuses_what_is_no_http(void **state)
{
    static const char *const answers[] = {
        "hello\n",
        "<html>hello</html>\r\n",
        "\r\n\r\n",
        "HTTP/0.9 200 OK\r\n\r\nhello",
        "HTTPS/1.1 200 OK\r\n\r\n",
        "ICY 200 OK\r\n\r\nhello",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\x15\x03\x01\x00\x02\x02\x16",
        "HTTP/1.1 20\r\n\r\n",
        "HTTP/1.1 200 OK\r\na header\r\n\r\n",
    };

    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
        assert_script_fails(state, (script_t){.answer = answers[i]}, &oas_curl_limits_default, OAS_REFUSED,
                            "call_not_http");
}

static void a_connection_that_ends_too_early_is_no_answer(void **state)
{
    static const char *const answers[] = {
        NULL,
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
    };

    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
        assert_script_fails(state, (script_t){.answer = answers[i]}, &oas_curl_limits_default, OAS_UNAVAILABLE,
                            "call_broken_off");
}

/* R-OUT-04 */
static void gives_up_at_the_deadline_however_the_server_is_slow(void **state)
{
    static const script_t slow[] = {
        {.waits = true},
        {.answer = "HTTP/1.1 200 OK\r\n", .waits = true},
        {.answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", .waits = true},
        {.answer = "HTTP/1.1 200 OK\r\n\r\n", .again = "a", .pause = 10},
        {.answer = "HTTP/1.1 200 OK\r\n", .again = "X: y\r\n", .pause = 10},
    };

    for (size_t i = 0; i < sizeof(slow) / sizeof(slow[0]); i++)
        assert_script_fails(state, slow[i], &short_limits, OAS_UNAVAILABLE, "call_deadline");
}

/* The client's own deadline is five seconds; alarm() kills who waits for it. */
static void a_call_may_have_a_shorter_deadline_than_its_client(void **state)
{
    const script_t script = {.waits = true};
    server_t server;
    oas_http_call_t call;

    server_start(&server, &script, 1);
    call = get(url_of(state, &server, "/"));
    call.deadline = apr_time_from_msec(50);
    alarm(4);
    assert_fails(state, client_with(state, &oas_curl_limits_default), call, OAS_UNAVAILABLE, "call_deadline");
    alarm(0);
    server_stop(&server);
}

/* The other way round: short_limits would not be short. */
static void no_call_has_a_longer_deadline_than_its_client(void **state)
{
    const script_t script = {.waits = true};
    server_t server;
    oas_http_call_t call;

    server_start(&server, &script, 1);
    call = get(url_of(state, &server, "/"));
    call.deadline = apr_time_from_sec(60);
    alarm(4);
    assert_fails(state, client_with(state, &short_limits), call, OAS_UNAVAILABLE, "call_deadline");
    alarm(0);
    server_stop(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_status_type_and_body),
        cmocka_unit_test(reads_every_honest_way_to_end_a_body),
        cmocka_unit_test(an_answer_may_have_no_body),
        cmocka_unit_test(a_content_type_is_compared_without_its_parameters),
        cmocka_unit_test(tries_a_refused_get_once_more),
        cmocka_unit_test(tries_a_refused_post_not_again),
        cmocka_unit_test(tries_not_again_what_can_not_be_reached),
        cmocka_unit_test(refuses_a_body_over_its_ceiling),
        cmocka_unit_test(refuses_what_never_ends),
        cmocka_unit_test(refuses_headers_over_their_ceiling),
        cmocka_unit_test(refuses_an_encoded_answer),
        cmocka_unit_test(refuses_a_packed_transfer),
        cmocka_unit_test(an_identity_encoding_is_none),
        cmocka_unit_test(refuses_what_is_no_http),
        cmocka_unit_test(a_connection_that_ends_too_early_is_no_answer),
        cmocka_unit_test(gives_up_at_the_deadline_however_the_server_is_slow),
        cmocka_unit_test(a_call_may_have_a_shorter_deadline_than_its_client),
        cmocka_unit_test(no_call_has_a_longer_deadline_than_its_client),
    };

    signal(SIGPIPE, SIG_IGN); /* as httpd does */
    return unit_run("curl_transfer", tests, sizeof(tests) / sizeof(tests[0]));
}
