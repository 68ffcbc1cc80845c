/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "oidc/issuer.h"

#define TENANT "9122040d-6c67-4c5b-b112-36a304b66dad"

static const char template[] = "https://login.example/{tenantid}/v2.0";

static const char *issuer_for(const char *issuer, const char *claims, oas_work_t *work)
{
    const oas_json_t *json;

    assert_int_equal(oas_json_parse_object(&json, oas_bytes_of(claims), 1024, "claims", work), OAS_OK);
    return oas_issuer_of(issuer, json, work->pool);
}

static void an_issuer_without_a_place_is_itself(void **state)
{
    assert_false(oas_issuer_has_tenants("https://op.example"));
    assert_string_equal(issuer_for("https://op.example", "{\"tid\":\"" TENANT "\"}", unit_work(state)),
                        "https://op.example");
    assert_string_equal(issuer_for("https://op.example", "{}", unit_work(state)), "https://op.example");
}

static void a_place_is_filled_with_the_tokens_tenant(void **state)
{
    assert_true(oas_issuer_has_tenants(template));
    assert_string_equal(issuer_for(template, "{\"tid\":\"" TENANT "\"}", unit_work(state)),
                        "https://login.example/" TENANT "/v2.0");
}

static void what_is_no_tenant_fills_no_place(void **state)
{
    static const char *const claims[] = {
        "{}",
        "{\"tid\":null}",
        "{\"tid\":7}",
        "{\"tid\":\"\"}",
        "{\"tid\":\"common\"}",
        "{\"tid\":\"{tenantid}\"}",
        "{\"tid\":\"9122040d-6c67-4c5b-b112-36a304b66da\"}",
        "{\"tid\":\"" TENANT "0\"}",
        "{\"tid\":\"" TENANT "/\"}",
        "{\"tid\":\"9122040D-6C67-4C5B-B112-36A304B66DAD\"}",
        "{\"tid\":\"9122040d-6c67-4c5b-b112-36a304b66da/\"}",
        "{\"tid\":\"9122040d06c6704c5b0b112036a304b66dad\"}",
        "{\"tid\":[\"" TENANT "\"]}",
    };

    for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++)
        assert_null(issuer_for(template, claims[i], unit_work(state)));
}

static void without_claims_any_tenant_fits_and_nothing_else(void **state)
{
    static const char *const others[] = {
        "https://op.example/" TENANT "/v2.0/", "https://op.example/" TENANT, "https://op.example/{tenantid}/v2.0",
        "https://op.example//v2.0", "https://op.example/" TENANT "x/v2.0", "https://op.example.org/" TENANT "/v2.0", ""};
    const char *many = "https://op.example/{tenantid}/v2.0";

    (void)state;
    assert_true(oas_issuer_fits(many, "https://op.example/" TENANT "/v2.0"));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_false(oas_issuer_fits(many, others[i]));
    assert_true(oas_issuer_fits("https://op.example", "https://op.example"));
    assert_false(oas_issuer_fits("https://op.example", "https://op.example/"));
    assert_false(oas_issuer_fits(many, NULL));
    assert_false(oas_issuer_fits(NULL, NULL));
    assert_false(oas_issuer_fits(NULL, "https://op.example"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_issuer_without_a_place_is_itself),
        cmocka_unit_test(a_place_is_filled_with_the_tokens_tenant),
        cmocka_unit_test(what_is_no_tenant_fills_no_place),
        cmocka_unit_test(without_claims_any_tenant_fits_and_nothing_else),
    };

    return unit_run("issuer", tests, sizeof(tests) / sizeof(tests[0]));
}
