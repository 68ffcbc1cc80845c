/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "jose/jws.h"
#include "jose_signer.h"

static const char *const names[] = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256",
                                    "ES384", "ES512", "EdDSA", "HS256", "HS384", "HS512"};
enum { NAMES = sizeof(names) / sizeof(*names) };

/* One key for each algorithm, for the whole program: RSA keys take long. */
static jose_signer_t signers[NAMES];

static const jose_signer_t *signer_of(const char *alg)
{
    for (int i = 0; i < NAMES; i++)
        if (strcmp(names[i], alg) == 0)
            return &signers[i];
    return NULL;
}

static const oas_jwk_t *jwk_of(const jose_signer_t *signer, oas_work_t *work)
{
    const oas_json_t *json;
    const oas_jwk_t *jwk;

    assert_int_equal(oas_json_parse_object(&json, oas_bytes_of(jose_signer_jwk(work->pool, signer)), 4096, "key", work),
                     OAS_OK);
    assert_int_equal(oas_jwk_parse(&jwk, json, OAS_USE_SIGNATURE, work), OAS_OK);
    return jwk;
}

static const oas_bytes_t message = {(const unsigned char *)"header.payload", 14};

static oas_status_t verify_as(const char *alg, const jose_signer_t *signer, oas_bytes_t text, oas_bytes_t signature,
                              oas_work_t *work)
{
    oas_jwk_t jwk = *jwk_of(signer, work);

    jwk.alg = NULL;
    oas_forgive(work);
    return oas_jws_verify(oas_algorithm_find(alg), &jwk, text, signature, work);
}

static oas_status_t verify(const jose_signer_t *signer, oas_bytes_t signature, oas_work_t *work)
{
    return verify_as(signer->alg, signer, message, signature, work);
}

static void accepts_what_the_key_signed(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < NAMES; i++)
        assert_int_equal(verify(&signers[i], jose_signature(work->pool, &signers[i], message), work), OAS_OK);
}

static void refuses_another_message(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < NAMES; i++) {
        oas_bytes_t signature = jose_signature(work->pool, &signers[i], message);

        assert_int_equal(verify_as(names[i], &signers[i], oas_bytes(message.data, 13), signature, work), OAS_REFUSED);
        assert_reason(work, "jws_signature");
        assert_int_equal(verify_as(names[i], &signers[i], oas_bytes_of("header.payloae"), signature, work),
                         OAS_REFUSED);
        assert_int_equal(verify_as(names[i], &signers[i], oas_bytes_of(""), signature, work), OAS_REFUSED);
    }
}

static void refuses_the_signature_of_another_key(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int i = 3; i < NAMES; i++) { /* those before PS256 would only make more RSA keys */
        jose_signer_t other = jose_signer(work->pool, names[i], NULL);

        assert_int_equal(verify(&signers[i], jose_signature(work->pool, &other, message), work), OAS_REFUSED);
    }
}

static void refuses_a_signature_with_any_bit_flipped(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < NAMES; i++) {
        oas_bytes_t signature = jose_signature(work->pool, &signers[i], message);
        oas_bytes_t changed = oas_bytes_copy(work->pool, signature);
        const oas_jwk_t *jwk = jwk_of(&signers[i], work);

        for (size_t at = 0; at < signature.length; at++) {
            ((unsigned char *)changed.data)[at] ^= (unsigned char)(1 << at % 8);
            assert_int_equal(oas_jws_verify(oas_algorithm_find(names[i]), jwk, message, changed, work), OAS_REFUSED);
            ((unsigned char *)changed.data)[at] ^= (unsigned char)(1 << at % 8);
        }
    }
}

static void refuses_signatures_cut_short_or_lengthened(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < NAMES; i++) {
        oas_bytes_t signature = jose_signature(work->pool, &signers[i], message);
        unsigned char *longer = apr_pcalloc(work->pool, signature.length + 2);

        memcpy(longer + 1, signature.data, signature.length);
        assert_int_equal(verify(&signers[i], oas_bytes(longer, signature.length + 1), work), OAS_REFUSED);
        assert_int_equal(verify(&signers[i], oas_bytes(longer + 1, signature.length + 1), work), OAS_REFUSED);
        assert_int_equal(verify(&signers[i], oas_bytes(signature.data, signature.length - 1), work), OAS_REFUSED);
        assert_int_equal(verify(&signers[i], oas_bytes(signature.data, signature.length / 2), work), OAS_REFUSED);
        assert_int_equal(verify(&signers[i], oas_bytes(signature.data, 1), work), OAS_REFUSED);
        assert_int_equal(verify(&signers[i], oas_bytes(NULL, 0), work), OAS_REFUSED);
    }
}

static void refuses_signatures_of_nothing_but_zeros_or_ones(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < NAMES; i++) {
        size_t length = jose_signature(work->pool, &signers[i], message).length;
        unsigned char *bytes = apr_pcalloc(work->pool, length);

        assert_int_equal(verify(&signers[i], oas_bytes(bytes, length), work), OAS_REFUSED);
        memset(bytes, 0xff, length);
        assert_int_equal(verify(&signers[i], oas_bytes(bytes, length), work), OAS_REFUSED);
    }
}

/* RFC 7518 §3.4: the value is r and s, not their DER. */
static void refuses_ecdsa_signatures_in_der(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int i = 6; i < 9; i++)
        assert_int_equal(verify(&signers[i], jose_raw_signature(work->pool, &signers[i], message), work), OAS_REFUSED);
}

/* RFC 7518 §3.4: the same numbers in more bytes are another value. */
static void refuses_ecdsa_numbers_with_zeros_before_them(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int i = 6; i < 9; i++) {
        oas_bytes_t right = jose_signature(work->pool, &signers[i], message);
        size_t half = right.length / 2;
        unsigned char *longer = apr_pcalloc(work->pool, 2 * half + 2);

        memcpy(longer + 1, right.data, half);
        memcpy(longer + half + 2, right.data + half, half);
        assert_int_equal(verify(&signers[i], oas_bytes(longer, 2 * half + 2), work), OAS_REFUSED);
    }
}

/* CVE-2022-21449: a verifier that computes with zeros says yes to everything. */
static void refuses_ecdsa_numbers_outside_of_the_group(void **state)
{
    oas_work_t *work = unit_work(state);
    const jose_signer_t *signer = signer_of("ES256");
    oas_bytes_t order = jose_key_number(work->pool, signer->key, OSSL_PKEY_PARAM_EC_ORDER, 32);
    oas_bytes_t right = jose_signature(work->pool, signer, message);
    unsigned char zero[32] = {0}, one[32] = {[31] = 1}, bytes[64];
    const unsigned char *values[] = {zero, one, order.data};

    for (int r = 0; r < 3; r++)
        for (int s = 0; s < 3; s++) {
            memcpy(bytes, values[r], 32);
            memcpy(bytes + 32, values[s], 32);
            assert_int_equal(verify(signer, oas_bytes(bytes, 64), work), OAS_REFUSED);
        }
    for (int v = 0; v < 3; v++) {
        memcpy(bytes, right.data, 64);
        memcpy(bytes + 32, values[v], 32);
        assert_int_equal(verify(signer, oas_bytes(bytes, 64), work), OAS_REFUSED);
    }
}

/* The same key signs both ways: one form must not pass as the other. */
static void refuses_the_other_padding_of_the_same_key(void **state)
{
    oas_work_t *work = unit_work(state);
    jose_signer_t pkcs1 = *signer_of("RS256"), pss = pkcs1;

    pss.alg = "PS256";
    assert_int_equal(verify_as("RS256", &pkcs1, message, jose_signature(work->pool, &pss, message), work), OAS_REFUSED);
    assert_int_equal(verify_as("PS256", &pss, message, jose_signature(work->pool, &pkcs1, message), work), OAS_REFUSED);
}

static void refuses_another_hash_of_the_same_key(void **state)
{
    static const char *const others[][2] = {{"RS256", "RS384"}, {"RS512", "RS256"}, {"PS256", "PS512"},
                                            {"PS384", "PS256"}, {"HS256", "HS512"}, {"HS384", "HS256"}};
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < 6; i++) {
        jose_signer_t signer = *signer_of(others[i][0]);
        oas_bytes_t signature = jose_signature(work->pool, &signer, message);

        signer.alg = others[i][1];
        assert_int_equal(verify(&signer, signature, work), OAS_REFUSED);
    }
}

/* A signature with a salt of this length; OpenSSL's own names for "none" and "as long as it can be" too. */
static oas_bytes_t sign_with_salt(const jose_signer_t *signer, int salt, apr_pool_t *pool)
{
    size_t length = (size_t)EVP_PKEY_get_size(signer->key);
    unsigned char *signature = apr_palloc(pool, length);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *padding;

    assert_int_equal(EVP_DigestSignInit(context, &padding, EVP_sha256(), NULL, signer->key), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, salt), 1);
    assert_int_equal(EVP_DigestSign(context, signature, &length, message.data, message.length), 1);
    EVP_MD_CTX_free(context);
    return oas_bytes(signature, length);
}

/* RFC 7518 §3.5 */
static void refuses_a_pss_salt_of_another_length(void **state)
{
    static const int salts[] = {0, 1, 20, 31, 33, 48, 64, RSA_PSS_SALTLEN_MAX};
    oas_work_t *work = unit_work(state);
    const jose_signer_t *signer = signer_of("PS256");

    assert_int_equal(verify(signer, sign_with_salt(signer, 32, work->pool), work), OAS_OK);
    for (size_t i = 0; i < sizeof(salts) / sizeof(*salts); i++)
        assert_int_equal(verify(signer, sign_with_salt(signer, salts[i], work->pool), work), OAS_REFUSED);
}

/* RFC 7518 §3.2: a key of the same size as the hash output or larger MUST be used. */
static void refuses_hmac_keys_shorter_than_the_hash(void **state)
{
    static const char *const hmacs[] = {"HS256", "HS384", "HS512"};
    oas_work_t *work = unit_work(state);
    unsigned char bytes[64] = {1, 2, 3};

    for (size_t i = 0; i < 3; i++) {
        jose_signer_t enough = jose_signer_of_secret(hmacs[i], NULL, oas_bytes(bytes, 32 + 16 * i));
        jose_signer_t less = jose_signer_of_secret(hmacs[i], NULL, oas_bytes(bytes, 31 + 16 * i));

        assert_int_equal(verify(&enough, jose_signature(work->pool, &enough, message), work), OAS_OK);
        assert_int_equal(verify(&less, jose_signature(work->pool, &less, message), work), OAS_REFUSED);
        assert_reason(work, "jws_key");
    }
}

/* R-JWT-02, R-JWT-03: the key decides what it is for, whatever the token says. */
static void refuses_keys_of_another_kind_for_every_algorithm(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int a = 0; a < NAMES; a++)
        for (int k = 0; k < NAMES; k++) {
            const oas_algorithm_t *algorithm = oas_algorithm_find(names[a]), *made_for = oas_algorithm_find(names[k]);
            oas_bytes_t signature = jose_signature(work->pool, &signers[k], message);

            if (algorithm->kty == made_for->kty && algorithm->curve == made_for->curve)
                continue;
            assert_int_equal(verify_as(names[a], &signers[k], message, signature, work), OAS_REFUSED);
            assert_reason(work, "jws_key");
        }
}

static void refuses_keys_bound_to_another_algorithm(void **state)
{
    oas_work_t *work = unit_work(state);
    jose_signer_t signer = *signer_of("RS256");
    const oas_jwk_t *jwk = jwk_of(&signer, work);

    signer.alg = "RS384";
    assert_int_equal(
        oas_jws_verify(oas_algorithm_find("RS384"), jwk, message, jose_signature(work->pool, &signer, message), work),
        OAS_REFUSED);
    assert_reason(work, "jws_key");
}

/* mod_ssl looks into the queue to learn why its own call failed. */
static void leaves_the_error_queue_as_it_was(void **state)
{
    oas_work_t *work = unit_work(state);

    ERR_raise(ERR_LIB_USER, 77);
    for (int i = 0; i < NAMES; i++) {
        oas_bytes_t signature = jose_signature(work->pool, &signers[i], message);

        assert_int_equal(verify(&signers[i], signature, work), OAS_OK);
        ((unsigned char *)signature.data)[5] ^= 1;
        assert_int_equal(verify(&signers[i], signature, work), OAS_REFUSED);
    }
    assert_int_equal(ERR_GET_REASON(ERR_get_error()), 77);
    assert_int_equal(ERR_get_error(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_what_the_key_signed),
        cmocka_unit_test(refuses_another_message),
        cmocka_unit_test(refuses_the_signature_of_another_key),
        cmocka_unit_test(refuses_a_signature_with_any_bit_flipped),
        cmocka_unit_test(refuses_signatures_cut_short_or_lengthened),
        cmocka_unit_test(refuses_signatures_of_nothing_but_zeros_or_ones),
        cmocka_unit_test(refuses_ecdsa_signatures_in_der),
        cmocka_unit_test(refuses_ecdsa_numbers_with_zeros_before_them),
        cmocka_unit_test(refuses_ecdsa_numbers_outside_of_the_group),
        cmocka_unit_test(refuses_the_other_padding_of_the_same_key),
        cmocka_unit_test(refuses_another_hash_of_the_same_key),
        cmocka_unit_test(refuses_a_pss_salt_of_another_length),
        cmocka_unit_test(refuses_hmac_keys_shorter_than_the_hash),
        cmocka_unit_test(refuses_keys_of_another_kind_for_every_algorithm),
        cmocka_unit_test(refuses_keys_bound_to_another_algorithm),
        cmocka_unit_test(leaves_the_error_queue_as_it_was),
    };
    apr_pool_t *pool;
    int failed;

    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return EXIT_FAILURE;
    for (int i = 0; i < NAMES; i++)
        signers[i] = jose_signer(pool, names[i], NULL);
    failed = unit_run("jws", tests, sizeof(tests) / sizeof(*tests));
    apr_pool_destroy(pool);
    return failed;
}
