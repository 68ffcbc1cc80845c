/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>

#include "jose/jwt.h"
#include "jose/private_key.h"
#include "jose/thumbprint.h"
#include "oidc/client_assertion.h"

#define ISSUER   "https://op.example"
#define ENDPOINT "https://op.example/token"
#define SECRET   "a secret of thirty-two characters"

static const oas_provider_t op = {.issuer = ISSUER, .token_endpoint = ENDPOINT};
static const char *const all[] = {"RS256", "ES256", "EdDSA", "HS256", "HS384", NULL};

typedef oas_status_t assertion_t(const char **compact, const oas_registration_t *registration,
                                 const oas_provider_t *provider, const char *endpoint, oas_work_t *work);

static oas_registration_t client_with_key(const char *curve, oas_work_t *work)
{
    oas_jwk_set_t *keys = apr_pcalloc(work->pool, sizeof(*keys));
    const oas_jwk_t *key;

    assert_int_equal(oas_private_key_generate(&key, curve, work), OAS_OK);
    *keys = (oas_jwk_set_t){.keys = key, .count = 1};
    return (oas_registration_t){.name = "op", .client_id = "the \"client\"", .own_keys = keys};
}

static const oas_registration_t with_secret = {.name = "op", .client_id = "id", .client_secret = SECRET};

static const char *assertion_of(assertion_t *make, const oas_registration_t *registration,
                                const oas_provider_t *provider, oas_work_t *work)
{
    const char *compact;

    assert_int_equal(make(&compact, registration, provider, ENDPOINT, work), OAS_OK);
    return compact;
}

/* As the provider reads it: with the public part of the key as it is published, or with the secret. */
static const oas_jwt_t *verified(const char *compact, const oas_registration_t *registration, oas_work_t *work)
{
    const oas_jwk_set_t *keys;
    oas_jwt_t *jwt;
    const char *json;

    if (registration->own_keys != NULL) {
        assert_int_equal(oas_jwk_published(&json, &registration->own_keys->keys[0], work), OAS_OK);
        json = apr_pstrcat(work->pool, "{\"keys\":[", json, "]}", NULL);
        assert_int_equal(oas_jwk_set_parse(&keys, oas_bytes_of(json), work), OAS_OK);
    } else
        assert_int_equal(oas_jwk_set_of_secret(&keys, oas_bytes_of(registration->client_secret), work), OAS_OK);
    assert_int_equal(oas_jwt_parse(&jwt, compact, all, work), OAS_OK);
    assert_int_equal(oas_jwt_check_signature(jwt, keys, work), OAS_OK);
    return jwt;
}

static int64_t time_of(const oas_jwt_t *jwt, const char *name)
{
    int64_t time = 0;

    assert_true(oas_json_integer(&time, jwt->claims, name, 0, INT64_C(1) << 40));
    return time;
}

/* RFC 7523 §3, OpenID Connect Core 1.0 §9, R-OUT-12 */
static void says_who_we_are_to_whom_and_for_how_long(void **state)
{
    static const char *const curves[] = {"P-256", "Ed25519"}, *const algorithms[] = {"ES256", "EdDSA"};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < 2; i++) {
        const oas_registration_t client = client_with_key(curves[i], work);
        oas_provider_t provider = op;
        const oas_jwt_t *jwt;

        provider.assertion_algorithms = all;
        jwt = verified(assertion_of(oas_client_assertion_of_key, &client, &provider, work), &client, work);
        assert_string_equal(jwt->algorithm->name, algorithms[i]);
        assert_string_equal(jwt->compact->kid, client.own_keys->keys[0].kid);
        assert_string_equal(oas_json_string(jwt->claims, "iss"), client.client_id);
        assert_string_equal(oas_json_string(jwt->claims, "sub"), client.client_id);
        assert_string_equal(oas_json_string(jwt->claims, "aud"), ISSUER);
        assert_int_equal(time_of(jwt, "iat"), apr_time_sec(OAS_TEST_NOW));
        assert_int_equal(time_of(jwt, "exp"), apr_time_sec(OAS_TEST_NOW) + 60);
    }
}

static void a_secret_signs_with_the_first_hmac_that_is_offered(void **state)
{
    static const char *const offers[][3] = {{"HS512", "HS256"}, {"RS256", "HS256"}};
    oas_work_t *work = unit_work(state);
    oas_provider_t provider = op;

    for (size_t i = 0; i < 3; i++) {
        const oas_jwt_t *jwt;

        provider.assertion_algorithms = i < 2 ? offers[i] : NULL;
        jwt = verified(assertion_of(oas_client_assertion_of_secret, &with_secret, &provider, work), &with_secret, work);
        assert_string_equal(jwt->algorithm->name, "HS256");
        assert_null(jwt->compact->kid);
        assert_string_equal(oas_json_string(jwt->claims, "sub"), "id");
    }
}

static void no_two_are_the_same(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_registration_t client = client_with_key("P-256", work);
    const char *ids[2];

    for (size_t i = 0; i < 2; i++) {
        const char *compact = assertion_of(oas_client_assertion_of_key, &client, &op, work);

        ids[i] = oas_json_string(verified(compact, &client, work)->claims, "jti");
        assert_int_equal(strlen(ids[i]), 22);
    }
    assert_string_not_equal(ids[0], ids[1]);
}

static void the_audience_is_the_endpoint_where_that_is_wanted_or_all_there_is(void **state)
{
    static const oas_provider_t plain = {.token_endpoint = ENDPOINT};
    oas_work_t *work = unit_work(state);
    oas_registration_t client = client_with_key("P-256", work);
    const oas_provider_t *const providers[] = {&plain, &op};

    for (size_t i = 0; i < 2; i++) {
        const char *compact;

        client.assertion_for_endpoint = i == 1;
        compact = assertion_of(oas_client_assertion_of_key, &client, providers[i], work);
        assert_string_equal(oas_json_string(verified(compact, &client, work)->claims, "aud"), ENDPOINT);
    }
}

static void refuses_what_no_key_can_sign(void **state)
{
    static const char *const only_rsa[] = {"RS256", "PS256", NULL}, *const only_hs512[] = {"HS512", NULL};
    const oas_registration_t with_key = client_with_key("P-256", unit_work(state));
    const oas_registration_t with_nothing = {.name = "op", .client_id = "id"};
    const oas_registration_t with_short_secret = {.name = "op", .client_id = "id", .client_secret = "thirty-one characters, no more!"};
    const struct {
        assertion_t *make;
        const oas_registration_t *registration;
        const char *const *offered;
        const char *reason;
    } rows[] = {
        {oas_client_assertion_of_key, &with_key, only_rsa, "own_key"},
        {oas_client_assertion_of_key, &with_nothing, NULL, "own_key"},
        {oas_client_assertion_of_secret, &with_secret, only_rsa, "client_secret_short"},
        {oas_client_assertion_of_secret, &with_secret, only_hs512, "client_secret_short"},
        {oas_client_assertion_of_secret, &with_short_secret, NULL, "client_secret_short"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        oas_provider_t provider = op;
        const char *compact;

        provider.assertion_algorithms = rows[i].offered;
        assert_int_equal(rows[i].make(&compact, rows[i].registration, &provider, ENDPOINT, &work), OAS_MISCONFIGURED);
        assert_null(compact);
        assert_reason(&work, rows[i].reason);
        assert_null(strstr(work.failure, "characters, no more"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_who_we_are_to_whom_and_for_how_long),
        cmocka_unit_test(a_secret_signs_with_the_first_hmac_that_is_offered),
        cmocka_unit_test(no_two_are_the_same),
        cmocka_unit_test(the_audience_is_the_endpoint_where_that_is_wanted_or_all_there_is),
        cmocka_unit_test(refuses_what_no_key_can_sign),
    };
    return unit_run("client_assertion", tests, sizeof(tests) / sizeof(tests[0]));
}
