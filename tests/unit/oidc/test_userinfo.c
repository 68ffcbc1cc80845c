/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/scripted_client.h"

#include "oidc/userinfo.h"

static const char url[] = "https://op.example/me";

static void asks_with_the_token_in_the_header_and_nowhere_else(void **state)
{
    scripted_client_t script = scripted_client();
    const oas_json_t *claims;

    script_json(&script, "{\"sub\":\"s\",\"address\":{\"country\":\"FR\"}}");
    assert_int_equal(oas_userinfo_fetch(&claims, url, "TOKEN", "s", &script.client, unit_work(state)), OAS_OK);
    assert_string_equal(script.last.url, url);
    assert_string_equal(script.last.authorization, "Bearer TOKEN");
    assert_null(script.last.form.data);
    assert_int_equal(script.last.largest_answer, OAS_USERINFO_LARGEST);
    assert_string_equal(oas_json_string(oas_json_member(claims, "address"), "country"), "FR");
}

static void a_plain_profile_needs_no_subject(void **state)
{
    scripted_client_t script = scripted_client();
    const oas_json_t *claims;

    script_answer(&script, 200, "application/vnd.host+json", "{\"id\":123,\"login\":\"x\"}");
    assert_int_equal(oas_userinfo_fetch(&claims, url, "t", NULL, &script.client, unit_work(state)), OAS_OK);
    assert_string_equal(oas_json_string(claims, "login"), "x");
}

typedef struct {
    int http_status;
    const char *type;
    const char *body;
    oas_status_t status;
    const char *reason;
} row_t;

static void assert_refused(const row_t *rows, size_t count, apr_pool_t *pool)
{
    for (size_t i = 0; i < count; i++) {
        oas_work_t work = oas_work(pool, OAS_TEST_NOW);
        scripted_client_t script = scripted_client();
        const oas_json_t *claims;

        script_answer(&script, rows[i].http_status, rows[i].type, rows[i].body);
        if (oas_userinfo_fetch(&claims, url, "t", "s", &script.client, &work) != rows[i].status)
            fail_msg("not %s: %s", oas_status_name(rows[i].status), rows[i].body);
        assert_reason(&work, rows[i].reason);
        assert_null(claims);
    }
}

/* R-UI-01, OpenID Connect Core 1.0 §5.3.2 */
static void refuses_user_info_of_another_subject(void **state)
{
    static const char json[] = "application/json";
    static const row_t rows[] = {
        {200, json, "{\"sub\":\"s1\"}", OAS_REFUSED, "userinfo_subject"},
        {200, json, "{\"sub\":\"S\"}", OAS_REFUSED, "userinfo_subject"},
        {200, json, "{\"sub\":\"\"}", OAS_REFUSED, "userinfo_subject"},
        {200, json, "{\"sub\":[\"s\"]}", OAS_REFUSED, "userinfo_subject"},
        {200, json, "{\"sub\":null}", OAS_REFUSED, "userinfo_subject"},
        {200, json, "{\"Sub\":\"s\"}", OAS_REFUSED, "userinfo_subject"},
        {200, json, "{}", OAS_REFUSED, "userinfo_subject"},
    };

    assert_refused(rows, sizeof(rows) / sizeof(rows[0]), unit_work(state)->pool);
}

static void refuses_what_is_no_user_info(void **state)
{
    static const char good[] = "{\"sub\":\"s\"}", json[] = "application/json";
    static const row_t rows[] = {
        {200, json, "[]", OAS_REFUSED, "json_not_an_object"},
        {200, json, "\"s\"", OAS_REFUSED, "json_not_an_object"},
        {200, json, "null", OAS_REFUSED, "json_not_an_object"},
        {200, json, "{\"sub\":\"s\",\"sub\":\"s\"}", OAS_REFUSED, "json_repeated_member"},
        {200, "application/jwt", "x.y.z", OAS_REFUSED, "userinfo_signed"},
        {200, "text/html", good, OAS_REFUSED, "provider_content_type"},
        {200, "application/json5", good, OAS_REFUSED, "provider_content_type"},
        {200, "", good, OAS_REFUSED, "provider_content_type"},
        {204, "", "", OAS_REFUSED, "provider_status"},
        {302, json, good, OAS_REFUSED, "provider_status"},
        {401, json, good, OAS_REFUSED, "provider_status"},
        {403, "application/jwt", "", OAS_REFUSED, "provider_status"},
        {429, json, good, OAS_UNAVAILABLE, "provider_unavailable"},
        {500, json, good, OAS_UNAVAILABLE, "provider_unavailable"},
    };

    assert_refused(rows, sizeof(rows) / sizeof(rows[0]), unit_work(state)->pool);
}

static void passes_on_that_it_could_not_be_asked(void **state)
{
    scripted_client_t script = scripted_client();
    const oas_json_t *claims;

    script_failure(&script, OAS_UNAVAILABLE);
    assert_int_equal(oas_userinfo_fetch(&claims, url, "t", "s", &script.client, unit_work(state)), OAS_UNAVAILABLE);
    assert_reason(unit_work(state), "scripted");
    assert_null(claims);
}

static void no_failure_names_the_token_or_the_user(void **state)
{
    scripted_client_t script = scripted_client();
    const oas_json_t *claims;

    script_json(&script, "{\"sub\":\"somebody\"}");
    assert_int_equal(oas_userinfo_fetch(&claims, url, "TOKEN", "me", &script.client, unit_work(state)), OAS_REFUSED);
    assert_null(strstr(unit_work(state)->failure, "TOKEN"));
    assert_null(strstr(unit_work(state)->failure, "somebody"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_with_the_token_in_the_header_and_nowhere_else),
        cmocka_unit_test(a_plain_profile_needs_no_subject),
        cmocka_unit_test(refuses_user_info_of_another_subject),
        cmocka_unit_test(refuses_what_is_no_user_info),
        cmocka_unit_test(passes_on_that_it_could_not_be_asked),
        cmocka_unit_test(no_failure_names_the_token_or_the_user),
    };
    return unit_run("userinfo", tests, sizeof(tests) / sizeof(tests[0]));
}
