/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/base64url.h"

enum { LARGEST = 64 * 1024 }; /* bytes of text; a private key may stand beside it */

/* Never ask the terminal for a password. */
static int know_no_password(char *buffer, int size, int writing, void *unused)
{
    (void)buffer, (void)size, (void)writing, (void)unused;
    return -1;
}

static bool digest_first(unsigned char *digest, unsigned int *length, oas_bytes_t pem)
{
    BIO *text = BIO_new_mem_buf(pem.data, (int)pem.length);
    X509 *certificate = text != NULL ? PEM_read_bio_X509(text, NULL, know_no_password, NULL) : NULL;
    bool done = certificate != NULL && X509_digest(certificate, EVP_sha256(), digest, length) == 1;

    X509_free(certificate);
    BIO_free(text);
    return done;
}

oas_status_t oas_certificate_thumbprint(const char **thumbprint, oas_bytes_t pem, oas_work_t *work)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length;
    bool done;

    *thumbprint = NULL;
    ERR_set_mark();
    done = pem.length <= LARGEST && digest_first(digest, &length, pem);
    ERR_pop_to_mark();
    if (!done)
        return oas_fail(work, OAS_MISCONFIGURED, "certificate_form", "there is no certificate in PEM");
    *thumbprint = oas_base64url_encode(work->pool, oas_bytes(digest, length));
    return OAS_OK;
}
