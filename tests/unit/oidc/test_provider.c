/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "oidc/provider.h"

#define ISSUER "https://op.example/tenant/"

static const char straight[] =
    "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"https://op.example/authorize?tenant=1\","
    "\"token_endpoint\":\"https://op.example/token\",\"userinfo_endpoint\":\"https://op.example/me\","
    "\"jwks_uri\":\"https://keys.example/set\",\"end_session_endpoint\":\"https://op.example/bye\","
    "\"response_types_supported\":[\"id_token code\",\"token code id_token\"],"
    "\"id_token_signing_alg_values_supported\":[\"none\",\"RS256\"],"
    "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"],"
    "\"token_endpoint_auth_signing_alg_values_supported\":[\"ES256\"],"
    "\"authorization_response_iss_parameter_supported\":true,"
    "\"pushed_authorization_request_endpoint\":\"https://op.example/par\",\"require_pushed_authorization_requests\":true,\"unknown\":{\"to\":[\"us\"]}}";

static oas_status_t parse(oas_provider_t **provider, const char *text, oas_work_t *work)
{
    return oas_provider_parse(provider, oas_bytes_of(text), ISSUER, work);
}

/* Metadata of our issuer with one more member. */
static const char *with(const char *member, oas_work_t *work)
{
    return apr_pstrcat(work->pool, "{\"issuer\":\"" ISSUER "\",", member, "}", NULL);
}

static void reads_what_a_login_needs_and_ignores_what_it_does_not_know(void **state)
{
    oas_provider_t *provider;

    assert_int_equal(parse(&provider, straight, unit_work(state)), OAS_OK);
    assert_string_equal(provider->issuer, ISSUER);
    assert_string_equal(provider->authorization_endpoint, "https://op.example/authorize?tenant=1");
    assert_string_equal(provider->token_endpoint, "https://op.example/token");
    assert_string_equal(provider->userinfo_endpoint, "https://op.example/me");
    assert_string_equal(provider->jwks_uri, "https://keys.example/set");
    assert_string_equal(provider->end_session_endpoint, "https://op.example/bye");
    assert_string_equal(provider->token_auth_methods[0], "client_secret_post");
    assert_null(provider->token_auth_methods[1]);
    assert_string_equal(provider->assertion_algorithms[0], "ES256");
    assert_string_equal(provider->signing_algorithms[1], "RS256");
    assert_null(provider->signing_algorithms[2]);
    assert_true(provider->announces_iss);
    assert_string_equal(provider->pushed_endpoint, "https://op.example/par");
    assert_true(provider->requires_pushed);
}

static void what_is_absent_null_or_empty_is_not_there(void **state)
{
    oas_provider_t *provider;
    const char *text = with("\"jwks_uri\":null,\"userinfo_endpoint\":\"\",\"end_session_endpoint\":null,"
                            "\"id_token_signing_alg_values_supported\":null,"
                            "\"authorization_response_iss_parameter_supported\":null",
                            unit_work(state));

    assert_int_equal(parse(&provider, text, unit_work(state)), OAS_OK);
    assert_null(provider->authorization_endpoint);
    assert_null(provider->jwks_uri);
    assert_null(provider->userinfo_endpoint);
    assert_null(provider->signing_algorithms);
    assert_null(provider->token_auth_methods);
    assert_false(provider->announces_iss);
}

static void accepts_http_on_this_machine(void **state)
{
    oas_provider_t *provider;
    const char *text = with("\"token_endpoint\":\"http://127.0.0.1:8080/token\"", unit_work(state));

    assert_int_equal(parse(&provider, text, unit_work(state)), OAS_OK);
    assert_string_equal(provider->token_endpoint, "http://127.0.0.1:8080/token");
}

/* OpenID Connect Discovery 1.0 §4.3 */
static void refuses_the_metadata_of_another_issuer(void **state)
{
    static const char *const others[] = {
        "{\"issuer\":\"https://op.example/tenant\"}",
        "{\"issuer\":\"https://op.example/tenant//\"}",
        "{\"issuer\":\"HTTPS://op.example/tenant/\"}",
        "{\"issuer\":\"" ISSUER " \"}",
        "{\"issuer\":[\"" ISSUER "\"]}",
        "{\"issuer\":null}",
        "{\"Issuer\":\"" ISSUER "\"}",
        "{}",
    };

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        oas_provider_t *provider;

        assert_int_equal(parse(&provider, others[i], &work), OAS_REFUSED);
        assert_null(provider);
        assert_reason(&work, "metadata_issuer");
    }
}

/* R-OUT-01 */
static void refuses_endpoints_that_may_not_be_called(void **state)
{
    static const struct {
        const char *member;
        const char *reason;
    } rows[] = {
        {"\"token_endpoint\":\"file:///etc/passwd\"", "url_malformed"},
        {"\"jwks_uri\":\"gopher://op.example/\"", "url_malformed"},
        {"\"userinfo_endpoint\":\"https://a@op.example/\"", "url_malformed"},
        {"\"authorization_endpoint\":\"https://op.example/#x\"", "url_malformed"},
        {"\"authorization_endpoint\":\"/authorize\"", "url_malformed"},
        {"\"jwks_uri\":\"http://169.254.169.254/latest\"", "url_not_secure"},
        {"\"token_endpoint\":\"http://op.example/token\"", "url_not_secure"},
        {"\"end_session_endpoint\":\"http://op.example/bye\"", "url_not_secure"},
        {"\"mtls_endpoint_aliases\":{\"token_endpoint\":\"http://mtls.example/token\"}", "url_not_secure"},
        {"\"mtls_endpoint_aliases\":{\"userinfo_endpoint\":\"file:///etc/passwd\"}", "url_malformed"},
        {"\"pushed_authorization_request_endpoint\":\"http://op.example/par\"", "url_not_secure"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        oas_provider_t *provider;

        assert_int_equal(parse(&provider, with(rows[i].member, &work), &work), OAS_REFUSED);
        assert_null(provider);
        assert_reason(&work, rows[i].reason);
    }
}

static void refuses_members_of_the_wrong_type(void **state)
{
    static const char *const members[] = {
        "\"token_endpoint\":1",
        "\"token_endpoint\":[\"https://op.example/token\"]",
        "\"userinfo_endpoint\":false",
        "\"mtls_endpoint_aliases\":[]",
        "\"mtls_endpoint_aliases\":\"https://mtls.example/\"",
        "\"mtls_endpoint_aliases\":{\"token_endpoint\":1}",
        "\"token_endpoint_auth_methods_supported\":\"client_secret_basic\"",
        "\"token_endpoint_auth_methods_supported\":[\"client_secret_basic\",1]",
        "\"id_token_signing_alg_values_supported\":{\"RS256\":true}",
        "\"authorization_response_iss_parameter_supported\":\"true\"",
        "\"authorization_response_iss_parameter_supported\":1",
        "\"require_pushed_authorization_requests\":\"true\"",
        "\"authorization_response_iss_parameter_supported\":\"false\"",
    };

    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        oas_provider_t *provider;

        assert_int_equal(parse(&provider, with(members[i], &work), &work), OAS_REFUSED);
        assert_null(provider);
        assert_reason(&work, "metadata_type");
    }
}

static void refuses_what_is_no_json_object(void **state)
{
    oas_provider_t *provider;

    assert_int_equal(parse(&provider, "<html>", unit_work(state)), OAS_REFUSED);
    assert_null(provider);
    assert_int_equal(parse(&provider, "[]", unit_work(state)), OAS_REFUSED);
    assert_null(provider);
}

static void refuses_metadata_beyond_its_ceiling(void **state)
{
    oas_work_t *work = unit_work(state);
    char *spaces = apr_palloc(work->pool, OAS_METADATA_LARGEST + 1);
    oas_provider_t *provider;

    memset(spaces, ' ', OAS_METADATA_LARGEST);
    spaces[OAS_METADATA_LARGEST] = '\0';
    assert_int_equal(parse(&provider, apr_pstrcat(work->pool, straight, spaces, NULL), work), OAS_REFUSED);
    assert_reason(work, "json_too_large");
}

/* OpenID Connect Discovery 1.0 §4.1 */
static void a_slash_at_the_end_of_the_issuer_is_neither_lost_nor_doubled(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_string_equal(oas_provider_metadata_url(pool, "https://op.example"),
                        "https://op.example/.well-known/openid-configuration");
    assert_string_equal(oas_provider_metadata_url(pool, ISSUER),
                        "https://op.example/tenant/.well-known/openid-configuration");
}

static void what_is_set_by_hand_wins(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_provider_t by_hand = {
        .issuer = ISSUER, .token_endpoint = "https://inside.example/token", .userinfo_endpoint = ""};
    oas_provider_t *discovered, *merged;

    assert_int_equal(parse(&discovered, straight, work), OAS_OK);
    merged = oas_provider_merge(&by_hand, discovered, work->pool);
    assert_string_equal(merged->token_endpoint, "https://inside.example/token");
    assert_string_equal(merged->userinfo_endpoint, "");
    assert_string_equal(merged->jwks_uri, "https://keys.example/set");
    assert_true(merged->announces_iss);
    assert_string_equal(oas_provider_merge(&by_hand, NULL, work->pool)->token_endpoint, "https://inside.example/token");
}

static void lists_are_of_the_one_who_has_them(void **state)
{
    static const char *const methods[] = {"client_secret_basic", NULL}, *const algorithms[] = {"ES256", NULL};
    oas_provider_t by_hand = {.token_auth_methods = methods};
    oas_work_t *work = unit_work(state);
    oas_provider_t *discovered, *merged;

    assert_int_equal(parse(&discovered, straight, work), OAS_OK);
    merged = oas_provider_merge(&by_hand, discovered, work->pool);
    assert_string_equal(merged->issuer, ISSUER);
    assert_string_equal(merged->token_auth_methods[0], "client_secret_basic");
    assert_string_equal(merged->signing_algorithms[1], "RS256");
    by_hand = (oas_provider_t){.issuer = "https://hand.example", .signing_algorithms = algorithms};
    merged = oas_provider_merge(&by_hand, discovered, work->pool);
    assert_string_equal(merged->issuer, "https://hand.example");
    assert_string_equal(merged->token_auth_methods[0], "client_secret_post");
    assert_string_equal(merged->signing_algorithms[0], "ES256");
}

static void a_flag_may_say_false(void **state)
{
    oas_provider_t *provider;
    const char *text = with("\"authorization_response_iss_parameter_supported\":false", unit_work(state));

    assert_int_equal(parse(&provider, text, unit_work(state)), OAS_OK);
    assert_false(provider->announces_iss);
}

static void names_the_endpoint_without_which_nobody_signs_in(void **state)
{
    oas_work_t first = oas_work(unit_work(state)->pool, OAS_TEST_NOW), second = first, third = first;
    oas_provider_t provider = {.issuer = ISSUER};

    assert_int_equal(oas_provider_check(&provider, &first), OAS_MISCONFIGURED);
    assert_reason(&first, "provider_endpoint");
    assert_non_null(strstr(first.failure, "authorization_endpoint"));
    provider.authorization_endpoint = "https://op.example/authorize";
    assert_int_equal(oas_provider_check(&provider, &second), OAS_MISCONFIGURED);
    assert_non_null(strstr(second.failure, "token_endpoint"));
    provider.token_endpoint = "https://op.example/token";
    assert_int_equal(oas_provider_check(&provider, &third), OAS_OK);
}

static oas_provider_t *with_aliases(const char *aliases, oas_work_t *work)
{
    const char *members = "\"token_endpoint\":\"https://op.example/token\",\"userinfo_endpoint\":\"https://op.example/me\","
                          "\"jwks_uri\":\"https://op.example/keys\",\"mtls_endpoint_aliases\":";
    oas_provider_t *provider;

    assert_int_equal(parse(&provider, with(apr_pstrcat(work->pool, members, aliases, NULL), work), work), OAS_OK);
    return provider;
}

/* RFC 8705 §5 */
static void who_shows_a_certificate_calls_the_alias(void **state)
{
    const oas_provider_t *provider =
        with_aliases("{\"token_endpoint\":\"https://mtls.example/token\",\"jwks_uri\":\"https://mtls.example/keys\"}",
                     unit_work(state));

    assert_string_equal(provider->token_endpoint, "https://op.example/token");
    assert_string_equal(oas_provider_mtls_url(provider, "https://op.example/token"), "https://mtls.example/token");
    assert_string_equal(oas_provider_mtls_url(provider, "https://op.example/me"), "https://op.example/me");
    assert_string_equal(oas_provider_mtls_url(provider, "https://op.example/keys"), "https://op.example/keys");
    assert_string_equal(oas_provider_mtls_url(provider, "https://else.example/"), "https://else.example/");
}

static void without_aliases_everybody_calls_the_endpoint_itself(void **state)
{
    static const char *const aliases[] = {"null", "{}", "{\"token_endpoint\":null}", "{\"token_endpoint\":\"\"}"};

    for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
        assert_string_equal(oas_provider_mtls_url(with_aliases(aliases[i], unit_work(state)), "https://op.example/token"),
                            "https://op.example/token");
}

static void an_endpoint_set_by_hand_has_no_alias(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_provider_t by_hand = {.token_endpoint = "https://hand.example/token"};
    const oas_provider_t *found = with_aliases("{\"token_endpoint\":\"https://mtls.example/token\","
                                               "\"userinfo_endpoint\":\"https://mtls.example/me\"}", work);
    const oas_provider_t *merged = oas_provider_merge(&by_hand, found, work->pool);

    assert_string_equal(oas_provider_mtls_url(merged, merged->token_endpoint), "https://hand.example/token");
    assert_string_equal(oas_provider_mtls_url(merged, merged->userinfo_endpoint), "https://mtls.example/me");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_a_login_needs_and_ignores_what_it_does_not_know),
        cmocka_unit_test(what_is_absent_null_or_empty_is_not_there),
        cmocka_unit_test(accepts_http_on_this_machine),
        cmocka_unit_test(refuses_the_metadata_of_another_issuer),
        cmocka_unit_test(refuses_endpoints_that_may_not_be_called),
        cmocka_unit_test(refuses_members_of_the_wrong_type),
        cmocka_unit_test(refuses_what_is_no_json_object),
        cmocka_unit_test(refuses_metadata_beyond_its_ceiling),
        cmocka_unit_test(a_slash_at_the_end_of_the_issuer_is_neither_lost_nor_doubled),
        cmocka_unit_test(what_is_set_by_hand_wins),
        cmocka_unit_test(lists_are_of_the_one_who_has_them),
        cmocka_unit_test(a_flag_may_say_false),
        cmocka_unit_test(names_the_endpoint_without_which_nobody_signs_in),
        cmocka_unit_test(who_shows_a_certificate_calls_the_alias),
        cmocka_unit_test(without_aliases_everybody_calls_the_endpoint_itself),
        cmocka_unit_test(an_endpoint_set_by_hand_has_no_alias),
    };
    return unit_run("provider", tests, sizeof(tests) / sizeof(tests[0]));
}
