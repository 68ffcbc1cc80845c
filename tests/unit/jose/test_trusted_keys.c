/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>
#include <openssl/pem.h>

#include "jose/trusted_keys.h"

/* RFC 8037 A.2 */
#define ED25519 "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\""

static const oas_jwk_set_t *read_keys(oas_work_t *work, const char *text)
{
    const oas_jwk_set_t *set;

    if (oas_trusted_keys_parse(&set, oas_bytes_of(text), work) != OAS_OK)
        fail_msg("%s", work->failure);
    return set;
}

static void assert_refused(oas_work_t *work, const char *text)
{
    const oas_jwk_set_t *set;

    oas_forgive(work);
    assert_int_equal(oas_trusted_keys_parse(&set, oas_bytes_of(text), work), OAS_MISCONFIGURED);
    assert_null(set);
    assert_non_null(work->failure);
    assert_no_openssl_errors();
}

static const char *text_of(BIO *bio, apr_pool_t *pool)
{
    char *text;
    long length = BIO_get_mem_data(bio, &text);
    const char *copy = apr_pstrmemdup(pool, text, (apr_size_t)length);

    BIO_free(bio);
    return copy;
}

static const char *public_pem(EVP_PKEY *key, apr_pool_t *pool)
{
    BIO *bio = BIO_new(BIO_s_mem());

    assert_int_equal(PEM_write_bio_PUBKEY(bio, key), 1);
    return text_of(bio, pool);
}

static const char *new_pem(const char *type, const char *group, apr_pool_t *pool)
{
    EVP_PKEY *key = group != NULL ? EVP_PKEY_Q_keygen(NULL, NULL, type, group) : EVP_PKEY_Q_keygen(NULL, NULL, type);
    const char *pem;

    assert_non_null(key);
    pem = public_pem(key, pool);
    EVP_PKEY_free(key);
    return pem;
}

static const char *rsa_pem(unsigned bits, apr_pool_t *pool)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits);
    const char *pem = public_pem(key, pool);

    EVP_PKEY_free(key);
    return pem;
}

static const char *certificate_pem(apr_pool_t *pool)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    X509 *certificate = X509_new();
    BIO *bio = BIO_new(BIO_s_mem());

    X509_gmtime_adj(X509_getm_notBefore(certificate), -7200);
    X509_gmtime_adj(X509_getm_notAfter(certificate), -3600);
    X509_set_pubkey(certificate, key);
    assert_int_not_equal(X509_sign(certificate, key, EVP_sha256()), 0);
    assert_int_equal(PEM_write_bio_X509(bio, certificate), 1);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return text_of(bio, pool);
}

static void reads_a_key_set_and_a_single_key(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t *set = read_keys(work, "{\"keys\":[{\"kid\":\"a\"," ED25519 "},{\"kid\":\"b\"," ED25519 "}]}");

    assert_int_equal(set->count, 2);
    assert_string_equal(set->keys[1].kid, "b");
    set = read_keys(work, "{\"kid\":\"one\"," ED25519 "}\n");
    assert_int_equal(set->count, 1);
    assert_string_equal(set->keys[0].kid, "one");
}

static void reads_public_keys_and_certificates_in_pem(void **state)
{
    oas_work_t *work = unit_work(state);
    const char *pem = apr_pstrcat(work->pool, "these are from the manual:\n", rsa_pem(2048, work->pool),
                                  new_pem("EC", "P-384", work->pool), certificate_pem(work->pool),
                                  new_pem("ED25519", NULL, work->pool), NULL);
    const oas_jwk_set_t *set = read_keys(work, pem);

    assert_int_equal(set->count, 4);
    assert_int_equal(set->keys[0].kty, OAS_KTY_RSA);
    assert_string_equal(set->keys[1].curve, "P-384");
    assert_string_equal(set->keys[2].curve, "P-256");
    assert_string_equal(set->keys[3].curve, "Ed25519");
    for (size_t i = 0; i < set->count; i++) {
        assert_null(set->keys[i].kid);
        assert_false(set->keys[i].is_private);
    }
}

static void refuses_what_is_no_key_to_trust(void **state)
{
    static const char *const texts[] = {
        "",
        "not a key",
        "{}",
        "{\"keys\":[]}",
        "{\"keys\":{}}",
        "[]",
        "{\"kty\":\"oct\",\"k\":\"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA\"}",
        "{\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"," ED25519 "}",
        "{\"use\":\"enc\"," ED25519 "}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"short\"}",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_refused(unit_work(state), texts[i]);
}

/* A set of the administrator's own is right wholly or not at all: he would wait in vain for the key that was left out. */
static void one_bad_key_spoils_them_all(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_refused(work, "{\"keys\":[{" ED25519 "},{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}");
    assert_refused(work, apr_pstrcat(work->pool, new_pem("EC", "P-256", work->pool), rsa_pem(1024, work->pool), NULL));
    assert_refused(work, new_pem("EC", "brainpoolP256r1", work->pool));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_key_set_and_a_single_key),
        cmocka_unit_test(reads_public_keys_and_certificates_in_pem),
        cmocka_unit_test(refuses_what_is_no_key_to_trust),
        cmocka_unit_test(one_bad_key_spoils_them_all),
    };
    return unit_run("trusted_keys", tests, sizeof(tests) / sizeof(tests[0]));
}
