/* SPDX-License-Identifier: Apache-2.0 */
/* A key pair written as a JWK, RFC 7518 §6 and RFC 8037 §2. */
#ifndef OAS_JOSE_PRIVATE_JWK_H
#define OAS_JOSE_PRIVATE_JWK_H

#include "jose/jwk.h"

/* Fill in key, kid, alg and use; what kind of key it is, and whether its halves fit, is the caller's to find out. An
 * RSA key has all its numbers and two primes. OAS_REFUSED: it is no such JWK. The caller keeps OpenSSL's error queue
 * clean. */
OAS_MUST_CHECK oas_status_t oas_private_jwk_read(oas_jwk_t *jwk, oas_bytes_t text, oas_work_t *work);

#endif
