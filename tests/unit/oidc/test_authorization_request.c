/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "http/form.h"
#include "oidc/authorization_request.h"
#include "oidc/scripted_client.h"

#define ISSUER "https://op.example"

static const oas_provider_t provider = {.issuer = ISSUER,
                                        .authorization_endpoint = "https://op.example/authorize?tenant=1",
                                        .token_endpoint = "https://op.example/token"};

static const oas_authorization_request_t request = {
    .redirect_uri = "https://www.example.org/oauth/callback/op",
    .state = "STATE",
    .nonce = "NONCE",
    .verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
};

static oas_status_t url_of(const char **url, const oas_registration_t *registration, const oas_provider_t *whom,
                           const oas_authorization_request_t *what, oas_http_client_t *client, oas_work_t *work)
{
    const oas_authorization_server_t server = {.registration = registration, .provider = whom, .client = client};

    return oas_authorization_url(url, &server, what, work);
}

/* The parameters of the URL we would send the browser to. */
static oas_pairs_t ask(const oas_registration_t *registration, const oas_provider_t *whom, oas_work_t *work)
{
    const char *url;
    oas_pairs_t parameters;

    assert_int_equal(url_of(&url, registration, whom, &request, NULL, work), OAS_OK);
    assert_int_equal(oas_form_parse(&parameters, oas_bytes_of(strchr(url, '?') + 1), work), OAS_OK);
    return parameters;
}

static void asks_for_a_code_with_state_nonce_and_challenge(void **state)
{
    const oas_registration_t registration = {.name = "op", .client_id = "a client&"};
    oas_pairs_t sent = ask(&registration, &provider, unit_work(state));

    assert_string_equal(oas_pairs_get(sent, "tenant"), "1");
    assert_string_equal(oas_pairs_get(sent, "response_type"), "code");
    assert_string_equal(oas_pairs_get(sent, "client_id"), "a client&");
    assert_string_equal(oas_pairs_get(sent, "redirect_uri"), "https://www.example.org/oauth/callback/op");
    assert_string_equal(oas_pairs_get(sent, "scope"), "openid");
    assert_string_equal(oas_pairs_get(sent, "state"), "STATE");
    assert_string_equal(oas_pairs_get(sent, "nonce"), "NONCE");
    assert_string_equal(oas_pairs_get(sent, "code_challenge_method"), "S256");
}

/* RFC 7636 appendix B */
static void the_challenge_is_the_one_of_the_standards_example(void **state)
{
    const oas_registration_t registration = {.name = "op", .client_id = "id"};

    assert_string_equal(oas_pairs_get(ask(&registration, &provider, unit_work(state)), "code_challenge"),
                        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

/* OpenID Connect Core 1.0 §3.2.2.1, §3.3.2.1: nonce is REQUIRED; there is no code that a verifier could belong to. */
static void an_id_token_alone_is_asked_for_with_a_nonce_and_without_a_challenge(void **state)
{
    const oas_registration_t registration = {
        .name = "op", .client_id = "id", .response_type = OAS_TYPE_ID_TOKEN, .response_mode = OAS_MODE_FRAGMENT};
    oas_pairs_t sent = ask(&registration, &provider, unit_work(state));

    assert_string_equal(oas_pairs_get(sent, "response_type"), "id_token");
    assert_string_equal(oas_pairs_get(sent, "nonce"), "NONCE");
    assert_null(oas_pairs_get(sent, "response_mode"));
    assert_null(oas_pairs_get(sent, "code_challenge"));
    assert_null(oas_pairs_get(sent, "code_challenge_method"));
}

static void there_is_no_challenge_where_pkce_is_off(void **state)
{
    const oas_registration_t registration = {.name = "op", .client_id = "id", .without_pkce = true};
    oas_pairs_t sent = ask(&registration, &provider, unit_work(state));

    assert_null(oas_pairs_get(sent, "code_challenge"));
    assert_null(oas_pairs_get(sent, "code_challenge_method"));
}

static void a_form_is_asked_for_by_name(void **state)
{
    const oas_registration_t registration = {
        .name = "op", .client_id = "id", .response_type = OAS_TYPE_CODE_ID_TOKEN, .response_mode = OAS_MODE_FORM_POST};
    oas_pairs_t sent = ask(&registration, &provider, unit_work(state));

    assert_string_equal(oas_pairs_get(sent, "response_type"), "code id_token");
    assert_string_equal(oas_pairs_get(sent, "response_mode"), "form_post");
    assert_non_null(oas_pairs_get(sent, "code_challenge"));
}

static void the_verifier_stays_here(void **state)
{
    const oas_registration_t registration = {.name = "op", .client_id = "id", .client_secret = "hidden"};
    const char *url;

    assert_int_equal(url_of(&url, &registration, &provider, &request, NULL, unit_work(state)), OAS_OK);
    assert_null(strstr(url, request.verifier));
    assert_null(strstr(url, "hidden"));
}

static void plain_oauth_is_asked_for_no_nonce_and_the_configured_scope(void **state)
{
    oas_registration_t registration = {.name = "op", .client_id = "id"};
    oas_provider_t plain = provider;
    oas_pairs_t sent;

    plain.issuer = NULL;
    sent = ask(&registration, &plain, unit_work(state));
    assert_null(oas_pairs_get(sent, "nonce"));
    assert_null(oas_pairs_get(sent, "scope"));
    assert_non_null(oas_pairs_get(sent, "code_challenge"));
    registration.scope = "read:user";
    assert_string_equal(oas_pairs_get(ask(&registration, &plain, unit_work(state)), "scope"), "read:user");
}

/* OpenID Connect Core 1.0 §3.1.2.1 */
static void an_issuer_is_always_asked_for_openid(void **state)
{
    static const struct {
        const char *configured;
        const char *sent;
    } rows[] = {
        {"openid profile", "openid profile"},
        {"profile openid", "profile openid"},
        {"profile email", "openid profile email"},
        {"openid2 xopenid", "openid openid2 xopenid"},
        {"", "openid "},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_registration_t registration = {.name = "op", .client_id = "id", .scope = rows[i].configured};

        assert_string_equal(oas_pairs_get(ask(&registration, &provider, unit_work(state)), "scope"), rows[i].sent);
    }
}

static void sends_what_is_configured_besides(void **state)
{
    const oas_pair_t pairs[] = {{"prompt", "login"}, {"ui_locales", "de fr"}};
    const oas_registration_t registration = {
        .name = "op", .client_id = "id", .authorization_parameters = {.items = pairs, .count = 2}};
    oas_pairs_t sent = ask(&registration, &provider, unit_work(state));

    assert_string_equal(oas_pairs_get(sent, "prompt"), "login");
    assert_string_equal(oas_pairs_get(sent, "ui_locales"), "de fr");
}

/* RFC 8707 §2.1 */
static void names_each_resource(void **state)
{
    static const char *const resources[] = {"https://a.example/", "urn:b", NULL};
    const oas_registration_t registration = {.name = "op", .client_id = "id", .resources = resources};
    const char *url;

    assert_int_equal(url_of(&url, &registration, &provider, &request, NULL, unit_work(state)), OAS_OK);
    assert_non_null(strstr(url, "&resource=https%3A%2F%2Fa.example%2F&resource=urn%3Ab"));
}

static void sends_what_the_link_passed(void **state)
{
    const oas_pair_t pairs[] = {{"login_hint", "ann&state=x"}};
    const oas_registration_t registration = {.name = "op", .client_id = "id"};
    oas_authorization_request_t passing = request;
    const char *url;

    passing.passed = (oas_pairs_t){.items = pairs, .count = 1};
    assert_int_equal(url_of(&url, &registration, &provider, &passing, NULL, unit_work(state)), OAS_OK);
    assert_non_null(strstr(url, "&login_hint=ann%26state%3Dx"));
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
        cmocka_unit_test(asks_for_a_code_with_state_nonce_and_challenge),
        cmocka_unit_test(the_challenge_is_the_one_of_the_standards_example),
        cmocka_unit_test(an_id_token_alone_is_asked_for_with_a_nonce_and_without_a_challenge),
        cmocka_unit_test(there_is_no_challenge_where_pkce_is_off),
        cmocka_unit_test(a_form_is_asked_for_by_name),
        cmocka_unit_test(the_verifier_stays_here),
        cmocka_unit_test(plain_oauth_is_asked_for_no_nonce_and_the_configured_scope),
        cmocka_unit_test(an_issuer_is_always_asked_for_openid),
        cmocka_unit_test(sends_what_is_configured_besides),
        cmocka_unit_test(names_each_resource),
        cmocka_unit_test(sends_what_the_link_passed),
        cmocka_unit_test(a_pushed_request_leaves_only_a_reference_to_the_browser),
        cmocka_unit_test(refuses_to_write_a_url_that_no_server_takes),
        cmocka_unit_test(says_that_there_is_no_authorization_endpoint),
    };
    return unit_run("authorization_request", tests, sizeof(tests) / sizeof(tests[0]));
}
