/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "jose/jwt.h"
#include "jose/private_key.h"
#include "oidc/client_auth.h"
#include "oidc/signed_secret.h"

#include "http/form.h"

static const oas_provider_t apple = {.issuer = "https://appleid.apple.com"};
static const char *const es256[] = {"ES256", NULL};

static oas_registration_t registration_with(const char *curve, oas_work_t *work)
{
    const oas_jwk_t *made, *key;
    const char *pem;

    assert_int_equal(oas_private_key_generate(&made, curve, work), OAS_OK);
    assert_int_equal(oas_private_key_text(&pem, made, work), OAS_OK);
    assert_int_equal(oas_private_key_parse(&key, oas_bytes_of(pem), "KEY1234567", work), OAS_OK);
    return (oas_registration_t){.name = "apple",
                                .client_id = "org.example.\"web\"",
                                .secret_key = key,
                                .secret_issuer = "TEAM123456",
                                .client_auth = OAS_CLIENT_SECRET_POST};
}

static const oas_jwt_t *parse(const char *secret, oas_work_t *work)
{
    oas_jwt_t *jwt;

    assert_int_equal(oas_jwt_parse(&jwt, secret, es256, work), OAS_OK);
    return jwt;
}

static void says_who_it_is_of_and_for(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_registration_t registration = registration_with("P-256", work);
    const oas_jwt_t *jwt;
    const char *secret;
    int64_t issued, expires;

    assert_int_equal(oas_signed_secret_make(&secret, &registration, &apple, work), OAS_OK);
    jwt = parse(secret, work);
    assert_string_equal(oas_json_string(jwt->compact->header, "kid"), "KEY1234567");
    assert_string_equal(oas_json_string(jwt->claims, "iss"), "TEAM123456");
    assert_string_equal(oas_json_string(jwt->claims, "sub"), "org.example.\"web\"");
    assert_string_equal(oas_json_string(jwt->claims, "aud"), "https://appleid.apple.com");
    assert_true(oas_json_integer(&issued, jwt->claims, "iat", 0, INT64_C(1) << 40));
    assert_true(oas_json_integer(&expires, jwt->claims, "exp", 0, INT64_C(1) << 40));
    assert_int_equal(issued, apr_time_sec(OAS_TEST_NOW));
    assert_int_equal(expires - issued, OAS_SIGNED_SECRET_SECONDS);
}

/* What the key's owner reads: the signature is his. */
static void is_signed_with_the_key(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_registration_t registration = registration_with("P-256", work), other = registration_with("P-256", work);
    const oas_jwk_set_t own = {.keys = registration.secret_key, .count = 1},
                        others = {.keys = other.secret_key, .count = 1};
    const char *secret;

    assert_int_equal(oas_signed_secret_make(&secret, &registration, &apple, work), OAS_OK);
    assert_int_equal(oas_jwt_check_signature(parse(secret, work), &own, work), OAS_OK);
    assert_int_not_equal(oas_jwt_check_signature(parse(secret, work), &others, work), OAS_OK);
}

static void is_posted_in_the_place_of_a_secret(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_registration_t registration = registration_with("P-256", work);
    oas_buffer_t form = oas_buffer(work->pool, 4096);
    oas_http_call_t call = {.url = "https://appleid.apple.com/auth/token"};
    oas_pairs_t sent;

    assert_int_equal(oas_client_authenticate(&registration, &apple, &call, &form, work), OAS_OK);
    assert_null(call.authorization);
    assert_int_equal(oas_form_parse(&sent, oas_buffer_bytes(&form), work), OAS_OK);
    assert_string_equal(oas_pairs_get(sent, "client_id"), "org.example.\"web\"");
    assert_string_equal(oas_json_string(parse(oas_pairs_get(sent, "client_secret"), work)->claims, "iss"),
                        "TEAM123456");
}

static void needs_an_issuer_and_a_fitting_key(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_provider_t plain = {.token_endpoint = "https://op.example/token"};
    const oas_registration_t good = registration_with("P-256", work), wrong = registration_with("P-384", work);
    const char *secret;

    assert_int_equal(oas_signed_secret_make(&secret, &good, &plain, work), OAS_MISCONFIGURED);
    assert_null(secret);
    assert_reason(work, "signed_secret");
    oas_forgive(work);
    assert_int_equal(oas_signed_secret_make(&secret, &wrong, &apple, work), OAS_MISCONFIGURED);
    assert_null(secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_who_it_is_of_and_for),
        cmocka_unit_test(is_signed_with_the_key),
        cmocka_unit_test(is_posted_in_the_place_of_a_secret),
        cmocka_unit_test(needs_an_issuer_and_a_fitting_key),
    };

    return unit_run("signed_secret", tests, sizeof(tests) / sizeof(tests[0]));
}
