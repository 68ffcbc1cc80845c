/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "oidc/authorization_request.h"

#define ISSUER "https://op.example"

static const oas_provider_t provider = {.issuer = ISSUER,
                                        .authorization_endpoint = "https://op.example/authorize",
                                        .token_endpoint = "https://op.example/token"};

static const oas_authorization_request_t request = {
    .redirect_uri = "https://www.example.org/oauth/callback/op",
    .state = "STATE",
    .nonce = "NONCE",
    .verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
};

/* What we ask. */
static oas_pairs_t ask(const oas_registration_t *registration, const oas_provider_t *whom, oas_work_t *work)
{
    oas_pairs_t parameters;

    assert_int_equal(oas_authorization_parameters(&parameters, registration, whom, &request, work), OAS_OK);
    return parameters;
}

static void asks_for_a_code_with_state_nonce_and_challenge(void **state)
{
    const oas_registration_t registration = {.name = "op", .client_id = "a client&"};
    oas_pairs_t sent = ask(&registration, &provider, unit_work(state));

    assert_string_equal(oas_pairs_get(sent, "response_type"), "code");
    assert_string_equal(oas_pairs_get(sent, "client_id"), "a client&");
    assert_string_equal(oas_pairs_get(sent, "redirect_uri"), "https://www.example.org/oauth/callback/op");
    assert_string_equal(oas_pairs_get(sent, "scope"), "openid");
    assert_string_equal(oas_pairs_get(sent, "state"), "STATE");
    assert_string_equal(oas_pairs_get(sent, "nonce"), "NONCE");
    assert_string_equal(oas_pairs_get(sent, "code_challenge_method"), "S256");
}

static void what_a_page_asks_stands_in_the_place_of_what_is_fixed(void **state)
{
    static const oas_pair_t fixed[] = {{"prompt", "consent"}, {"max_age", "600"}, {"display", "page"}};
    static const oas_pair_t once[] = {{"max_age", "300"}, {"acr_values", "gold"}, {"prompt", "login"}};
    const oas_registration_t registration = {.name = "op", .client_id = "id", .authorization_parameters = {fixed, 3}};
    oas_work_t *work = unit_work(state);
    oas_authorization_request_t stronger = request;
    oas_pairs_t usual = ask(&registration, &provider, work), sent;

    stronger.passed = (oas_pairs_t){once, 3};
    assert_int_equal(oas_authorization_parameters(&sent, &registration, &provider, &stronger, work), OAS_OK);
    assert_int_equal(sent.count, usual.count + 1);
    assert_string_equal(oas_pairs_get(sent, "prompt"), "login");
    assert_string_equal(oas_pairs_get(sent, "max_age"), "300");
    assert_string_equal(oas_pairs_get(sent, "acr_values"), "gold");
    assert_string_equal(oas_pairs_get(sent, "display"), "page");
}

static void the_shorter_max_age_stands(void **state)
{
    static const oas_pair_t fixed = {"max_age", "60"}, once = {"max_age", "300"};
    const oas_registration_t registration = {.name = "op", .client_id = "id", .authorization_parameters = {&fixed, 1}};
    oas_work_t *work = unit_work(state);
    oas_authorization_request_t stronger = request;
    oas_pairs_t usual = ask(&registration, &provider, work), sent;

    stronger.passed = (oas_pairs_t){&once, 1};
    assert_int_equal(oas_authorization_parameters(&sent, &registration, &provider, &stronger, work), OAS_OK);
    assert_int_equal(sent.count, usual.count);
    assert_string_equal(oas_pairs_get(sent, "max_age"), "60");
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
    oas_pairs_t sent = ask(&registration, &provider, unit_work(state));
    const oas_pair_t *last = &sent.items[sent.count - 1];

    assert_string_equal(oas_pairs_get(sent, "resource"), "https://a.example/");
    assert_string_equal(last->name, "resource");
    assert_string_equal(last->value, "urn:b");
}

static void sends_what_the_link_passed(void **state)
{
    const oas_pair_t pairs[] = {{"login_hint", "ann&state=x"}};
    const oas_registration_t registration = {.name = "op", .client_id = "id"};
    oas_authorization_request_t passing = request;
    oas_pairs_t sent;

    passing.passed = (oas_pairs_t){.items = pairs, .count = 1};
    assert_int_equal(oas_authorization_parameters(&sent, &registration, &provider, &passing, unit_work(state)), OAS_OK);
    assert_string_equal(oas_pairs_get(sent, "login_hint"), "ann&state=x");
    assert_string_equal(oas_pairs_get(sent, "state"), "STATE");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_for_a_code_with_state_nonce_and_challenge),
        cmocka_unit_test(what_a_page_asks_stands_in_the_place_of_what_is_fixed),
        cmocka_unit_test(the_shorter_max_age_stands),
        cmocka_unit_test(the_challenge_is_the_one_of_the_standards_example),
        cmocka_unit_test(an_id_token_alone_is_asked_for_with_a_nonce_and_without_a_challenge),
        cmocka_unit_test(there_is_no_challenge_where_pkce_is_off),
        cmocka_unit_test(a_form_is_asked_for_by_name),
        cmocka_unit_test(plain_oauth_is_asked_for_no_nonce_and_the_configured_scope),
        cmocka_unit_test(an_issuer_is_always_asked_for_openid),
        cmocka_unit_test(sends_what_is_configured_besides),
        cmocka_unit_test(names_each_resource),
        cmocka_unit_test(sends_what_the_link_passed),
    };
    return unit_run("authorization_request", tests, sizeof(tests) / sizeof(tests[0]));
}
