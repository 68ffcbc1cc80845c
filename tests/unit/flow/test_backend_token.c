/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>

#include "flow/backend_token.h"
#include "jose/jwt.h"
#include "jose/private_key.h"

enum { DAY = 86400 };

static const oas_pair_t claims[] = {{"sub", "root"}, {"iss", "evil"}, {"exp", "9"}, {"provider", "evil"}, {"email", "ada@example.org"}};

static oas_session_t session_until(apr_time_t end)
{
    return (oas_session_t){
        .head = {.created = OAS_TEST_NOW, .last_used = OAS_TEST_NOW, .expires = end, .idle_timeout = apr_time_from_sec(DAY)},
        .face = {.user = "ada", .provider = "main", .claims = {claims, sizeof(claims) / sizeof(claims[0])}}};
}

static const oas_backend_token_t token = {.issuer = "https://site.example", .audience = "https://site.example/app", .user = "ada"};

static oas_jwk_set_t keys_of(oas_use_t use, oas_work_t *work)
{
    const oas_jwk_t *made;
    oas_jwk_t *key;

    assert_int_equal(oas_private_key_generate(&made, "P-256", work), OAS_OK);
    key = apr_pmemdup(work->pool, made, sizeof(*made));
    key->use = use;
    return (oas_jwk_set_t){.keys = key, .count = 1};
}

static void says_what_we_say_and_no_claim_in_our_name(void **state)
{
    static const char *const algorithms[] = {"ES256", NULL};
    oas_work_t *work = unit_work(state);
    const oas_session_t session = session_until(OAS_TEST_NOW + apr_time_from_sec(DAY));
    const oas_jwk_set_t keys = keys_of(OAS_USE_ANY, work);
    apr_time_t expires;
    const char *compact;
    oas_jwt_t *jwt;
    int64_t seconds;

    assert_int_equal(oas_backend_token_sign(&compact, &expires, &token, &session, &keys, work), OAS_OK);
    assert_int_equal(oas_jwt_parse(&jwt, compact, algorithms, work), OAS_OK);
    assert_int_equal(oas_jwt_check_signature(jwt, &keys, work), OAS_OK);
    assert_string_equal(jwt->compact->kid, keys.keys[0].kid);
    assert_string_equal(oas_json_string(jwt->claims, "iss"), "https://site.example");
    assert_string_equal(oas_json_string(jwt->claims, "aud"), "https://site.example/app");
    assert_string_equal(oas_json_string(jwt->claims, "sub"), "ada");
    assert_string_equal(oas_json_string(jwt->claims, "provider"), "main");
    assert_string_equal(oas_json_string(jwt->claims, "email"), "ada@example.org");
    assert_true(oas_json_integer(&seconds, jwt->claims, "iat", apr_time_sec(OAS_TEST_NOW), apr_time_sec(OAS_TEST_NOW)));
    assert_true(oas_json_integer(&seconds, jwt->claims, "exp", apr_time_sec(expires), apr_time_sec(expires)));
    assert_int_equal(expires, OAS_TEST_NOW + apr_time_from_sec(OAS_BACKEND_TOKEN_SECONDS));
}

static void ends_with_the_session(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_session_t session = session_until(OAS_TEST_NOW + apr_time_from_sec(5));
    const oas_jwk_set_t keys = keys_of(OAS_USE_SIGNATURE, work);
    apr_time_t expires;
    const char *compact;

    assert_int_equal(oas_backend_token_sign(&compact, &expires, &token, &session, &keys, work), OAS_OK);
    assert_int_equal(expires, OAS_TEST_NOW + apr_time_from_sec(5));
}

static void without_a_key_that_signs_there_is_none(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_session_t session = session_until(OAS_TEST_NOW + apr_time_from_sec(DAY));
    const oas_jwk_set_t keys = keys_of(OAS_USE_ENCRYPTION, work);
    apr_time_t expires;
    const char *compact = "x";

    assert_int_equal(oas_backend_token_sign(&compact, &expires, &token, &session, &keys, work), OAS_MISCONFIGURED);
    assert_reason(work, "own_key");
    assert_null(compact);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_we_say_and_no_claim_in_our_name),
        cmocka_unit_test(ends_with_the_session),
        cmocka_unit_test(without_a_key_that_signs_there_is_none),
    };

    return unit_run("backend_token", tests, sizeof(tests) / sizeof(tests[0]));
}
