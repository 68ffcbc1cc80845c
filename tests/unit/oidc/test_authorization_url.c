/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "oidc/authorization_url.h"
#include "oidc/scripted_client.h"

#define ISSUER "https://op.example"

static const oas_provider_t provider = {.issuer = ISSUER,
                                        .authorization_endpoint = "https://op.example/authorize?tenant=1",
                                        .token_endpoint = "https://op.example/token"};

static const oas_authorization_request_t request = {
    .redirect_uri = "https://www.example.org/oauth/callback/op",
    .state = "STATE",
    .nonce = "NONCE",
    .object_uri = "https://www.example.org/oauth/request?state=STATE",
    .verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
};

static oas_status_t url_of(const char **url, const oas_registration_t *registration, const oas_provider_t *whom,
                           const oas_authorization_request_t *what, oas_http_client_t *client, oas_work_t *work)
{
    const oas_authorization_server_t server = {.registration = registration, .provider = whom, .client = client};

    return oas_authorization_url(url, &server, what, work);
}

static void the_parameters_are_added_to_the_endpoints_own(void **state)
{
    static const char beginning[] = "https://op.example/authorize?tenant=1&response_type=code&client_id=a+client%26&";
    const oas_registration_t registration = {.name = "op", .client_id = "a client&"};
    const char *url;

    assert_int_equal(url_of(&url, &registration, &provider, &request, NULL, unit_work(state)), OAS_OK);
    assert_memory_equal(url, beginning, sizeof(beginning) - 1);
    assert_non_null(strstr(url, "&state=STATE&"));
}

static void the_verifier_stays_here(void **state)
{
    const oas_registration_t registration = {.name = "op", .client_id = "id", .client_secret = "hidden"};
    const char *url;

    assert_int_equal(url_of(&url, &registration, &provider, &request, NULL, unit_work(state)), OAS_OK);
    assert_null(strstr(url, request.verifier));
    assert_null(strstr(url, "hidden"));
}

/* RFC 9126 §4 */
static void a_pushed_request_leaves_only_a_reference_to_the_browser(void **state)
{
    const oas_registration_t registration = {
        .name = "op", .client_id = "a b", .client_secret = "s", .pushed = OAS_PUSHED_ON};
    scripted_client_t client = scripted_client();
    oas_provider_t pushing = provider;
    const char *url;

    pushing.pushed_endpoint = "https://op.example/par";
    script_answer(&client, 201, "application/json", "{\"request_uri\":\"urn:x:1\",\"expires_in\":5}");
    assert_int_equal(url_of(&url, &registration, &pushing, &request, &client.client, unit_work(state)), OAS_OK);
    assert_string_equal(url, "https://op.example/authorize?tenant=1&client_id=a+b&request_uri=urn%3Ax%3A1");
    assert_non_null(strstr((const char *)client.last.form.data, "&state=STATE"));
    script_failure(&client, OAS_UNAVAILABLE);
    assert_int_equal(url_of(&url, &registration, &pushing, &request, &client.client, unit_work(state)),
                     OAS_UNAVAILABLE);
    assert_null(url);
}

static const char *const unsigned_only[] = {"none", NULL};

/* OpenID Connect Core 1.0 §6.1 */
static void an_object_takes_the_place_of_all_but_what_makes_a_request(void **state)
{
    static const char beginning[] =
        "https://op.example/authorize?tenant=1&response_type=code&client_id=id&redirect_uri="
        "https%3A%2F%2Fwww.example.org%2Foauth%2Fcallback%2Fop&scope=openid&request=eyJhbGciOiJub25lIn0.";
    const oas_registration_t registration = {.name = "op",
                                             .client_id = "id",
                                             .request_object = {OAS_REQUEST_OBJECT_VALUE, unsigned_only, NULL, NULL}};
    const char *url;

    assert_int_equal(url_of(&url, &registration, &provider, &request, NULL, unit_work(state)), OAS_OK);
    assert_memory_equal(url, beginning, sizeof(beginning) - 1);
    assert_null(strstr(url, "STATE"));
}

static void a_reference_takes_its_place_unless_it_is_pushed(void **state)
{
    oas_registration_t registration = {.name = "op",
                                       .client_id = "id",
                                       .client_secret = "s",
                                       .request_object = {OAS_REQUEST_OBJECT_REFERENCE, unsigned_only, NULL, NULL}};
    scripted_client_t client = scripted_client();
    oas_provider_t pushing = provider;
    const char *url;

    pushing.pushed_endpoint = "https://op.example/par";
    assert_int_equal(url_of(&url, &registration, &pushing, &request, NULL, unit_work(state)), OAS_OK);
    assert_non_null(strstr(url, "&scope=openid&request_uri=https%3A%2F%2Fwww.example.org%2Foauth%2Frequest%3Fstate%3DSTATE"));
    registration.pushed = OAS_PUSHED_ON;
    script_answer(&client, 201, "application/json", "{\"request_uri\":\"urn:x:1\",\"expires_in\":5}");
    assert_int_equal(url_of(&url, &registration, &pushing, &request, &client.client, unit_work(state)), OAS_OK);
    assert_memory_equal(client.last.form.data, "request=eyJ", 11);
    assert_null(strstr((const char *)client.last.form.data, "request_uri"));
    assert_null(strstr((const char *)client.last.form.data, "scope="));
    assert_non_null(strstr((const char *)client.last.form.data, "&client_id=id"));
}

static void an_object_that_can_not_be_made_is_not_replaced_by_anything(void **state)
{
    const oas_registration_t registration = {
        .name = "op", .client_id = "id", .request_object = {OAS_REQUEST_OBJECT_VALUE, NULL, NULL, NULL}};
    const char *url;

    assert_int_equal(url_of(&url, &registration, &provider, &request, NULL, unit_work(state)), OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "own_key");
    assert_null(url);
}

static void refuses_to_write_a_url_that_no_server_takes(void **state)
{
    char value[6000];
    const oas_pair_t pair = {"claims", value};
    const oas_registration_t registration = {
        .name = "op", .client_id = "id", .authorization_parameters = {.items = &pair, .count = 1}};
    const char *url;

    memset(value, 'a', sizeof(value) - 1);
    value[sizeof(value) - 1] = '\0';
    assert_int_equal(url_of(&url, &registration, &provider, &request, NULL, unit_work(state)),
                     OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "authorization_url_length");
    assert_null(url);
}

static void says_that_there_is_no_authorization_endpoint(void **state)
{
    const oas_registration_t registration = {.name = "op", .client_id = "id"};
    const oas_provider_t empty = {.issuer = ISSUER};
    const char *url;

    assert_int_equal(url_of(&url, &registration, &empty, &request, NULL, unit_work(state)), OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "provider_endpoint");
    assert_null(url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_parameters_are_added_to_the_endpoints_own),
        cmocka_unit_test(the_verifier_stays_here),
        cmocka_unit_test(a_pushed_request_leaves_only_a_reference_to_the_browser),
        cmocka_unit_test(an_object_takes_the_place_of_all_but_what_makes_a_request),
        cmocka_unit_test(a_reference_takes_its_place_unless_it_is_pushed),
        cmocka_unit_test(an_object_that_can_not_be_made_is_not_replaced_by_anything),
        cmocka_unit_test(refuses_to_write_a_url_that_no_server_takes),
        cmocka_unit_test(says_that_there_is_no_authorization_endpoint),
    };
    return unit_run("authorization_url", tests, sizeof(tests) / sizeof(tests[0]));
}
