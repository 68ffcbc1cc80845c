/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "oidc/logout_call.h"
#include "oidc/scripted_client.h"

static const char with_place[] = "https://api.example/bye?token={id_token}&by=us";

static oas_status_t call(scripted_client_t *client, const char *url, oas_work_t *work)
{
    oas_forgive(work);
    return oas_logout_call(url, "an.id+token", &client->client, work);
}

static void the_token_stands_where_the_url_has_a_place_for_it(void **state)
{
    scripted_client_t client = scripted_client();

    script_answer(&client, 200, "text/html", "<p>bye</p>");
    assert_int_equal(call(&client, with_place, unit_work(state)), OAS_OK);
    assert_string_equal(client.last.url, "https://api.example/bye?token=an.id%2Btoken&by=us");
    assert_null(client.last.form.data);
    assert_null(client.last.authorization);
}

static void else_it_is_posted(void **state)
{
    scripted_client_t client = scripted_client();

    script_answer(&client, 204, "", "");
    assert_int_equal(call(&client, "https://api.example/bye", unit_work(state)), OAS_OK);
    assert_string_equal(client.last.url, "https://api.example/bye");
    assert_string_equal((const char *)client.last.form.data, "id_token=an.id%2Btoken");
}

static void nobody_waits_for_it_as_long_as_for_a_sign_in(void **state)
{
    scripted_client_t client = scripted_client();

    script_answer(&client, 200, "", "");
    assert_int_equal(call(&client, with_place, unit_work(state)), OAS_OK);
    assert_int_equal(client.last.deadline, apr_time_from_sec(2));
}

static void says_whether_it_was_heard(void **state)
{
    static const struct {
        int status;
        oas_status_t expected;
    } rows[] = {{200, OAS_OK},      {302, OAS_OK},      {400, OAS_REFUSED},     {404, OAS_REFUSED},
                {429, OAS_UNAVAILABLE}, {500, OAS_UNAVAILABLE}, {503, OAS_UNAVAILABLE}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        scripted_client_t client = scripted_client();
        oas_work_t *work = unit_work(state);

        script_answer(&client, rows[i].status, "text/html", "");
        assert_int_equal(call(&client, with_place, work), rows[i].expected);
        assert_int_equal(client.call_count, 1);
        assert_true(rows[i].expected == OAS_OK || strstr(work->failure, "token") == NULL);
    }
}

static void a_call_that_fails_is_a_failure(void **state)
{
    scripted_client_t client = scripted_client();

    script_failure(&client, OAS_UNAVAILABLE);
    assert_int_equal(call(&client, with_place, unit_work(state)), OAS_UNAVAILABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_token_stands_where_the_url_has_a_place_for_it),
        cmocka_unit_test(else_it_is_posted),
        cmocka_unit_test(nobody_waits_for_it_as_long_as_for_a_sign_in),
        cmocka_unit_test(says_whether_it_was_heard),
        cmocka_unit_test(a_call_that_fails_is_a_failure),
    };

    return unit_run("logout_call", tests, sizeof(tests) / sizeof(tests[0]));
}
