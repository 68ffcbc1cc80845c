/* SPDX-License-Identifier: Apache-2.0 */
/* What a client shows when a TLS server asks who it is: a certificate, and the key that proves it is its own. As texts and
 * not as files, because the processes that make calls may not read what the one that started them could. */
#ifndef OAS_HTTP_TLS_IDENTITY_H
#define OAS_HTTP_TLS_IDENTITY_H

#include "base/bytes.h"
#include "base/work.h"

typedef struct {
    oas_bytes_t certificate; /* PEM; certificates of its authorities may follow it */
    oas_bytes_t key;         /* PEM */
} oas_tls_identity_t;

/* From two texts, which may be the same one. *identity lives in work->pool, wiped with it; NULL unless OAS_OK.
 * OAS_MISCONFIGURED: no certificate, no private key without a passphrase, or the two do not belong together. Whether the
 * certificate is still good is for the server to judge. OpenSSL's error queue is as empty afterwards as before. */
OAS_MUST_CHECK oas_status_t oas_tls_identity_read(const oas_tls_identity_t **identity, oas_bytes_t certificate,
                                                  oas_bytes_t key, oas_work_t *work);

#endif
