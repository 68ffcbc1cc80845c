/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates that a test makes for itself. */
#ifndef OAS_TESTS_HTTP_CERTIFICATE_H
#define OAS_TESTS_HTTP_CERTIFICATE_H

#include <apr_pools.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

typedef struct {
    EVP_PKEY *key;
    X509 *certificate;
    char file[64]; /* the certificate as PEM, for a client that trusts it */
} certificate_t;

/* A self-signed certificate for names as OpenSSL writes them ("DNS:localhost,IP:127.0.0.1"), good from an hour ago
 * until so many seconds from now. */
certificate_t certificate_new(const char *names, long seconds);

/* Certificate and key as PEM, in pool. */
const char *certificate_text(const certificate_t *certificate, apr_pool_t *pool);
const char *certificate_key_text(const certificate_t *certificate, apr_pool_t *pool);

void certificate_remove(certificate_t *certificate);

#endif
