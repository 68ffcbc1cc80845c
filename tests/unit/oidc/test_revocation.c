/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "oidc/revocation.h"
#include "oidc/scripted_client.h"

static const oas_provider_t provider = {.issuer = "https://op.example", .revocation_endpoint = "https://op.example/revoke"};

static oas_status_t ask(scripted_client_t *client, const oas_registration_t *who, oas_work_t *work)
{
    const oas_authorization_server_t server = {.registration = who, .provider = &provider, .client = &client->client};

    oas_forgive(work);
    return oas_token_revoke("a token&", "refresh_token", &server, work);
}

static const oas_registration_t with_secret = {.name = "op", .client_id = "site", .client_secret = "s"};

/* RFC 7009 §2.1 */
static void sends_the_token_and_proves_who_we_are(void **state)
{
    scripted_client_t client = scripted_client();

    script_answer(&client, 200, "", "");
    assert_int_equal(ask(&client, &with_secret, unit_work(state)), OAS_OK);
    assert_string_equal(client.last.url, "https://op.example/revoke");
    assert_string_equal((const char *)client.last.form.data, "token=a+token%26&token_type_hint=refresh_token");
    assert_non_null(client.last.authorization);
}

static void a_public_client_says_who_it_is(void **state)
{
    static const oas_registration_t without_secret = {.name = "op", .client_id = "site"};
    scripted_client_t client = scripted_client();

    script_answer(&client, 200, "", "");
    assert_int_equal(ask(&client, &without_secret, unit_work(state)), OAS_OK);
    assert_non_null(strstr((const char *)client.last.form.data, "&client_id=site"));
    assert_null(client.last.authorization);
}

static void nobody_waits_for_it_as_long_as_for_a_sign_in(void **state)
{
    scripted_client_t client = scripted_client();

    script_answer(&client, 200, "", "");
    assert_int_equal(ask(&client, &with_secret, unit_work(state)), OAS_OK);
    assert_int_equal(client.last.deadline, apr_time_from_sec(2));
}

static void says_whether_asking_again_might_help(void **state)
{
    static const struct {
        int status;
        oas_status_t expected;
    } rows[] = {{204, OAS_OK},          {301, OAS_REFUSED},     {400, OAS_REFUSED},    {401, OAS_REFUSED},
                {404, OAS_REFUSED},     {429, OAS_UNAVAILABLE}, {500, OAS_UNAVAILABLE}, {503, OAS_UNAVAILABLE}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        scripted_client_t client = scripted_client();
        oas_work_t *work = unit_work(state);

        script_answer(&client, rows[i].status, "application/json", "{\"error\":\"unsupported_token_type\"}");
        assert_int_equal(ask(&client, &with_secret, work), rows[i].expected);
        assert_true(rows[i].expected == OAS_OK || strstr(work->failure, "a token") == NULL);
    }
}

static void a_call_that_fails_is_a_failure(void **state)
{
    scripted_client_t client = scripted_client();

    script_failure(&client, OAS_UNAVAILABLE);
    assert_int_equal(ask(&client, &with_secret, unit_work(state)), OAS_UNAVAILABLE);
}

static void nobody_is_called_where_there_is_no_endpoint(void **state)
{
    static const oas_provider_t without = {.issuer = "https://op.example"};
    scripted_client_t client = scripted_client();
    const oas_authorization_server_t server = {.registration = &with_secret, .provider = &without, .client = &client.client};
    oas_work_t *work = unit_work(state);

    assert_int_equal(oas_token_revoke("t", "access_token", &server, work), OAS_MISCONFIGURED);
    assert_string_equal(work->reason, "revocation_endpoint");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sends_the_token_and_proves_who_we_are),
        cmocka_unit_test(a_public_client_says_who_it_is),
        cmocka_unit_test(nobody_waits_for_it_as_long_as_for_a_sign_in),
        cmocka_unit_test(says_whether_asking_again_might_help),
        cmocka_unit_test(a_call_that_fails_is_a_failure),
        cmocka_unit_test(nobody_is_called_where_there_is_no_endpoint),
    };

    return unit_run("revocation", tests, sizeof(tests) / sizeof(tests[0]));
}
