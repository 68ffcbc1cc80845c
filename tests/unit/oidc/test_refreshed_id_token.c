/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "oidc/refreshed_id_token.h"

#define LOGIN "\"iss\":\"https://op.test\",\"sub\":\"ada\",\"aud\":\"client\""

static const oas_json_t *claims(const char *text, oas_work_t *work)
{
    const oas_json_t *json;

    assert_int_equal(oas_json_parse_object(&json, oas_bytes_of(text), 4096, "claims", work), OAS_OK);
    return json;
}

typedef struct {
    const char *original;
    const char *refreshed;
    const char *reason; /* NULL: it may follow */
} row_t;

static void assert_all(const row_t *rows, size_t count, apr_pool_t *pool)
{
    for (size_t i = 0; i < count; i++) {
        oas_work_t work = oas_work(pool, OAS_TEST_NOW);
        oas_status_t status = oas_refreshed_id_token_check(claims(rows[i].refreshed, &work),
                                                           claims(rows[i].original, &work), &work);

        if (status != (rows[i].reason != NULL ? OAS_REFUSED : OAS_OK))
            fail_msg("%s after %s: %s", rows[i].refreshed, rows[i].original, oas_status_name(status));
        if (rows[i].reason != NULL)
            assert_reason(&work, rows[i].reason);
    }
}

static void a_token_that_says_the_same_may_follow(void **state)
{
    static const row_t rows[] = {
        {"{" LOGIN "}", "{" LOGIN "}", NULL},
        {"{" LOGIN ",\"groups\":[\"a\"]}", "{" LOGIN ",\"groups\":[],\"more\":1}", NULL},
        {"{" LOGIN ",\"azp\":\"client\"}", "{" LOGIN ",\"azp\":\"client\"}", NULL},
        {"{" LOGIN ",\"azp\":\"client\"}", "{" LOGIN "}", NULL},
        {"{" LOGIN ",\"nonce\":\"n\"}", "{" LOGIN ",\"nonce\":\"n\"}", NULL},
        {"{" LOGIN ",\"nonce\":\"n\"}", "{" LOGIN "}", NULL},
        {"{" LOGIN ",\"auth_time\":17}", "{" LOGIN ",\"auth_time\":17}", NULL},
        {"{" LOGIN ",\"auth_time\":17}", "{" LOGIN ",\"auth_time\":1.7e1}", NULL},
        {"{" LOGIN ",\"auth_time\":17}", "{" LOGIN "}", NULL},
        {"{" LOGIN "}", "{" LOGIN ",\"auth_time\":17}", NULL},
    };

    assert_all(rows, sizeof(rows) / sizeof(rows[0]), unit_work(state)->pool);
}

/* REF-invalid-issuer, REF-invalid-sub, R-RT-01 */
static void refuses_what_the_standard_does_not_let_change(void **state)
{
    static const row_t rows[] = {
        {"{" LOGIN "}", "{\"iss\":\"https://op.test/\",\"sub\":\"ada\"}", "refreshed_issuer"},
        {"{" LOGIN "}", "{\"sub\":\"ada\"}", "refreshed_issuer"},
        {"{" LOGIN "}", "{\"iss\":null,\"sub\":\"ada\"}", "refreshed_issuer"},
        {"{" LOGIN "}", "{\"iss\":\"https://op.test\",\"sub\":\"Ada\"}", "refreshed_subject"},
        {"{" LOGIN "}", "{\"iss\":\"https://op.test\",\"sub\":\"ada \"}", "refreshed_subject"},
        {"{" LOGIN "}", "{\"iss\":\"https://op.test\"}", "refreshed_subject"},
        {"{\"iss\":\"i\",\"sub\":\"17\"}", "{\"iss\":\"i\",\"sub\":17}", "refreshed_subject"},
        {"{" LOGIN "}", "{" LOGIN ",\"azp\":\"client\"}", "refreshed_azp"},
        {"{" LOGIN ",\"azp\":\"client\"}", "{" LOGIN ",\"azp\":\"other\"}", "refreshed_azp"},
        {"{" LOGIN ",\"nonce\":\"n\"}", "{" LOGIN ",\"nonce\":\"N\"}", "refreshed_nonce"},
        {"{" LOGIN ",\"nonce\":\"n\"}", "{" LOGIN ",\"nonce\":null}", "refreshed_nonce"},
        {"{" LOGIN "}", "{" LOGIN ",\"nonce\":\"n\"}", "refreshed_nonce"},
        {"{" LOGIN ",\"auth_time\":17}", "{" LOGIN ",\"auth_time\":18}", "refreshed_auth_time"},
        {"{" LOGIN ",\"auth_time\":17}", "{" LOGIN ",\"auth_time\":\"17\"}", "refreshed_auth_time"},
        {"{" LOGIN ",\"auth_time\":17}", "{" LOGIN ",\"auth_time\":null}", "refreshed_auth_time"},
    };

    assert_all(rows, sizeof(rows) / sizeof(rows[0]), unit_work(state)->pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_that_says_the_same_may_follow),
        cmocka_unit_test(refuses_what_the_standard_does_not_let_change),
    };

    return unit_run("refreshed_id_token", tests, sizeof(tests) / sizeof(tests[0]));
}
