/* SPDX-License-Identifier: Apache-2.0 */
#include "http/by_origin.h"

#include "unit.h"

/* A client that counts. */
typedef struct {
    oas_http_client_t client; /* first */
    int calls;
} counting_t;

static oas_status_t count_call(oas_http_client_t *client, oas_http_answer_t **answer, const oas_http_call_t *call,
                               oas_work_t *work)
{
    (void)call;
    ((counting_t *)client)->calls++;
    *answer = apr_pcalloc(work->pool, sizeof(**answer));
    return OAS_OK;
}

static void call(oas_http_client_t *client, const char *url, oas_work_t *work)
{
    oas_http_answer_t *answer;

    assert_int_equal(client->call(client, &answer, &(oas_http_call_t){.url = url, .purpose = "test"}, work), OAS_OK);
}

static void each_origin_has_its_client(void **state)
{
    oas_work_t *work = unit_work(state);
    counting_t one = {.client = {.call = count_call}}, two = one, others = one;
    const oas_origin_client_t rows[] = {{"https://one.example", &one.client}, {"https://two.example:8443", &two.client}};
    oas_http_client_t *client = oas_client_by_origin(&others.client, rows, 2, work->pool);

    call(client, "https://one.example/any?thing", work);
    call(client, "HTTPS://ONE.example:443", work);
    call(client, "https://two.example:8443/", work);
    assert_int_equal(one.calls, 2);
    assert_int_equal(two.calls, 1);
    assert_int_equal(others.calls, 0);
}

static void what_only_looks_like_it_is_another_origin(void **state)
{
    static const char *const urls[] = {"https://one.example.evil.example/", "http://one.example/", "https://one.example:444/",
                                       "https://www.one.example/",          "https://other/https://one.example/",
                                       "https://u@one.example/",            "one.example", ""};
    oas_work_t *work = unit_work(state);
    counting_t one = {.client = {.call = count_call}}, others = one;
    const oas_origin_client_t row = {"https://one.example", &one.client};
    oas_http_client_t *client = oas_client_by_origin(&others.client, &row, 1, work->pool);

    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
        call(client, urls[i], work);
    assert_int_equal(one.calls, 0);
    assert_int_equal(others.calls, sizeof(urls) / sizeof(urls[0]));
    assert_null(work->reason);
}

static void where_none_is_named_all_go_the_same_way(void **state)
{
    oas_work_t *work = unit_work(state);
    counting_t others = {.client = {.call = count_call}};

    call(oas_client_by_origin(&others.client, NULL, 0, work->pool), "https://one.example/", work);
    assert_int_equal(others.calls, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_origin_has_its_client),
        cmocka_unit_test(what_only_looks_like_it_is_another_origin),
        cmocka_unit_test(where_none_is_named_all_go_the_same_way),
    };

    return unit_run("by_origin", tests, sizeof(tests) / sizeof(tests[0]));
}
