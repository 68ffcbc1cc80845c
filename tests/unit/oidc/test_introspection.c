/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "oidc/introspection.h"
#include "oidc/scripted_client.h"

static const oas_provider_t provider = {.issuer = "https://op.example", .introspection_endpoint = "https://op.example/introspect"};
static const oas_registration_t with_secret = {.name = "op", .client_id = "site", .client_secret = "s"};

static oas_status_t ask(scripted_client_t *client, oas_work_t *work)
{
    const oas_authorization_server_t server = {
        .registration = &with_secret, .provider = &provider, .client = &client->client};

    oas_forgive(work);
    return oas_token_introspect("a token&", &server, work);
}

/* RFC 7662 §2.1 */
static void sends_the_token_and_proves_who_we_are(void **state)
{
    scripted_client_t client = scripted_client();

    script_json(&client, "{\"active\":true,\"sub\":\"ada\",\"exp\":1}");
    assert_int_equal(ask(&client, unit_work(state)), OAS_OK);
    assert_string_equal(client.last.url, "https://op.example/introspect");
    assert_string_equal((const char *)client.last.form.data, "token=a+token%26&token_type_hint=access_token");
    assert_non_null(client.last.authorization);
}

/* RFC 7662 §2.2 */
static void a_token_counts_no_more_when_the_provider_says_so_and_never_else(void **state)
{
    static const struct {
        int status;
        const char *type, *body;
        oas_status_t expected;
    } rows[] = {
        {200, "application/json", "{\"active\":false}", OAS_EXPIRED},
        {200, "application/json", "{\"active\":false,\"active\":true}", OAS_REFUSED},
        {200, "application/json", "{\"active\":\"false\"}", OAS_REFUSED},
        {200, "application/json", "{\"active\":\"true\"}", OAS_REFUSED},
        {200, "application/json", "{\"active\":0}", OAS_REFUSED},
        {200, "application/json", "{\"active\":null}", OAS_REFUSED},
        {200, "application/json", "{\"Active\":false}", OAS_REFUSED},
        {200, "application/json", "{\"token\":{\"active\":false}}", OAS_REFUSED},
        {200, "application/json", "{}", OAS_REFUSED},
        {200, "application/json", "[false]", OAS_REFUSED},
        {200, "application/json", "false", OAS_REFUSED},
        {200, "application/json", "{\"active\":false", OAS_REFUSED},
        {200, "application/json", "", OAS_REFUSED},
        {200, "text/html", "{\"active\":false}", OAS_REFUSED},
        {201, "application/json", "{\"active\":false}", OAS_REFUSED},
        {302, "application/json", "{\"active\":false}", OAS_REFUSED},
        {400, "application/json", "{\"active\":false}", OAS_REFUSED},
        {401, "application/json", "{\"error\":\"invalid_client\"}", OAS_REFUSED}, /* §2.3: that is about us */
        {403, "application/json", "{\"active\":false}", OAS_REFUSED},
        {404, "application/json", "{}", OAS_REFUSED},
        {429, "application/json", "{\"active\":false}", OAS_UNAVAILABLE},
        {500, "application/json", "{\"active\":false}", OAS_UNAVAILABLE},
        {503, "application/json", "{\"active\":false}", OAS_UNAVAILABLE},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        scripted_client_t client = scripted_client();
        oas_work_t *work = unit_work(state);

        script_answer(&client, rows[i].status, rows[i].type, rows[i].body);
        assert_int_equal(ask(&client, work), rows[i].expected);
        assert_null(strstr(work->failure, "a token"));
    }
}

static void a_call_that_fails_says_nothing_of_the_token(void **state)
{
    scripted_client_t client = scripted_client();

    script_failure(&client, OAS_UNAVAILABLE);
    assert_int_equal(ask(&client, unit_work(state)), OAS_UNAVAILABLE);
}

static void nobody_is_called_where_there_is_no_endpoint(void **state)
{
    static const oas_provider_t without = {.issuer = "https://op.example"};
    scripted_client_t client = scripted_client();
    const oas_authorization_server_t server = {.registration = &with_secret, .provider = &without, .client = &client.client};
    oas_work_t *work = unit_work(state);

    assert_int_equal(oas_token_introspect("t", &server, work), OAS_MISCONFIGURED);
    assert_reason(work, "introspection_endpoint");
    assert_int_equal(client.call_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sends_the_token_and_proves_who_we_are),
        cmocka_unit_test(a_token_counts_no_more_when_the_provider_says_so_and_never_else),
        cmocka_unit_test(a_call_that_fails_says_nothing_of_the_token),
        cmocka_unit_test(nobody_is_called_where_there_is_no_endpoint),
    };

    return unit_run("introspection", tests, sizeof(tests) / sizeof(tests[0]));
}
