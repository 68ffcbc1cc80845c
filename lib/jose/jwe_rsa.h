/* SPDX-License-Identifier: Apache-2.0 */
/* A content key sealed with RSA-OAEP, RFC 7518 §4.3. */
#ifndef OAS_JOSE_JWE_RSA_H
#define OAS_JOSE_JWE_RSA_H

#include "jose/jwe_algorithm.h"

/* Write length bytes to key: those that were sealed, or others that nobody knows when there were none of that length.
 * Which of both is not told, so that nobody can ask us about padding (RFC 7516 §11.5). */
OAS_MUST_CHECK oas_status_t oas_jwe_rsa_open(unsigned char *key, size_t length, const oas_key_algorithm_t *algorithm,
                                             const oas_jwk_t *ours, oas_bytes_t sealed, oas_work_t *work);

/* *sealed lives in work->pool. */
OAS_MUST_CHECK oas_status_t oas_jwe_rsa_seal(oas_bytes_t *sealed, const oas_key_algorithm_t *algorithm,
                                             const oas_jwk_t *theirs, oas_bytes_t key, oas_work_t *work);

#endif
