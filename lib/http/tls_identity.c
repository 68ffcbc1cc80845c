/* SPDX-License-Identifier: Apache-2.0 */
#include "http/tls_identity.h"

#include <limits.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

/* Nobody is asked for a passphrase: httpd has no terminal. */
static int no_passphrase(char *buffer, int size, int writing, void *unused)
{
    (void)buffer, (void)size, (void)writing, (void)unused;
    return -1;
}

static X509 *read_certificate(oas_bytes_t text)
{
    BIO *source = BIO_new_mem_buf(text.data, (int)text.length);
    X509 *certificate = source != NULL ? PEM_read_bio_X509(source, NULL, no_passphrase, NULL) : NULL;

    BIO_free(source);
    return certificate;
}

static EVP_PKEY *read_key(oas_bytes_t text)
{
    BIO *source = BIO_new_mem_buf(text.data, (int)text.length);
    EVP_PKEY *key = source != NULL ? PEM_read_bio_PrivateKey(source, NULL, no_passphrase, NULL) : NULL;

    BIO_free(source);
    return key;
}

static oas_status_t check_pair(X509 *certificate, EVP_PKEY *key, oas_work_t *work)
{
    if (certificate == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "tls_certificate", "it holds no certificate in PEM form");
    if (key == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "tls_key",
                        "it holds no private key in PEM form that can be read without a passphrase");
    if (X509_check_private_key(certificate, key) != 1)
        return oas_fail(work, OAS_MISCONFIGURED, "tls_key", "the private key is not the one of the certificate");
    return OAS_OK;
}

static oas_status_t check_texts(oas_bytes_t certificate_text, oas_bytes_t key_text, oas_work_t *work)
{
    X509 *certificate;
    EVP_PKEY *key;
    oas_status_t status;

    if (certificate_text.length > INT_MAX || key_text.length > INT_MAX)
        return oas_fail(work, OAS_MISCONFIGURED, "tls_certificate", "it is too large to be a certificate");
    ERR_set_mark();
    certificate = read_certificate(certificate_text);
    key = read_key(key_text);
    status = check_pair(certificate, key, work);
    X509_free(certificate);
    EVP_PKEY_free(key);
    ERR_pop_to_mark();
    return status;
}

static oas_bytes_t keep(oas_bytes_t text, apr_pool_t *pool)
{
    oas_bytes_t copy = oas_bytes_copy(pool, text);

    oas_wipe_with(pool, (void *)copy.data, copy.length);
    return copy;
}

oas_status_t oas_tls_identity_read(const oas_tls_identity_t **identity, oas_bytes_t certificate, oas_bytes_t key,
                                   oas_work_t *work)
{
    oas_status_t status = check_texts(certificate, key, work);
    oas_tls_identity_t *made;

    *identity = NULL;
    if (status != OAS_OK)
        return status;
    made = apr_palloc(work->pool, sizeof(*made));
    *made = (oas_tls_identity_t){.certificate = keep(certificate, work->pool), .key = keep(key, work->pool)};
    *identity = made;
    return OAS_OK;
}
