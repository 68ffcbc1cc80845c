/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate.h"

#include <apr_strings.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void name(X509 *certificate, const char *names)
{
    X509_NAME *subject = X509_get_subject_name(certificate);
    X509_EXTENSION *extension;

    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)"test", -1, -1, 0);
    X509_set_issuer_name(certificate, subject);
    extension = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, names);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

static void write_file(certificate_t *made)
{
    FILE *file;

    snprintf(made->file, sizeof(made->file), "/tmp/oas-certificate-XXXXXX");
    file = fdopen(mkstemp(made->file), "w");
    PEM_write_X509(file, made->certificate);
    fclose(file);
}

certificate_t certificate_new(const char *names, long seconds)
{
    certificate_t made = {.key = EVP_EC_gen("P-256"), .certificate = X509_new()};

    X509_set_version(made.certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.certificate), seconds);
    X509_set_pubkey(made.certificate, made.key);
    name(made.certificate, names);
    if (X509_sign(made.certificate, made.key, EVP_sha256()) == 0)
        abort();
    write_file(&made);
    return made;
}

/* What was written, and the end of who it was written to. */
static const char *text_of(BIO *written, apr_pool_t *pool)
{
    char *data;
    long length = BIO_get_mem_data(written, &data);
    const char *text = apr_pstrmemdup(pool, data, (apr_size_t)length);

    BIO_free(written);
    return text;
}

const char *certificate_text(const certificate_t *certificate, apr_pool_t *pool)
{
    BIO *to = BIO_new(BIO_s_mem());

    PEM_write_bio_X509(to, certificate->certificate);
    return text_of(to, pool);
}

const char *certificate_key_text(const certificate_t *certificate, apr_pool_t *pool)
{
    BIO *to = BIO_new(BIO_s_mem());

    PEM_write_bio_PrivateKey(to, certificate->key, NULL, NULL, 0, NULL, NULL);
    return text_of(to, pool);
}

void certificate_remove(certificate_t *certificate)
{
    unlink(certificate->file);
    X509_free(certificate->certificate);
    EVP_PKEY_free(certificate->key);
}
