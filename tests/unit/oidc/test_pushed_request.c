/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "http/form.h"
#include "oidc/pushed_request.h"
#include "oidc/scripted_client.h"

#define TAKEN "{\"request_uri\":\"urn:ietf:params:oauth:request_uri:abc\",\"expires_in\":60}"

static const oas_registration_t registration = {.name = "op", .client_id = "a client&", .client_secret = "s"};
static const oas_provider_t provider = {.issuer = "https://op.example", .pushed_endpoint = "https://op.example/par"};
static const oas_pair_t items[] = {{"response_type", "code"}, {"client_id", "a client&"},    {"state", "STATE&client_id=x"},
                                   {"resource", "https://a.example/"}, {"resource", "https://b.example/"}};
static const oas_pairs_t parameters = {.items = items, .count = 5};

static oas_status_t push(const char **uri, scripted_client_t *client, const oas_registration_t *who, oas_work_t *work)
{
    oas_forgive(work);
    return oas_pushed_request(uri, who, &provider, parameters, &client->client, work);
}

static size_t times(const char *text, const char *part)
{
    size_t count = 0;

    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

/* RFC 9126 §2.1 */
static void pushes_all_parameters_once_and_proves_who_we_are(void **state)
{
    scripted_client_t client = scripted_client();
    const char *uri, *form;

    script_answer(&client, 201, "application/json", TAKEN);
    assert_int_equal(push(&uri, &client, &registration, unit_work(state)), OAS_OK);
    assert_string_equal(uri, "urn:ietf:params:oauth:request_uri:abc");
    assert_string_equal(client.last.url, "https://op.example/par");
    assert_non_null(client.last.authorization);
    form = (const char *)client.last.form.data;
    assert_non_null(strstr(form, "response_type=code&state=STATE%26client_id%3Dx&"));
    assert_int_equal(times(form, "resource="), 2);
    assert_int_equal(times(form, "client_id=a+client%26"), 1);
}

/* RFC 6749 §3.1: a parameter must not be there more than once */
static void the_client_id_is_there_once_with_each_proof(void **state)
{
    static const oas_client_auth_t methods[] = {OAS_CLIENT_SECRET_BASIC, OAS_CLIENT_SECRET_POST, OAS_CLIENT_AUTH_NONE};
    const char *uri;

    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        scripted_client_t client = scripted_client();
        oas_registration_t who = registration;

        who.client_auth = methods[i];
        script_answer(&client, 201, "application/json", TAKEN);
        assert_int_equal(push(&uri, &client, &who, unit_work(state)), OAS_OK);
        assert_int_equal(times((const char *)client.last.form.data, "&client_id=a+client%26"), 1);
    }
}

static void is_wanted_where_it_is_configured_or_the_provider_takes_nothing_else(void **state)
{
    static const struct {
        oas_pushed_t pushed;
        bool required, wanted;
    } rows[] = {
        {OAS_PUSHED_AUTO, false, false}, {OAS_PUSHED_AUTO, true, true}, {OAS_PUSHED_ON, false, true},
        {OAS_PUSHED_ON, true, true},     {OAS_PUSHED_OFF, true, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_registration_t who = {.pushed = rows[i].pushed};
        const oas_provider_t whom = {.requires_pushed = rows[i].required};

        assert_int_equal(oas_pushed_request_is_wanted(&who, &whom), rows[i].wanted);
    }
}

/* RFC 9126 §2.2 */
static void refuses_an_answer_that_is_not_one(void **state)
{
    static const struct {
        int status;
        const char *type, *body, *reason;
        oas_status_t outcome;
    } rows[] = {
        {200, "application/json", TAKEN, "pushed_refused", OAS_REFUSED},
        {302, "text/html", "", "pushed_refused", OAS_REFUSED},
        {400, "application/json", "{\"error\":\"invalid_request\",\"error_description\":\"a\\nb\"}", "pushed_refused", OAS_REFUSED},
        {401, "application/json", "{\"error\":\"invalid_client\"}", "pushed_refused", OAS_REFUSED},
        {400, "text/html", "<p>no", "pushed_refused", OAS_REFUSED},
        {400, "application/json", "no JSON", "pushed_refused", OAS_REFUSED},
        {413, "", "", "pushed_refused", OAS_REFUSED},
        {429, "application/json", "{}", "pushed_unavailable", OAS_UNAVAILABLE},
        {503, "text/html", "", "pushed_unavailable", OAS_UNAVAILABLE},
        {201, "text/html", TAKEN, "pushed_answer", OAS_REFUSED},
        {201, "application/json", "{\"expires_in\":60}", "pushed_answer", OAS_REFUSED},
        {201, "application/json", "{\"request_uri\":\"\",\"expires_in\":60}", "pushed_answer", OAS_REFUSED},
        {201, "application/json", "{\"request_uri\":\"a b\",\"expires_in\":60}", "pushed_answer", OAS_REFUSED},
        {201, "application/json", "{\"request_uri\":[\"urn:a\"],\"expires_in\":60}", "pushed_answer", OAS_REFUSED},
        {201, "application/json", "{\"request_uri\":\"urn:a\"}", "pushed_answer", OAS_REFUSED},
        {201, "application/json", "{\"request_uri\":\"urn:a\",\"expires_in\":0}", "pushed_answer", OAS_REFUSED},
        {201, "application/json", "{\"request_uri\":\"urn:a\",\"expires_in\":\"60\"}", "pushed_answer", OAS_REFUSED},
        {201, "application/json", "[]", NULL, OAS_REFUSED},
        {201, "application/json", "", NULL, OAS_REFUSED},
    };
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        scripted_client_t client = scripted_client();
        const char *uri = "";

        script_answer(&client, rows[i].status, rows[i].type, rows[i].body);
        assert_int_equal(push(&uri, &client, &registration, work), rows[i].outcome);
        assert_null(uri);
        if (rows[i].reason != NULL)
            assert_reason(work, rows[i].reason);
        assert_null(strchr(work->failure, '\n'));
    }
}

static void refuses_a_request_uri_no_url_can_carry(void **state)
{
    scripted_client_t client = scripted_client();
    char *text = apr_pcalloc(unit_work(state)->pool, 1025 + 1);
    const char *uri;

    memset(text, 'u', 1024);
    script_answer(&client, 201, "application/json",
                  apr_psprintf(unit_work(state)->pool, "{\"request_uri\":\"%s\",\"expires_in\":1}", text));
    assert_int_equal(push(&uri, &client, &registration, unit_work(state)), OAS_OK);
    text[1024] = 'u';
    script_answer(&client, 201, "application/json",
                  apr_psprintf(unit_work(state)->pool, "{\"request_uri\":\"%s\",\"expires_in\":1}", text));
    assert_int_equal(push(&uri, &client, &registration, unit_work(state)), OAS_REFUSED);
    assert_reason(unit_work(state), "pushed_answer");
}

static void a_call_that_fails_is_not_repeated(void **state)
{
    scripted_client_t client = scripted_client();
    const char *uri;

    script_failure(&client, OAS_UNAVAILABLE);
    assert_int_equal(push(&uri, &client, &registration, unit_work(state)), OAS_UNAVAILABLE);
    assert_int_equal(client.call_count, 1);
    assert_null(uri);
}

static void without_an_endpoint_or_a_proof_nobody_is_asked(void **state)
{
    scripted_client_t client = scripted_client();
    const oas_provider_t without = {.issuer = "https://op.example"};
    oas_registration_t secretless = registration;
    const char *uri;

    assert_int_equal(oas_pushed_request(&uri, &registration, &without, parameters, &client.client, unit_work(state)),
                     OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "pushed_endpoint");
    secretless.client_secret = NULL;
    secretless.client_auth = OAS_CLIENT_SECRET_POST;
    assert_int_equal(push(&uri, &client, &secretless, unit_work(state)), OAS_MISCONFIGURED);
    assert_null(uri);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pushes_all_parameters_once_and_proves_who_we_are),
        cmocka_unit_test(the_client_id_is_there_once_with_each_proof),
        cmocka_unit_test(is_wanted_where_it_is_configured_or_the_provider_takes_nothing_else),
        cmocka_unit_test(refuses_an_answer_that_is_not_one),
        cmocka_unit_test(refuses_a_request_uri_no_url_can_carry),
        cmocka_unit_test(a_call_that_fails_is_not_repeated),
        cmocka_unit_test(without_an_endpoint_or_a_proof_nobody_is_asked),
    };
    return unit_run("pushed_request", tests, sizeof(tests) / sizeof(tests[0]));
}
