/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>
#include <openssl/pem.h>

#include "jose/private_key.h"
#include "jose/thumbprint.h"
#include "jose_signer.h"

static apr_pool_t *key_pool; /* RSA keys take long: one for the whole program */
static EVP_PKEY *rsa;

/* RFC 8037 A.1 */
#define ED25519_X "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
#define ED25519_D "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"

/* password NULL: not encrypted. */
static const char *pem_of(oas_work_t *work, const EVP_PKEY *key, const char *password)
{
    BIO *bio = BIO_new(BIO_s_mem());
    const char *copy;
    char *text;
    long length;

    assert_int_equal(PEM_write_bio_PKCS8PrivateKey(bio, key, password != NULL ? EVP_aes_128_cbc() : NULL, password,
                                                   password != NULL ? (int)strlen(password) : 0, NULL, NULL),
                     1);
    length = BIO_get_mem_data(bio, &text);
    copy = apr_pstrmemdup(work->pool, text, (apr_size_t)length);
    BIO_free(bio);
    return copy;
}

static const char *new_pem(oas_work_t *work, const char *type, const char *group)
{
    EVP_PKEY *key = group != NULL ? EVP_PKEY_Q_keygen(NULL, NULL, type, group) : EVP_PKEY_Q_keygen(NULL, NULL, type);
    const char *pem;

    assert_non_null(key);
    pem = pem_of(work, key, NULL);
    EVP_PKEY_free(key);
    return pem;
}

static const oas_jwk_t *read_key(oas_work_t *work, const char *text)
{
    const oas_jwk_t *jwk;

    if (oas_private_key_parse(&jwk, oas_bytes_of(text), NULL, work) != OAS_OK)
        fail_msg("%s", work->failure);
    assert_true(jwk->is_private);
    return jwk;
}

static void assert_refused(oas_work_t *work, const char *text, const char *reason)
{
    const oas_jwk_t *jwk;

    oas_forgive(work);
    assert_int_equal(oas_private_key_parse(&jwk, oas_bytes_of(text), NULL, work), OAS_MISCONFIGURED);
    assert_reason(work, reason);
    assert_null(jwk);
}

static void keys_of_every_curve_are_read_from_pem(void **state)
{
    static const struct {
        const char *type, *group, *curve;
    } keys[] = {{"EC", "P-256", "P-256"},         {"EC", "P-384", "P-384"},     {"EC", "P-521", "P-521"},
                {"EC", "secp256k1", "secp256k1"}, {"ED25519", NULL, "Ed25519"}, {"ED448", NULL, "Ed448"},
                {"X25519", NULL, "X25519"},       {"X448", NULL, "X448"}};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        const oas_jwk_t *jwk = read_key(work, new_pem(work, keys[i].type, keys[i].group));
        const char *thumbprint;

        assert_string_equal(jwk->curve, keys[i].curve);
        assert_null(jwk->alg);
        assert_int_equal(jwk->use, OAS_USE_ANY);
        assert_int_equal(oas_jwk_thumbprint(&thumbprint, jwk, work), OAS_OK);
        assert_string_equal(jwk->kid, thumbprint);
    }
}

static void an_rsa_key_is_read_from_pem(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *jwk = read_key(work, pem_of(work, rsa, NULL));

    assert_int_equal(jwk->kty, OAS_KTY_RSA);
    assert_null(jwk->curve);
    assert_int_equal(EVP_PKEY_eq(jwk->key, rsa), 1);
}

static void text_beside_the_key_is_overlooked(void **state)
{
    oas_work_t *work = unit_work(state);

    (void)read_key(work, apr_pstrcat(work->pool, "our key\n", new_pem(work, "EC", "P-256"), "\n# end\n", NULL));
}

static void a_name_that_is_given_counts(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *jwk;

    assert_int_equal(oas_private_key_parse(&jwk, oas_bytes_of(new_pem(work, "EC", "P-256")), "mine", work), OAS_OK);
    assert_string_equal(jwk->kid, "mine");
}

static void refuses_what_is_no_key_in_pem(void **state)
{
    oas_work_t *work = unit_work(state);
    const char *good = new_pem(work, "EC", "P-256");

    assert_refused(work, "", "private_key_form");
    assert_refused(work, "secret", "private_key_form");
    assert_refused(work, "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", "private_key_form");
    assert_refused(work, apr_pstrndup(work->pool, good, strlen(good) / 2), "private_key_form");
    assert_refused(work, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "private_key_form");
}

/* A server that asks its terminal would never start. */
static void refuses_a_key_with_a_password_without_asking(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_refused(work, pem_of(work, rsa, "secret"), "private_key_form");
}

static void refuses_a_key_of_another_kind(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_refused(work, new_pem(work, "EC", "brainpoolP256r1"), "private_key_kind");
    assert_refused(work, new_pem(work, "EC", "secp224r1"), "private_key_kind");
}

/* R-JWT-03 */
static void refuses_a_weak_rsa_key(void **state)
{
    oas_work_t *work = unit_work(state);
    EVP_PKEY *weak = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)1024);

    assert_non_null(weak);
    assert_refused(work, pem_of(work, weak, NULL), "jwk_strength");
    EVP_PKEY_free(weak);
}

static void refuses_a_text_beyond_its_ceiling(void **state)
{
    oas_work_t *work = unit_work(state);
    char *text = apr_palloc(work->pool, OAS_PRIVATE_KEY_LARGEST + 2);

    memset(text, '\n', OAS_PRIVATE_KEY_LARGEST + 1);
    text[OAS_PRIVATE_KEY_LARGEST + 1] = '\0';
    assert_refused(work, text, "private_key_form");
}

/* --- as JWK --- */

static const char *rsa_jwk(oas_work_t *work, const char *replaced, const char *by)
{
    static const char *const names[][2] = {
        {"n", OSSL_PKEY_PARAM_RSA_N},          {"e", OSSL_PKEY_PARAM_RSA_E},
        {"d", OSSL_PKEY_PARAM_RSA_D},          {"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
        {"q", OSSL_PKEY_PARAM_RSA_FACTOR2},    {"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
        {"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2}, {"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1}};
    const char *text = "{\"kty\":\"RSA\"";

    for (int i = 0; i < 8; i++) {
        const char *value = jose_key_text(work->pool, rsa, names[i][1], 0);

        if (replaced != NULL && strcmp(replaced, names[i][0]) == 0)
            value = by;
        if (value != NULL)
            text = apr_psprintf(work->pool, "%s,\"%s\":\"%s\"", text, names[i][0], value);
    }
    return apr_pstrcat(work->pool, text, "}", NULL);
}

static void an_rsa_key_is_read_from_its_numbers(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *jwk = read_key(work, rsa_jwk(work, NULL, NULL));

    assert_int_equal(jwk->kty, OAS_KTY_RSA);
    assert_int_equal(EVP_PKEY_eq(jwk->key, rsa), 1);
}

static void refuses_an_rsa_key_without_one_of_its_numbers(void **state)
{
    static const char *const names[] = {"n", "e", "d", "p", "q", "dp", "dq", "qi"};
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < 8; i++) {
        assert_refused(work, rsa_jwk(work, names[i], NULL), "jwk_form");
        assert_refused(work, rsa_jwk(work, names[i], "=="), "jwk_form");
    }
}

static void refuses_an_rsa_key_whose_halves_differ(void **state)
{
    static const char *const names[] = {"d", "p", "q", "dp", "dq"};
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < 5; i++) {
        const oas_jwk_t *jwk;

        oas_forgive(work);
        assert_int_equal(oas_private_key_parse(&jwk, oas_bytes_of(rsa_jwk(work, names[i], "Aw")), NULL, work),
                         OAS_MISCONFIGURED);
        assert_null(jwk);
    }
}

static void refuses_an_rsa_key_of_three_primes(void **state)
{
    assert_refused(unit_work(state), "{\"kty\":\"RSA\",\"oth\":[]}", "jwk_form");
}

/* RFC 7517 A.2 has the numbers. */
#define P256_X "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"
#define P256_Y "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"
#define P256_D "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"

static const char *ec_jwk(oas_work_t *work, const char *x, const char *y, const char *d)
{
    return apr_psprintf(work->pool, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\",\"d\":\"%s\"}", x, y,
                        d);
}

static void an_ec_key_is_read_from_its_numbers(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *jwk = read_key(work, ec_jwk(work, P256_X, P256_Y, P256_D));

    assert_string_equal(jwk->curve, "P-256");
}

static void refuses_an_ec_key_that_is_none(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_refused(work, ec_jwk(work, P256_Y, P256_X, P256_D), "jwk_number");
    assert_refused(work, ec_jwk(work, P256_X, P256_Y, "AQ"), "jwk_number");
    assert_refused(work, ec_jwk(work, P256_X, P256_Y, P256_X), "private_key_halves");
    assert_refused(work, ec_jwk(work, "AA", P256_Y, P256_D), "jwk_number");
    assert_refused(work, "{\"kty\":\"EC\",\"crv\":\"P-224\",\"x\":\"AA\",\"y\":\"AA\",\"d\":\"AA\"}", "jwk_curve");
    assert_refused(work, "{\"kty\":\"EC\",\"crv\":\"Ed25519\",\"x\":\"AA\",\"y\":\"AA\",\"d\":\"AA\"}", "jwk_curve");
}

static void an_ed25519_key_is_read_from_its_numbers(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *jwk = read_key(
        work,
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"its own\",\"alg\":\"EdDSA\",\"use\":\"sig\",\"x\":\"" ED25519_X
        "\",\"d\":\"" ED25519_D "\"}");

    assert_string_equal(jwk->curve, "Ed25519");
    assert_string_equal(jwk->kid, "its own");
    assert_string_equal(jwk->alg, "EdDSA");
    assert_int_equal(jwk->use, OAS_USE_SIGNATURE);
}

static void refuses_an_ed25519_key_that_is_none(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_refused(work, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" ED25519_D "\",\"d\":\"" ED25519_D "\"}",
                   "private_key_halves");
    assert_refused(work, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\",\"d\":\"" ED25519_D "\"}", "jwk_number");
    assert_refused(work, "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"" ED25519_X "\",\"d\":\"" ED25519_D "\"}",
                   "jwk_number");
    assert_refused(work, "{\"kty\":\"OKP\",\"crv\":\"P-256\",\"x\":\"AA\",\"d\":\"AA\"}", "jwk_curve");
    assert_refused(work, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" ED25519_X "\"}", "jwk_form");
}

static void refuses_a_jwk_that_is_no_key_pair(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_refused(work, "{}", "jwk_kind");
    assert_refused(work, "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}", "jwk_kind");
    assert_refused(work, "{\"kty\":\"EC\",\"use\":\"tls\"}", "jwk_use");
    assert_refused(work, "{\"kty\":\"EC\",\"kid\":1}", "jwk_form");
    assert_refused(work, "{\"keys\":[]}", "jwk_kind");
    assert_refused(work, "{", "json_syntax");
}

static void a_new_key_comes_back_from_its_text(void **state)
{
    static const char *const curves[] = {"P-256", "Ed25519", "X25519"};
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < 3; i++) {
        const oas_jwk_t *made, *read;
        const char *pem;

        assert_int_equal(oas_private_key_generate(&made, curves[i], work), OAS_OK);
        assert_int_equal(oas_private_key_text(&pem, made, work), OAS_OK);
        read = read_key(work, pem);
        assert_int_equal(EVP_PKEY_eq(read->key, made->key), 1);
        assert_string_equal(read->kid, made->kid);
        assert_string_equal(read->curve, curves[i]);
    }
}

static void no_key_is_made_of_an_unknown_curve(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *made;

    assert_int_equal(oas_private_key_generate(&made, "P-224", work), OAS_BROKEN);
    assert_null(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_every_curve_are_read_from_pem),
        cmocka_unit_test(an_rsa_key_is_read_from_pem),
        cmocka_unit_test(text_beside_the_key_is_overlooked),
        cmocka_unit_test(a_name_that_is_given_counts),
        cmocka_unit_test(refuses_what_is_no_key_in_pem),
        cmocka_unit_test(refuses_a_key_with_a_password_without_asking),
        cmocka_unit_test(refuses_a_key_of_another_kind),
        cmocka_unit_test(refuses_a_weak_rsa_key),
        cmocka_unit_test(refuses_a_text_beyond_its_ceiling),
        cmocka_unit_test(an_rsa_key_is_read_from_its_numbers),
        cmocka_unit_test(refuses_an_rsa_key_without_one_of_its_numbers),
        cmocka_unit_test(refuses_an_rsa_key_whose_halves_differ),
        cmocka_unit_test(refuses_an_rsa_key_of_three_primes),
        cmocka_unit_test(an_ec_key_is_read_from_its_numbers),
        cmocka_unit_test(refuses_an_ec_key_that_is_none),
        cmocka_unit_test(an_ed25519_key_is_read_from_its_numbers),
        cmocka_unit_test(refuses_an_ed25519_key_that_is_none),
        cmocka_unit_test(refuses_a_jwk_that_is_no_key_pair),
        cmocka_unit_test(a_new_key_comes_back_from_its_text),
        cmocka_unit_test(no_key_is_made_of_an_unknown_curve),
    };
    int failed;

    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&key_pool, NULL) != APR_SUCCESS)
        return EXIT_FAILURE;
    rsa = jose_new_key(key_pool, "RS256");
    failed = unit_run("private_key", tests, sizeof(tests) / sizeof(*tests));
    return failed;
}
