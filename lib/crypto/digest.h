/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-2, SHAKE256, HMAC (RFC 2104) and HKDF (RFC 5869) on OpenSSL, with contexts that each thread keeps for itself.
 * OpenSSL's error queue is as empty after each call as before it. */
#ifndef OAS_CRYPTO_DIGEST_H
#define OAS_CRYPTO_DIGEST_H

#include "base/bytes.h"
#include "base/work.h"

typedef enum { OAS_SHA256, OAS_SHA384, OAS_SHA512 } oas_hash_t;

enum { OAS_HASH_LONGEST = 64 };

/* Bytes of a digest: 32, 48, 64. */
size_t oas_hash_length(oas_hash_t hash);

/* Write oas_hash_length(hash) bytes to out. OAS_BROKEN: OpenSSL failed. */
OAS_MUST_CHECK oas_status_t oas_digest(unsigned char *out, oas_hash_t hash, oas_bytes_t bytes, oas_work_t *work);
OAS_MUST_CHECK oas_status_t oas_hmac(unsigned char *out, oas_hash_t hash, oas_bytes_t key, oas_bytes_t bytes,
                                     oas_work_t *work);

/* SHAKE256 (FIPS 202), which gives as many bytes as are wanted. */
OAS_MUST_CHECK oas_status_t oas_shake256(unsigned char *out, size_t length, oas_bytes_t bytes, oas_work_t *work);

/* HKDF-SHA256, extract and expand: length bytes (<= 255 * 32) that belong to info. salt may be empty. */
OAS_MUST_CHECK oas_status_t oas_hkdf(unsigned char *out, size_t length, oas_bytes_t secret, oas_bytes_t salt,
                                     oas_bytes_t info, oas_work_t *work);

#endif
