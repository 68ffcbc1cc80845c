/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/scripted_client.h"

#include "oidc/answer.h"

static const oas_http_call_t call = {.url = "https://op.example/text", .purpose = "test request"};

static void gives_what_calls_itself_json(void **state)
{
    static const char *const types[] = {"application/json", "application/jwk-set+json", "application/a+json"};

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        scripted_client_t script = scripted_client();
        oas_http_answer_t *answer;

        script_answer(&script, 200, types[i], "{}");
        assert_int_equal(oas_answer_fetch_json(&answer, &call, &script.client, unit_work(state)), OAS_OK);
        assert_string_equal((const char *)answer->body.data, "{}");
    }
}

/* R-OUT-02, R-OUT-10 */
static void refuses_every_other_answer(void **state)
{
    static const struct {
        int http_status;
        const char *type;
        oas_status_t status;
        const char *reason;
    } rows[] = {
        {200, "", OAS_REFUSED, "provider_content_type"},
        {200, "application/", OAS_REFUSED, "provider_content_type"},
        {200, "application/+json", OAS_REFUSED, "provider_content_type"},
        {200, "application/jsonx", OAS_REFUSED, "provider_content_type"},
        {200, "text/json", OAS_REFUSED, "provider_content_type"},
        {200, "text/a+json", OAS_REFUSED, "provider_content_type"},
        {200, "json", OAS_REFUSED, "provider_content_type"},
        {100, "application/json", OAS_REFUSED, "provider_status"},
        {201, "application/json", OAS_REFUSED, "provider_status"},
        {204, "application/json", OAS_REFUSED, "provider_status"},
        {302, "application/json", OAS_REFUSED, "provider_status"},
        {304, "application/json", OAS_REFUSED, "provider_status"},
        {400, "application/json", OAS_REFUSED, "provider_status"},
        {408, "application/json", OAS_UNAVAILABLE, "provider_unavailable"},
        {429, "application/json", OAS_UNAVAILABLE, "provider_unavailable"},
        {500, "application/json", OAS_UNAVAILABLE, "provider_unavailable"},
        {599, "text/html", OAS_UNAVAILABLE, "provider_unavailable"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        scripted_client_t script = scripted_client();
        oas_http_answer_t *answer;

        script_answer(&script, rows[i].http_status, rows[i].type, "{}");
        if (oas_answer_fetch_json(&answer, &call, &script.client, &work) != rows[i].status)
            fail_msg("not %s: %d \"%s\"", oas_status_name(rows[i].status), rows[i].http_status, rows[i].type);
        assert_null(answer);
        assert_reason(&work, rows[i].reason);
        assert_non_null(strstr(work.failure, "test request"));
    }
}

static void passes_on_how_the_call_failed(void **state)
{
    scripted_client_t script = scripted_client();
    oas_http_answer_t *answer;

    script_failure(&script, OAS_UNAVAILABLE);
    assert_int_equal(oas_answer_fetch_json(&answer, &call, &script.client, unit_work(state)), OAS_UNAVAILABLE);
    assert_reason(unit_work(state), "scripted");
    assert_null(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_what_calls_itself_json),
        cmocka_unit_test(refuses_every_other_answer),
        cmocka_unit_test(passes_on_how_the_call_failed),
    };
    return unit_run("answer", tests, sizeof(tests) / sizeof(tests[0]));
}
