/* SPDX-License-Identifier: Apache-2.0 */
/* Public keys for OpenSSL from the numbers of a JWK (RFC 7518 §6, RFC 8037 §2). Only a key that is strong enough and
 * lies on its curve is made. All keys live in work->pool; NULL unless OAS_OK. OAS_REFUSED: the numbers are no such key.
 * OpenSSL's error queue is as empty after each call as before it. */
#ifndef OAS_JOSE_PUBLIC_KEY_H
#define OAS_JOSE_PUBLIC_KEY_H

#include <openssl/evp.h>

#include "base/bytes.h"
#include "base/work.h"

enum { OAS_RSA_LEAST_BITS = 2048, OAS_RSA_MOST_BITS = 8192 };

/* An odd exponent in [3, 2^32], a modulus in the bounds above. Both may begin with zero bytes: some providers write a
 * sign byte that RFC 7518 §2 would not have there. */
OAS_MUST_CHECK oas_status_t oas_public_key_rsa(EVP_PKEY **key, oas_bytes_t modulus, oas_bytes_t exponent,
                                               oas_work_t *work);

/* What is asked of those two numbers, in a private key, too. */
OAS_MUST_CHECK oas_status_t oas_public_key_check_rsa(const BIGNUM *modulus, const BIGNUM *exponent, oas_work_t *work);

/* On a curve of "EC"; a coordinate has the full length of its field (RFC 7518 §6.2.1.2). */
OAS_MUST_CHECK oas_status_t oas_public_key_ec(EVP_PKEY **key, const char *name, oas_bytes_t x, oas_bytes_t y,
                                              oas_work_t *work);

/* On a curve of "OKP". */
OAS_MUST_CHECK oas_status_t oas_public_key_okp(EVP_PKEY **key, const char *name, oas_bytes_t x, oas_work_t *work);

#endif
