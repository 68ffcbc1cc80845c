/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>
#include <openssl/pem.h>

#include "base/base64url.h"
#include "crypto/digest.h"
#include "jose/certificate.h"

/* A certificate that names nobody, signed by its own key. */
static X509 *new_certificate(void)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    X509 *certificate = X509_new();

    assert_non_null(key);
    assert_non_null(certificate);
    assert_non_null(X509_gmtime_adj(X509_getm_notBefore(certificate), 0));
    assert_non_null(X509_gmtime_adj(X509_getm_notAfter(certificate), 60));
    assert_int_equal(X509_set_pubkey(certificate, key), 1);
    assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
    EVP_PKEY_free(key);
    return certificate;
}

static const char *pem_of(oas_work_t *work, X509 *certificate)
{
    BIO *bio = BIO_new(BIO_s_mem());
    const char *copy;
    char *text;
    long length;

    assert_int_equal(PEM_write_bio_X509(bio, certificate), 1);
    length = BIO_get_mem_data(bio, &text);
    copy = apr_pstrmemdup(work->pool, text, (apr_size_t)length);
    BIO_free(bio);
    return copy;
}

/* RFC 7515 §4.1.8: the SHA-256 of the DER form. */
static const char *thumbprint_of(oas_work_t *work, X509 *certificate)
{
    unsigned char *der = NULL, digest[OAS_HASH_LONGEST];
    int length = i2d_X509(certificate, &der);

    assert_true(length > 0);
    assert_int_equal(oas_digest(digest, OAS_SHA256, oas_bytes(der, (size_t)length), work), OAS_OK);
    OPENSSL_free(der);
    return oas_base64url_encode(work->pool, oas_bytes(digest, 32));
}

static void the_first_certificate_of_a_text_is_named(void **state)
{
    oas_work_t *work = unit_work(state);
    X509 *first = new_certificate(), *second = new_certificate();
    const char *pem = apr_pstrcat(work->pool, "ours\n", pem_of(work, first), pem_of(work, second), NULL);
    const char *thumbprint;

    assert_int_equal(oas_certificate_thumbprint(&thumbprint, oas_bytes_of(pem), work), OAS_OK);
    assert_string_equal(thumbprint, thumbprint_of(work, first));
    X509_free(first);
    X509_free(second);
}

static void refuses_what_is_no_certificate(void **state)
{
    static const char *const bad[] = {"", "certificate",
                                      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                                      "-----BEGIN CERTIFICATE-----\n"};
    oas_work_t *work = unit_work(state);
    const char *thumbprint;

    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        oas_forgive(work);
        assert_int_equal(oas_certificate_thumbprint(&thumbprint, oas_bytes_of(bad[i]), work), OAS_MISCONFIGURED);
        assert_reason(work, "certificate_form");
        assert_null(thumbprint);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_certificate_of_a_text_is_named),
        cmocka_unit_test(refuses_what_is_no_certificate),
    };

    return unit_run("certificate", tests, sizeof(tests) / sizeof(*tests));
}
