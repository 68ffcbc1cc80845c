/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "jose/algorithm.h"

static void assert_row(const char *name, oas_kty_t kty, oas_scheme_t scheme, oas_hash_t hash, const char *curve)
{
    const oas_algorithm_t *algorithm = oas_algorithm_find(name);

    assert_non_null(algorithm);
    assert_string_equal(algorithm->name, name);
    assert_int_equal(algorithm->kty, kty);
    assert_int_equal(algorithm->scheme, scheme);
    assert_int_equal(algorithm->hash, hash);
    if (curve == NULL)
        assert_null(algorithm->curve);
    else
        assert_string_equal(algorithm->curve, curve);
}

/* RFC 7518 §3.1 */
static void rsa_and_hmac_differ_in_their_hash_only(void **state)
{
    static const oas_hash_t hashes[] = {OAS_SHA256, OAS_SHA384, OAS_SHA512};
    static const char *const names[][3] = {
        {"RS256", "PS256", "HS256"}, {"RS384", "PS384", "HS384"}, {"RS512", "PS512", "HS512"}};

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_row(names[i][0], OAS_KTY_RSA, OAS_SIGN_RSA_PKCS1, hashes[i], NULL);
        assert_row(names[i][1], OAS_KTY_RSA, OAS_SIGN_RSA_PSS, hashes[i], NULL);
        assert_row(names[i][2], OAS_KTY_OCT, OAS_SIGN_HMAC, hashes[i], NULL);
    }
}

/* RFC 7518 §3.4, RFC 8812 §3.2, RFC 8037 §3.1, RFC 9864 */
static void curves_belong_to_their_algorithm(void **state)
{
    (void)state;
    assert_row("ES256", OAS_KTY_EC, OAS_SIGN_ECDSA, OAS_SHA256, "P-256");
    assert_row("ES384", OAS_KTY_EC, OAS_SIGN_ECDSA, OAS_SHA384, "P-384");
    assert_row("ES512", OAS_KTY_EC, OAS_SIGN_ECDSA, OAS_SHA512, "P-521");
    assert_row("EdDSA", OAS_KTY_OKP, OAS_SIGN_EDDSA, OAS_SHA512, NULL);
    assert_row("Ed25519", OAS_KTY_OKP, OAS_SIGN_EDDSA, OAS_SHA512, "Ed25519");
    assert_row("Ed448", OAS_KTY_OKP, OAS_SIGN_EDDSA, OAS_SHA512, "Ed448");
    assert_row("ES256K", OAS_KTY_EC, OAS_SIGN_ECDSA, OAS_SHA256, "secp256k1");
}

/* R-JWT-01 */
static void none_and_strangers_are_in_no_spelling_there(void **state)
{
    static const char *const strangers[] = {
        "none",  "None",  "NONE",   "nOnE",   "none ",   " none",      "none\n",     "",        "null",  "0",
        "rs256", "Rs256", "RS256 ", " RS256", "RS2560",  "RS25",       "RSA-SHA256", "ES256k",  "ES521", "ES224",
        "eddsa", "EDDSA", "ed448",  "HS1",    "HS256\t", "RS256,none", "RSA1_5",     "A256GCM", "dir",   "ed25519"};

    (void)state;
    assert_null(oas_algorithm_find(NULL));
    for (size_t i = 0; i < sizeof(strangers) / sizeof(*strangers); i++)
        assert_null(oas_algorithm_find(strangers[i]));
}

static void by_default_four_public_key_algorithms_are_accepted(void **state)
{
    static const char *const expected[] = {"RS256", "PS256", "ES256", "EdDSA"};

    (void)state;
    for (int i = 0; i < 4; i++) {
        assert_string_equal(oas_algorithms_default[i], expected[i]);
        assert_non_null(oas_algorithm_find(expected[i]));
    }
    assert_null(oas_algorithms_default[4]);
}

static void only_a_name_of_the_list_is_allowed(void **state)
{
    static const char *const some[] = {"ES256", "RS256", NULL}, *const nothing[] = {NULL};

    (void)state;
    assert_true(oas_algorithm_is_allowed("ES256", some));
    assert_true(oas_algorithm_is_allowed("RS256", some));
    assert_false(oas_algorithm_is_allowed("RS384", some));
    assert_false(oas_algorithm_is_allowed("rs256", some));
    assert_false(oas_algorithm_is_allowed("RS25", some));
    assert_false(oas_algorithm_is_allowed("", some));
    assert_false(oas_algorithm_is_allowed(NULL, some));
    assert_false(oas_algorithm_is_allowed("RS256", nothing));
    assert_false(oas_algorithm_is_allowed("HS256", oas_algorithms_default));
    assert_false(oas_algorithm_is_allowed("ES256K", oas_algorithms_default));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rsa_and_hmac_differ_in_their_hash_only),
        cmocka_unit_test(curves_belong_to_their_algorithm),
        cmocka_unit_test(none_and_strangers_are_in_no_spelling_there),
        cmocka_unit_test(by_default_four_public_key_algorithms_are_accepted),
        cmocka_unit_test(only_a_name_of_the_list_is_allowed),
    };

    return unit_run("algorithm", tests, sizeof(tests) / sizeof(*tests));
}
