/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>

#include "jose_signer.h"
#include "oidc/issuer_keys.h"

#define TENANT  "9122040d-6c67-4c5b-b112-36a304b66dad"
#define OTHER   "fabe2f15-40f8-48a2-b0b8-0a9ad0f7dab5"
#define LOGIN   "https://login.microsoftonline.com/"
#define OF_ALL  LOGIN "{tenantid}/v2.0"
#define OF(who) LOGIN who "/v2.0"

static jose_signer_t signer;

/* The signer's key, for this issuer. */
static oas_jwk_t key_for(const char *issuer, oas_work_t *work)
{
    const char *text = apr_pstrcat(work->pool, "{\"keys\":[", jose_signer_jwk(work->pool, &signer), "]}", NULL);
    const oas_jwk_set_t *set;
    oas_jwk_t key;

    assert_int_equal(oas_jwk_set_parse(&set, oas_bytes_of(text), work), OAS_OK);
    key = set->keys[0];
    key.issuer = issuer;
    return key;
}

static oas_status_t check(const oas_jwk_t *keys, size_t count, const char *claims, oas_work_t *work)
{
    static const char *const accepted[] = {"ES256", NULL};
    const oas_jwk_set_t set = {.keys = keys, .count = count};
    oas_jwt_t *jwt;

    oas_forgive(work);
    assert_int_equal(oas_jwt_parse(&jwt, jose_token(work->pool, &signer, claims), accepted, work), OAS_OK);
    assert_int_equal(oas_jwt_check_signature(jwt, &set, work), OAS_OK);
    return oas_issuer_check_key(jwt, &set, work);
}

static void a_key_that_names_no_issuer_signs_for_all(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t key = key_for(NULL, work);

    assert_int_equal(check(&key, 1, "{\"iss\":\"https://op.example\"}", work), OAS_OK);
    assert_int_equal(check(&key, 1, "{}", work), OAS_OK);
}

static void a_key_signs_for_its_issuer_or_for_the_tenant_of_the_token(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t all = key_for(OF_ALL, work), one = key_for(OF(TENANT), work);

    assert_int_equal(check(&all, 1, "{\"iss\":\"" OF(TENANT) "\",\"tid\":\"" TENANT "\"}", work), OAS_OK);
    assert_int_equal(check(&all, 1, "{\"iss\":\"" OF(OTHER) "\",\"tid\":\"" OTHER "\"}", work), OAS_OK);
    assert_int_equal(check(&one, 1, "{\"iss\":\"" OF(TENANT) "\",\"tid\":\"" TENANT "\"}", work), OAS_OK);
    assert_int_equal(check(&one, 1, "{\"iss\":\"" OF(TENANT) "\"}", work), OAS_OK);
}

static void a_key_signs_for_nobody_else(void **state)
{
    static const char *const rows[] = {
        "{\"iss\":\"" OF(OTHER) "\",\"tid\":\"" TENANT "x\"}", "{\"iss\":\"" OF(OTHER) "\"}",
        "{\"iss\":\"" OF(OTHER) "\",\"tid\":\"" TENANT "\"}",  "{\"iss\":\"" LOGIN TENANT "\",\"tid\":\"" TENANT "\"}",
        "{\"iss\":7,\"tid\":\"" TENANT "\"}",                  "{\"tid\":\"" TENANT "\"}",
        "{\"iss\":\"" OF_ALL "\",\"tid\":\"{tenantid}\"}",     "{}"};
    oas_work_t *work = unit_work(state);
    const oas_jwk_t all = key_for(OF_ALL, work), one = key_for(OF(TENANT), work);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(check(&all, 1, rows[i], work), OAS_REFUSED);
        assert_reason(work, "jwt_key_issuer");
        assert_int_equal(check(&one, 1, rows[i], work), OAS_REFUSED);
    }
}

/* A kid may stand twice in a set: which of the two it was counts. */
static void the_same_key_may_be_there_for_another_issuer_as_well(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t both[] = {key_for(OF(OTHER), work), key_for(OF(TENANT), work)};

    assert_int_equal(check(both, 2, "{\"iss\":\"" OF(TENANT) "\"}", work), OAS_OK);
    assert_int_equal(check(both, 2, "{\"iss\":\"https://op.example\"}", work), OAS_REFUSED);
}

static void a_key_of_the_issuer_that_did_not_sign_is_no_help(void **state)
{
    oas_work_t *work = unit_work(state);
    const jose_signer_t stranger = jose_signer(work->pool, "ES256", "k1"), mine = signer;
    oas_jwk_t keys[2];

    keys[0] = key_for(OF(OTHER), work);
    signer = stranger;
    keys[1] = key_for(OF(TENANT), work);
    signer = mine;
    assert_int_equal(check(keys, 2, "{\"iss\":\"" OF(TENANT) "\"}", work), OAS_REFUSED);
    assert_reason(work, "jwt_key_issuer");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_that_names_no_issuer_signs_for_all),
        cmocka_unit_test(a_key_signs_for_its_issuer_or_for_the_tenant_of_the_token),
        cmocka_unit_test(a_key_signs_for_nobody_else),
        cmocka_unit_test(the_same_key_may_be_there_for_another_issuer_as_well),
        cmocka_unit_test(a_key_of_the_issuer_that_did_not_sign_is_no_help),
    };
    apr_pool_t *pool;
    int failed;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    signer = jose_signer(pool, "ES256", "k1");
    failed = unit_run("issuer_keys", tests, sizeof(tests) / sizeof(tests[0]));
    apr_pool_destroy(pool);
    return failed;
}
