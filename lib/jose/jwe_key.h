/* SPDX-License-Identifier: Apache-2.0 */
/* The content key of an encrypted token: sealed for the one who may read it, RFC 7518 §4. */
#ifndef OAS_JOSE_JWE_KEY_H
#define OAS_JOSE_JWE_KEY_H

#include "jose/jwe_algorithm.h"

typedef struct {
    const oas_key_algorithm_t *algorithm;
    const oas_content_algorithm_t *content;
    const oas_json_t *header; /* when it is opened: has epk, apu, apv, iv and tag */
    const char *members;      /* when it was sealed: what the header has to have, ",\"epk\":..." or "" */
    oas_bytes_t encrypted_key;
} oas_sealed_key_t;

/* Write content->key_length bytes to key. The key of ours fits (oas_jwk_fits_wrap). Where RSA fails a random key is
 * written and the answer is OAS_OK: what is wrong shows when the content is opened, as with any wrong key (RFC 7516
 * §11.5). OAS_REFUSED (jwe_header): a member of the header is none; (jwe_decrypt): it was not sealed for this key. */
OAS_MUST_CHECK oas_status_t oas_jwe_key_open(unsigned char *key, const oas_sealed_key_t *sealed, const oas_jwk_t *ours,
                                             oas_work_t *work);

/* Make a content key of content->key_length bytes, and fill in sealed->members and encrypted_key. */
OAS_MUST_CHECK oas_status_t oas_jwe_key_seal(unsigned char *key, oas_sealed_key_t *sealed, const oas_jwk_t *theirs,
                                             oas_work_t *work);

/* The shared key of length bytes: the secret of an oct key, or what is derived from a client secret (OpenID Connect
 * Core 1.0 §10.2: the first bytes of its SHA-2). */
OAS_MUST_CHECK oas_status_t oas_jwe_shared_key(unsigned char *key, size_t length, const oas_jwk_t *jwk,
                                               oas_work_t *work);

#endif
