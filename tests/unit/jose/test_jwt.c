/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "jose/jwt.h"
#include "jose_signer.h"

static const char *const all[] = {"RS256", "PS256", "ES256", "EdDSA", "HS256", NULL};

static oas_status_t parse(oas_jwt_t **jwt, oas_work_t *work, const char *compact)
{
    oas_forgive(work);
    return oas_jwt_parse(jwt, compact, all, work);
}

static void assert_claims_refused(oas_work_t *work, const jose_signer_t *signer, const char *payload,
                                  const char *reason)
{
    oas_jwt_t *jwt;

    assert_int_equal(parse(&jwt, work, jose_token(work->pool, signer, payload)), OAS_REFUSED);
    assert_reason(work, reason);
    assert_null(jwt);
}

static void a_signed_token_gives_its_claims(void **state)
{
    oas_work_t *work = unit_work(state);
    jose_signer_t signer = jose_signer(work->pool, "ES256", "k");
    const char *payload = "{ \"iss\": \"https://op.example\", \"sub\":\"24\\u00e9\" }";
    const oas_jwk_set_t *keys;
    oas_jwt_t *jwt;

    assert_int_equal(oas_jwk_set_parse(&keys, oas_bytes_of(jose_signer_jwk_set(work->pool, &signer)), work), OAS_OK);
    assert_int_equal(parse(&jwt, work, jose_token(work->pool, &signer, payload)), OAS_OK);
    assert_string_equal(oas_json_string(jwt->claims, "sub"), "24\xc3\xa9");
    assert_string_equal((const char *)jwt->claims_text.data, payload);
    assert_int_equal(jwt->claims_text.length, strlen(payload));
    assert_string_equal(jwt->type, "JWT");
    assert_ptr_equal(jwt->algorithm, oas_algorithm_find("ES256"));
    assert_int_equal(oas_jwt_check_signature(jwt, keys, work), OAS_OK);
}

static void refuses_claims_with_another_signature(void **state)
{
    oas_work_t *work = unit_work(state);
    jose_signer_t signer = jose_signer(work->pool, "EdDSA", "k"), other = jose_signer(work->pool, "EdDSA", "k");
    const oas_jwk_set_t *keys;
    oas_jwt_t *jwt;

    assert_int_equal(oas_jwk_set_parse(&keys, oas_bytes_of(jose_signer_jwk_set(work->pool, &signer)), work), OAS_OK);
    assert_int_equal(parse(&jwt, work, jose_token(work->pool, &other, "{}")), OAS_OK);
    assert_int_equal(oas_jwt_check_signature(jwt, keys, work), OAS_REFUSED);
    assert_reason(work, "jwt_signature");
}

/* RFC 7519 §7.2 */
static void refuses_payloads_that_are_no_object(void **state)
{
    static const char *const payloads[] = {"[]", "\"{}\"", "null", "1", "true"};
    oas_work_t *work = unit_work(state);
    jose_signer_t signer = jose_signer(work->pool, "HS256", NULL);

    for (size_t i = 0; i < sizeof(payloads) / sizeof(*payloads); i++)
        assert_claims_refused(work, &signer, payloads[i], "json_not_an_object");
}

static void refuses_payloads_that_are_no_strict_json(void **state)
{
    static const char *const payloads[] = {
        "", "foo", "{", "{}{}", "{} x", "{'a':1}", "{\"a\":1,}", "\xef\xbb\xbf{}", "{\"a\":NaN}", "{\"a\":01}"};
    oas_work_t *work = unit_work(state);
    jose_signer_t signer = jose_signer(work->pool, "HS256", NULL);

    for (size_t i = 0; i < sizeof(payloads) / sizeof(*payloads); i++)
        assert_claims_refused(work, &signer, payloads[i], "json_syntax");
    assert_claims_refused(work, &signer, "{\"sub\":\"a\\u0000b\"}", "json_nul");
    assert_claims_refused(work, &signer, "{\"sub\":\"\xff\"}", "json_not_utf8");
    assert_claims_refused(work, &signer, "{\"exp\":1e999}", "json_number");
}

/* R-JWT-15, RFC 7519 §4 */
static void refuses_repeated_claims_at_every_level(void **state)
{
    oas_work_t *work = unit_work(state);
    jose_signer_t signer = jose_signer(work->pool, "HS256", NULL);

    assert_claims_refused(work, &signer, "{\"sub\":\"a\",\"sub\":\"b\"}", "json_repeated_member");
    assert_claims_refused(work, &signer, "{\"sub\":\"a\",\"sub\":\"a\"}", "json_repeated_member");
    assert_claims_refused(work, &signer, "{\"sub\":\"a\",\"\\u0073ub\":\"b\"}", "json_repeated_member");
    assert_claims_refused(work, &signer, "{\"a\":{\"b\":[{\"c\":1,\"c\":2}]}}", "json_repeated_member");
}

/* RFC 7519 §5.2, R-JWT-05 */
static void refuses_a_token_within_a_token(void **state)
{
    oas_work_t *work = unit_work(state);
    jose_signer_t signer = jose_signer(work->pool, "HS256", NULL);
    const char *inner = jose_token(work->pool, &signer, "{}");
    oas_jwt_t *jwt;

    assert_int_equal(
        parse(&jwt, work, jose_token_of(work->pool, &signer, "{\"alg\":\"HS256\",\"cty\":\"JWT\"}", inner)),
        OAS_REFUSED);
    assert_reason(work, "json_syntax");
}

static void refuses_what_is_no_signed_token(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_jwt_t *jwt;

    assert_int_equal(parse(&jwt, work, "e30.e30"), OAS_REFUSED);
    assert_reason(work, "jwt_form");
    assert_null(jwt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signed_token_gives_its_claims),
        cmocka_unit_test(refuses_claims_with_another_signature),
        cmocka_unit_test(refuses_payloads_that_are_no_object),
        cmocka_unit_test(refuses_payloads_that_are_no_strict_json),
        cmocka_unit_test(refuses_repeated_claims_at_every_level),
        cmocka_unit_test(refuses_a_token_within_a_token),
        cmocka_unit_test(refuses_what_is_no_signed_token),
    };

    return unit_run("jwt", tests, sizeof(tests) / sizeof(*tests));
}
