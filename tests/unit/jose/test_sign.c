/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>

#include "jose/jwt.h"
#include "jose/private_key.h"
#include "jose/sign.h"
#include "jose/thumbprint.h"
#include "jose_signer.h"

static apr_pool_t *key_pool; /* RSA keys take long: one for the whole program */
static oas_jwk_t rsa;

static const oas_jwk_t *new_key(oas_work_t *work, const char *curve)
{
    const oas_jwk_t *jwk;

    assert_int_equal(oas_private_key_generate(&jwk, curve, work), OAS_OK);
    return jwk;
}

static const oas_jwk_t *secret_of(oas_work_t *work, size_t length)
{
    const oas_jwk_set_t *set;
    char *secret = apr_palloc(work->pool, length);

    memset(secret, 's', length);
    assert_int_equal(oas_jwk_set_of_secret(&set, oas_bytes(secret, length), work), OAS_OK);
    return set->keys;
}

static const oas_jwk_t *key_for(oas_work_t *work, const oas_algorithm_t *algorithm)
{
    switch (algorithm->kty) {
    case OAS_KTY_RSA: return &rsa;
    case OAS_KTY_EC: return new_key(work, algorithm->curve);
    case OAS_KTY_OKP: return new_key(work, algorithm->curve != NULL ? algorithm->curve : "Ed25519");
    case OAS_KTY_OCT: return secret_of(work, 64);
    }
    return NULL;
}

/* The other side knows the public half alone. */
static oas_jwk_set_t heard_by_others(oas_work_t *work, const oas_jwk_t *key)
{
    const oas_json_t *parsed;
    const oas_jwk_t *jwk = key;
    const char *json;

    if (key->kty != OAS_KTY_OCT) {
        assert_int_equal(oas_jwk_published(&json, key, work), OAS_OK);
        assert_int_equal(oas_json_parse(&parsed, oas_bytes_of(json), 8192, "key", work), OAS_OK);
        assert_int_equal(oas_jwk_parse(&jwk, parsed, OAS_USE_SIGNATURE, work), OAS_OK);
    }
    return (oas_jwk_set_t){.keys = jwk, .count = 1};
}

static void what_is_signed_with_any_algorithm_verifies(void **state)
{
    static const char *const names[] = {"RS256", "RS384",  "RS512", "PS256",   "PS384", "PS512", "ES256", "ES384",
                                        "ES512", "ES256K", "EdDSA", "Ed25519", "Ed448", "HS256", "HS384", "HS512"};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        const oas_jws_header_t header = {.algorithm = oas_algorithm_find(names[i]), .type = "JWT"};
        const oas_jwk_t *key = key_for(work, header.algorithm);
        const oas_jwk_set_t set = heard_by_others(work, key);
        const char *const allowed[] = {names[i], NULL};
        const char *compact;
        oas_jwt_t *jwt;

        assert_int_equal(oas_jwt_sign(&compact, &header, key, oas_bytes_of("{\"sub\":\"me\"}"), work), OAS_OK);
        assert_int_equal(oas_jwt_parse(&jwt, compact, allowed, work), OAS_OK);
        assert_int_equal(oas_jwt_check_signature(jwt, &set, work), OAS_OK);
        assert_string_equal(oas_json_string(jwt->claims, "sub"), "me");
        assert_string_equal(jwt->type, "JWT");
    }
}

static void an_ed448_key_signs_eddsa(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jws_header_t header = {.algorithm = oas_algorithm_find("EdDSA")};
    const oas_jwk_t *key = new_key(work, "Ed448");
    const oas_jwk_set_t set = heard_by_others(work, key);
    const char *compact;
    oas_jwt_t *jwt;

    assert_int_equal(oas_jwt_sign(&compact, &header, key, oas_bytes_of("{}"), work), OAS_OK);
    assert_int_equal(oas_jwt_parse(&jwt, compact, oas_algorithms_default, work), OAS_OK);
    assert_int_equal(oas_jwt_check_signature(jwt, &set, work), OAS_OK);
}

/* RFC 8037 A.4: EdDSA has no chance in it, so that it is the same text. */
static void signs_the_example_of_rfc_8037(void **state)
{
    static const char pair[] =
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","
        "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
    oas_work_t *work = unit_work(state);
    const oas_jws_header_t header = {.algorithm = oas_algorithm_find("EdDSA")};
    const oas_jwk_t *key;
    const char *compact;

    assert_int_equal(oas_private_key_parse(&key, oas_bytes_of(pair), NULL, work), OAS_OK);
    assert_int_equal(oas_jwt_sign(&compact, &header, key, oas_bytes_of("Example of Ed25519 signing"), work), OAS_OK);
    assert_string_equal(compact, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-"
                                 "09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
}

static void the_header_says_what_was_given_and_nothing_else(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *key = new_key(work, "P-256");
    oas_jws_header_t header = {.algorithm = oas_algorithm_find("ES256")};
    const char *compact;
    oas_jwt_t *jwt;

    assert_int_equal(oas_jwt_sign(&compact, &header, key, oas_bytes_of("{}"), work), OAS_OK);
    assert_ptr_equal(strstr(compact, oas_base64url_encode(work->pool, oas_bytes_of("{\"alg\":\"ES256\"}"))), compact);
    header.type = "dpop+jwt";
    header.content_type = "JWT";
    header.kid = "quote\" and back\\slash";
    assert_int_equal(oas_jwk_public(&header.jwk, key, work), OAS_OK);
    assert_int_equal(oas_jwt_sign(&compact, &header, key, oas_bytes_of("{}"), work), OAS_OK);
    assert_int_equal(oas_jwt_parse(&jwt, compact, oas_algorithms_default, work), OAS_OK);
    assert_string_equal(jwt->type, "dpop+jwt");
    assert_string_equal(jwt->compact->kid, header.kid);
    assert_string_equal(oas_json_string(jwt->compact->header, "cty"), "JWT");
    assert_string_equal(oas_json_text(oas_json_member(jwt->compact->header, "jwk"), work->pool), header.jwk);
}

static void assert_not_signed(oas_work_t *work, const char *algorithm, const oas_jwk_t *key)
{
    const oas_jws_header_t header = {.algorithm = oas_algorithm_find(algorithm)};
    const char *compact;

    oas_forgive(work);
    assert_int_equal(oas_jwt_sign(&compact, &header, key, oas_bytes_of("{}"), work), OAS_MISCONFIGURED);
    assert_reason(work, "sign_key");
    assert_null(compact);
}

static void refuses_to_sign_with_a_key_of_another_kind(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_not_signed(work, "RS256", new_key(work, "P-256"));
    assert_not_signed(work, "ES384", new_key(work, "P-256"));
    assert_not_signed(work, "ES256", new_key(work, "secp256k1"));
    assert_not_signed(work, "ES256K", new_key(work, "P-256"));
    assert_not_signed(work, "Ed25519", new_key(work, "Ed448"));
    assert_not_signed(work, "EdDSA", new_key(work, "X25519"));
    assert_not_signed(work, "HS256", &rsa);
    assert_not_signed(work, "RS256", secret_of(work, 64));
}

/* RFC 7518 §3.2 */
static void refuses_to_sign_with_a_secret_that_is_too_short(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_not_signed(work, "HS256", secret_of(work, 31));
    assert_not_signed(work, "HS384", secret_of(work, 47));
    assert_not_signed(work, "HS512", secret_of(work, 63));
}

static void refuses_to_sign_with_what_the_key_is_not_for(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_jwk_t key = *new_key(work, "P-256");

    key.use = OAS_USE_ENCRYPTION;
    assert_not_signed(work, "ES256", &key);
    key.use = OAS_USE_ANY;
    key.alg = "ECDH-ES";
    assert_not_signed(work, "ES256", &key);
}

static void refuses_to_sign_with_a_public_key(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_jwk_set_t set = heard_by_others(work, new_key(work, "P-256"));

    assert_not_signed(work, "ES256", set.keys);
}

static void assert_chosen(const oas_jwk_t *key, const char *const *offered, const char *name)
{
    const oas_algorithm_t *algorithm = oas_algorithm_for(key, offered);

    if (name == NULL) {
        assert_null(algorithm);
        return;
    }
    assert_non_null(algorithm);
    assert_string_equal(algorithm->name, name);
}

static void the_best_algorithm_of_both_sides_is_chosen(void **state)
{
    static const char *const rs[] = {"RS512", "RS256", NULL}, *const both[] = {"RS256", "PS256", "HS256", NULL},
                             *const es[] = {"ES384", "ES256", NULL}, *const fully[] = {"Ed25519", NULL},
                             *const nothing[] = {NULL};
    oas_work_t *work = unit_work(state);

    assert_chosen(&rsa, NULL, "RS256");
    assert_chosen(&rsa, rs, "RS256");
    assert_chosen(&rsa, both, "PS256");
    assert_chosen(&rsa, es, NULL);
    assert_chosen(&rsa, nothing, NULL);
    assert_chosen(new_key(work, "P-256"), NULL, "ES256");
    assert_chosen(new_key(work, "P-384"), es, "ES384");
    assert_chosen(new_key(work, "secp256k1"), NULL, "ES256K");
    assert_chosen(new_key(work, "Ed25519"), NULL, "EdDSA");
    assert_chosen(new_key(work, "Ed448"), NULL, "EdDSA");
    assert_chosen(new_key(work, "Ed25519"), fully, "Ed25519");
    assert_chosen(new_key(work, "X25519"), NULL, NULL);
    assert_chosen(secret_of(work, 64), both, NULL);
}

static void a_key_bound_to_an_algorithm_signs_with_no_other(void **state)
{
    static const char *const rs[] = {"RS256", NULL};
    oas_jwk_t bound = rsa;

    (void)state;
    bound.alg = "PS384";
    assert_chosen(&bound, NULL, "PS384");
    assert_chosen(&bound, rs, NULL);
    bound.alg = "RSA-OAEP";
    assert_chosen(&bound, NULL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_signed_with_any_algorithm_verifies),
        cmocka_unit_test(an_ed448_key_signs_eddsa),
        cmocka_unit_test(signs_the_example_of_rfc_8037),
        cmocka_unit_test(the_header_says_what_was_given_and_nothing_else),
        cmocka_unit_test(refuses_to_sign_with_a_key_of_another_kind),
        cmocka_unit_test(refuses_to_sign_with_a_secret_that_is_too_short),
        cmocka_unit_test(refuses_to_sign_with_what_the_key_is_not_for),
        cmocka_unit_test(refuses_to_sign_with_a_public_key),
        cmocka_unit_test(the_best_algorithm_of_both_sides_is_chosen),
        cmocka_unit_test(a_key_bound_to_an_algorithm_signs_with_no_other),
    };

    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&key_pool, NULL) != APR_SUCCESS)
        return EXIT_FAILURE;
    rsa = (oas_jwk_t){.kty = OAS_KTY_RSA, .key = jose_new_key(key_pool, "RS256"), .is_private = true};
    return unit_run("sign", tests, sizeof(tests) / sizeof(*tests));
}
