/* SPDX-License-Identifier: Apache-2.0 */
/* The content of an encrypted token, RFC 7518 §5. */
#ifndef OAS_JOSE_JWE_CONTENT_H
#define OAS_JOSE_JWE_CONTENT_H

#include "jose/jwe_algorithm.h"

typedef struct {
    oas_bytes_t aad; /* the header as it stands in the token */
    oas_bytes_t iv, ciphertext, tag;
} oas_sealed_content_t;

/* key has content->key_length bytes. *plaintext lives in work->pool, has a NUL behind its end, and is wiped with it.
 * OAS_REFUSED (jwe_decrypt): it was not sealed with this key, whatever else is wrong with it. */
OAS_MUST_CHECK oas_status_t oas_jwe_content_open(oas_bytes_t *plaintext, const oas_content_algorithm_t *content,
                                                 const unsigned char *key, const oas_sealed_content_t *sealed,
                                                 oas_work_t *work);

/* sealed->aad is the caller's; the rest is filled in, with a new iv, in work->pool. */
OAS_MUST_CHECK oas_status_t oas_jwe_content_seal(oas_sealed_content_t *sealed, const oas_content_algorithm_t *content,
                                                 const unsigned char *key, oas_bytes_t plaintext, oas_work_t *work);

/* The one failure there is to tell, whatever it was. */
oas_status_t oas_jwe_refuse(oas_work_t *work);

#endif
