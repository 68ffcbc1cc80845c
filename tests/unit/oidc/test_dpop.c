/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "jose/jwt.h"
#include "jose/thumbprint.h"
#include "oidc/dpop.h"

static const char access_token[] = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"; /* of RFC 9449 §7.1, with its hash */
static const char access_token_hash[] = "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo";

static const oas_dpop_t *dpop_of(oas_work_t *work, const char *key_line, const char *provider)
{
    oas_keyring_t *ring;
    const oas_dpop_t *dpop;

    assert_int_equal(oas_keyring_parse(&ring, oas_bytes_of(key_line), work), OAS_OK);
    assert_int_equal(oas_dpop_derive(&dpop, oas_keyring_current(ring), provider, work), OAS_OK);
    return dpop;
}

static const char one_key[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=";
static const char other_key[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAI=";

/* The proof for this call, checked with the key that stands in it. */
static const oas_json_t *claims_of(oas_http_call_t *call, const char *token, const char *nonce, oas_work_t *work)
{
    const oas_dpop_t *dpop = dpop_of(work, one_key, "op");
    oas_jwk_set_t set = {.count = 1};
    oas_jwt_t *jwt;

    assert_int_equal(oas_dpop_prove(call, dpop, token, nonce, work), OAS_OK);
    assert_int_equal(oas_jwt_parse(&jwt, call->dpop, oas_algorithms_default, work), OAS_OK);
    assert_string_equal(jwt->type, "dpop+jwt");
    assert_null(jwt->compact->kid);
    assert_int_equal(
        oas_jwk_parse(&set.keys, oas_json_member(jwt->compact->header, "jwk"), OAS_USE_SIGNATURE, work), OAS_OK);
    assert_int_equal(oas_jwt_check_signature(jwt, &set, work), OAS_OK);
    return jwt->claims;
}

/* RFC 9449 §4.2 */
static void a_proof_says_for_which_request_it_is(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_http_call_t call = {.url = "https://op.example/token?tenant=1#x", .form = oas_bytes_of("grant_type=x")};
    const oas_json_t *claims = claims_of(&call, NULL, NULL, work);
    int64_t issued;

    assert_string_equal(oas_json_string(claims, "htm"), "POST");
    assert_string_equal(oas_json_string(claims, "htu"), "https://op.example/token");
    assert_true(oas_json_integer(&issued, claims, "iat", 0, INT64_MAX / 2048));
    assert_int_equal(issued, apr_time_sec(OAS_TEST_NOW));
    assert_null(oas_json_member(claims, "ath"));
    assert_null(oas_json_member(claims, "nonce"));
}

static void a_proof_with_a_token_has_its_hash(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_http_call_t call = {.url = "https://op.example/userinfo"};
    const oas_json_t *claims = claims_of(&call, access_token, "n-0S6", work);

    assert_string_equal(oas_json_string(claims, "htm"), "GET");
    assert_string_equal(oas_json_string(claims, "ath"), access_token_hash);
    assert_string_equal(oas_json_string(claims, "nonce"), "n-0S6");
}

static void no_two_proofs_are_the_same(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_http_call_t call = {.url = "https://op.example/userinfo"};
    const char *first = oas_json_string(claims_of(&call, NULL, NULL, work), "jti");

    assert_int_equal(strlen(first), 22);
    assert_string_not_equal(first, oas_json_string(claims_of(&call, NULL, NULL, work), "jti"));
}

static void the_key_belongs_to_the_servers_key_and_the_provider(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_dpop_t *dpop = dpop_of(work, one_key, "op");

    assert_string_equal(dpop->thumbprint, dpop_of(work, one_key, "op")->thumbprint);
    assert_string_not_equal(dpop->thumbprint, dpop_of(work, one_key, "other")->thumbprint);
    assert_string_not_equal(dpop->thumbprint, dpop_of(work, other_key, "op")->thumbprint);
    assert_null(strstr(dpop->jwk, "\"d\""));
}

static const char *asked(int status, const char *type, const char *body, const char *nonce, oas_work_t *work)
{
    const oas_http_answer_t answer = {.status = status, .content_type = type, .dpop_nonce = nonce,
                                      .body = oas_bytes_of(body)};

    return oas_dpop_nonce_asked(&answer, work);
}

/* RFC 9449 §8, §9 */
static void a_nonce_is_asked_for_in_two_ways(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_string_equal(asked(400, "application/json", "{\"error\":\"use_dpop_nonce\"}", "n", work), "n");
    assert_string_equal(asked(401, "text/plain", "", "n", work), "n");
}

static void all_other_answers_ask_for_no_nonce(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_null(asked(400, "application/json", "{\"error\":\"use_dpop_nonce\"}", NULL, work));
    assert_null(asked(401, "application/json", "{}", NULL, work));
    assert_null(asked(200, "application/json", "{\"error\":\"use_dpop_nonce\"}", "n", work));
    assert_null(asked(400, "text/html", "{\"error\":\"use_dpop_nonce\"}", "n", work));
    assert_null(asked(400, "application/json", "{\"error\":\"invalid_grant\"}", "n", work));
    assert_null(asked(400, "application/json", "use_dpop_nonce", "n", work));
    assert_null(asked(500, "application/json", "{\"error\":\"use_dpop_nonce\"}", "n", work));
    assert_null(work->reason);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_proof_says_for_which_request_it_is),
        cmocka_unit_test(a_proof_with_a_token_has_its_hash),
        cmocka_unit_test(no_two_proofs_are_the_same),
        cmocka_unit_test(the_key_belongs_to_the_servers_key_and_the_provider),
        cmocka_unit_test(a_nonce_is_asked_for_in_two_ways),
        cmocka_unit_test(all_other_answers_ask_for_no_nonce),
    };

    return unit_run("dpop", tests, sizeof(tests) / sizeof(*tests));
}
