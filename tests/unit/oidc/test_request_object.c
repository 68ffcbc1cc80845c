/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "jose/jwt.h"
#include "jose/nested.h"
#include "jose/private_key.h"
#include "jose/thumbprint.h"
#include "oidc/request_object.h"
#include "oidc/scripted_client.h"

#define SECRET "a secret of thirty-two characters"

static const char *const all[] = {"RS256", "ES256", "EdDSA", "HS256", NULL};
static const oas_provider_t op = {.issuer = "https://op.example", .jwks_uri = "https://op.example/jwks",
                                  .authorization_endpoint = "https://op.example/a", .token_endpoint = "https://op.example/t"};
static const oas_pair_t straight[] = {{"client_id", "the \"client\""}, {"state", "S<>&"}};

static const oas_jwk_set_t *key_of(const char *curve, oas_work_t *work)
{
    oas_jwk_set_t *keys = apr_pcalloc(work->pool, sizeof(*keys));
    const oas_jwk_t *key;

    assert_int_equal(oas_private_key_generate(&key, curve, work), OAS_OK);
    *keys = (oas_jwk_set_t){.keys = key, .count = 1};
    return keys;
}

static oas_registration_t client(const oas_jwk_set_t *keys)
{
    return (oas_registration_t){.name = "op", .client_id = "the \"client\"", .client_secret = SECRET, .own_keys = keys,
                                .leeway = apr_time_from_sec(10), .by_hand = op};
}

static oas_status_t make(const char **object, const oas_registration_t *registration, oas_pairs_t parameters, oas_work_t *work)
{
    const oas_authorization_server_t server = {.registration = registration, .provider = &op};

    oas_forgive(work);
    return oas_request_object(object, &server, parameters, work);
}

static const char *object_of(const oas_registration_t *registration, oas_pairs_t parameters, oas_work_t *work)
{
    const char *object;

    assert_int_equal(make(&object, registration, parameters, work), OAS_OK);
    return object;
}

/* As the provider reads it, with the public part of our key. */
static const oas_jwt_t *verified(const char *compact, const oas_registration_t *registration, oas_work_t *work)
{
    const oas_jwk_set_t *keys;
    const char *json;
    oas_jwt_t *jwt;

    assert_int_equal(oas_jwk_published(&json, &registration->own_keys->keys[0], work), OAS_OK);
    assert_int_equal(oas_jwk_set_parse(&keys, oas_bytes_of(apr_pstrcat(work->pool, "{\"keys\":[", json, "]}", NULL)), work),
                     OAS_OK);
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

/* RFC 9101 §4 */
static void says_who_asks_whom_and_for_how_long(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_registration_t registration = client(key_of("P-256", work));
    const oas_jwt_t *jwt = verified(object_of(&registration, (oas_pairs_t){straight, 2}, work), &registration, work);
    int64_t now = apr_time_sec(OAS_TEST_NOW);

    assert_string_equal(oas_json_string(jwt->claims, "iss"), "the \"client\"");
    assert_string_equal(oas_json_string(jwt->claims, "client_id"), "the \"client\"");
    assert_string_equal(oas_json_string(jwt->claims, "aud"), "https://op.example");
    assert_string_equal(oas_json_string(jwt->claims, "state"), "S<>&");
    assert_int_equal(strlen(oas_json_string(jwt->claims, "jti")), 22);
    assert_int_equal(time_of(jwt, "iat"), now);
    assert_int_equal(time_of(jwt, "nbf"), now - 10);
    assert_int_equal(time_of(jwt, "exp"), now + OAS_REQUEST_OBJECT_SECONDS);
    assert_null(oas_json_member(jwt->claims, "sub"));
}

/* OpenID Connect Core 1.0 §6.1: max_age is a number and claims an object; RFC 8707: several resources are a list */
static void values_have_the_types_that_json_has_for_them(void **state)
{
    static const oas_pair_t parameters[] = {{"max_age", "0090"}, {"resource", "urn:a"}, {"claims", "{\"userinfo\":{}}"},
                                            {"resource", "urn:b"}, {"prompt", "1"}};
    oas_work_t *work = unit_work(state);
    const oas_registration_t registration = client(key_of("Ed25519", work));
    const oas_jwt_t *jwt = verified(object_of(&registration, (oas_pairs_t){parameters, 5}, work), &registration, work);

    assert_int_equal(time_of(jwt, "max_age"), 90);
    assert_true(oas_json_is_object(oas_json_member(jwt->claims, "claims")));
    assert_string_equal(oas_json_text(oas_json_member(jwt->claims, "resource"), work->pool), "[\"urn:a\",\"urn:b\"]");
    assert_string_equal(oas_json_string(jwt->claims, "prompt"), "1");
}

static void no_parameter_can_be_a_claim_of_the_object(void **state)
{
    static const char *const names[] = {"iss", "sub", "aud", "exp", "nbf", "iat", "jti"};
    oas_work_t *work = unit_work(state);
    const oas_registration_t registration = client(key_of("P-256", work));
    const char *object;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const oas_pair_t parameter = {names[i], "x"};

        assert_int_equal(make(&object, &registration, (oas_pairs_t){&parameter, 1}, work), OAS_MISCONFIGURED);
        assert_reason(work, "request_object_parameter");
        assert_null(object);
    }
}

static void an_hmac_or_no_signature_is_for_who_writes_it_down(void **state)
{
    static const char *const hmac[] = {"HS256", NULL}, *const long_hmac[] = {"HS512", NULL}, *const none[] = {"none", NULL};
    oas_work_t *work = unit_work(state);
    oas_registration_t registration = client(NULL);
    const char *object;

    assert_int_equal(make(&object, &registration, (oas_pairs_t){straight, 2}, work), OAS_MISCONFIGURED);
    assert_reason(work, "own_key");
    registration.request_object.algorithms = hmac;
    assert_memory_equal(object_of(&registration, (oas_pairs_t){straight, 2}, work), "eyJhbGciOiJIUzI1NiI", 19);
    registration.request_object.algorithms = long_hmac;
    assert_int_equal(make(&object, &registration, (oas_pairs_t){straight, 2}, work), OAS_MISCONFIGURED);
    assert_reason(work, "request_object_secret");
    registration.client_secret = NULL;
    assert_int_equal(make(&object, &registration, (oas_pairs_t){straight, 2}, work), OAS_MISCONFIGURED);
    assert_reason(work, "request_object_secret");
    registration.request_object.algorithms = none;
    object = object_of(&registration, (oas_pairs_t){straight, 2}, work);
    assert_memory_equal(object, "eyJhbGciOiJub25lIn0.", 20);
    assert_int_equal(object[strlen(object) - 1], '.');
}

static void the_algorithm_has_to_be_one_the_provider_takes(void **state)
{
    static const char *const rsa[] = {"RS256", "none", NULL};
    oas_work_t *work = unit_work(state);
    const oas_registration_t registration = client(key_of("P-256", work));
    oas_provider_t picky = op;
    const oas_authorization_server_t server = {.registration = &registration, .provider = &picky};
    const char *object;

    picky.request_object_algorithms = rsa;
    assert_int_equal(oas_request_object(&object, &server, (oas_pairs_t){straight, 2}, work), OAS_MISCONFIGURED);
    assert_reason(work, "own_key");
}

/* Plain OAuth 2.0, whose metadata demands a request object: there is no issuer for whom it could be */
static void without_an_issuer_there_is_no_object(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_registration_t registration = client(key_of("P-256", work));
    const oas_provider_t plain = {.requires_request_object = true};
    const oas_authorization_server_t server = {.registration = &registration, .provider = &plain};
    const char *object = "left";

    assert_int_equal(oas_request_object(&object, &server, (oas_pairs_t){straight, 2}, work), OAS_MISCONFIGURED);
    assert_reason(work, "request_object_issuer");
    assert_null(object);
}

static void what_is_too_long_is_not_cut(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_registration_t registration = client(key_of("P-256", work));
    oas_pair_t parameter = {"login_hint", apr_pcalloc(work->pool, 17000)};
    const char *object;

    memset((char *)parameter.value, 'a', 16999);
    assert_int_equal(make(&object, &registration, (oas_pairs_t){&parameter, 1}, work), OAS_MISCONFIGURED);
    assert_reason(work, "request_object_length");
    assert_null(object);
}

/* --- encrypted --- */

typedef struct {
    scripted_client_t client;
    oas_registration_t registration;
    oas_authorization_server_t server;
} encrypting_t;

/* A provider that publishes the public part of theirs, or nothing. */
static encrypting_t *encrypting(const oas_jwk_set_t *theirs, oas_work_t *work)
{
    encrypting_t *scene = apr_pcalloc(work->pool, sizeof(*scene));
    const char *json = "";

    scene->client = scripted_client();
    scene->registration = client(key_of("P-256", work));
    scene->registration.request_object = (oas_request_object_form_t){.key_encryption = "ECDH-ES", .content_encryption = "A128CBC-HS256"};
    scene->server = (oas_authorization_server_t){.registration = &scene->registration, .provider = &op, .client = &scene->client.client};
    assert_int_equal(oas_provider_cache_new(&scene->server.cache, &scene->registration, work->pool, work), OAS_OK);
    if (theirs != NULL)
        assert_int_equal(oas_jwk_published(&json, theirs->keys, work), OAS_OK);
    script_json(&scene->client, apr_pstrcat(work->pool, "{\"keys\":[", json, "]}", NULL));
    return scene;
}

/* OpenID Connect Core 1.0 §6.1: signed, then encrypted */
static void what_is_encrypted_is_signed_inside(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t *theirs = key_of("P-256", work);
    encrypting_t *scene = encrypting(theirs, work);
    const oas_jwe_allowed_t allowed = {NULL, NULL};
    const char *object, *inner;

    assert_int_equal(oas_request_object(&object, &scene->server, (oas_pairs_t){straight, 2}, work), OAS_OK);
    assert_int_equal(oas_nested_open(&inner, object, theirs, &allowed, true, work), OAS_OK);
    assert_string_equal(oas_json_string(verified(inner, &scene->registration, work)->claims, "state"), "S<>&");
}

static void without_a_key_to_encrypt_to_nothing_is_sent(void **state)
{
    oas_work_t *work = unit_work(state);
    const char *object;

    assert_int_equal(oas_request_object(&object, &encrypting(NULL, work)->server, (oas_pairs_t){straight, 2}, work),
                     OAS_MISCONFIGURED);
    assert_reason(work, "request_object_key");
    assert_null(object);
    oas_forgive(work);
    assert_int_equal(oas_request_object(&object, &encrypting(key_of("Ed25519", work), work)->server,
                                        (oas_pairs_t){straight, 2}, work),
                     OAS_MISCONFIGURED);
    assert_null(object);
}

static void goes_the_way_that_is_configured_or_demanded(void **state)
{
    static const struct {
        oas_request_object_way_t configured, way;
        bool required;
    } rows[] = {
        {OAS_REQUEST_OBJECT_AUTO, OAS_REQUEST_OBJECT_OFF, false},
        {OAS_REQUEST_OBJECT_AUTO, OAS_REQUEST_OBJECT_VALUE, true},
        {OAS_REQUEST_OBJECT_OFF, OAS_REQUEST_OBJECT_OFF, true},
        {OAS_REQUEST_OBJECT_REFERENCE, OAS_REQUEST_OBJECT_REFERENCE, true},
        {OAS_REQUEST_OBJECT_VALUE, OAS_REQUEST_OBJECT_VALUE, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_registration_t registration = {.request_object.way = rows[i].configured};
        const oas_provider_t provider = {.requires_request_object = rows[i].required};

        assert_int_equal(oas_request_object_way(&registration, &provider), rows[i].way);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_who_asks_whom_and_for_how_long),
        cmocka_unit_test(values_have_the_types_that_json_has_for_them),
        cmocka_unit_test(no_parameter_can_be_a_claim_of_the_object),
        cmocka_unit_test(an_hmac_or_no_signature_is_for_who_writes_it_down),
        cmocka_unit_test(the_algorithm_has_to_be_one_the_provider_takes),
        cmocka_unit_test(without_an_issuer_there_is_no_object),
        cmocka_unit_test(what_is_too_long_is_not_cut),
        cmocka_unit_test(what_is_encrypted_is_signed_inside),
        cmocka_unit_test(without_a_key_to_encrypt_to_nothing_is_sent),
        cmocka_unit_test(goes_the_way_that_is_configured_or_demanded),
    };
    return unit_run("request_object", tests, sizeof(tests) / sizeof(tests[0]));
}
