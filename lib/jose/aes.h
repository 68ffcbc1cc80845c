/* SPDX-License-Identifier: Apache-2.0 */
/* AES as RFC 7518 uses it, in one call each. Keys have 16, 24 or 32 bytes; out is as long as in, where nothing else is
 * said. False: OpenSSL failed, or what was to be opened is not what was sealed; out must not be used. OpenSSL's error
 * queue is as empty after each call as before it. */
#ifndef OAS_JOSE_AES_H
#define OAS_JOSE_AES_H

#include <stdbool.h>

#include "base/bytes.h"

/* RFC 7518 §5.3: iv of 12 bytes, tag of 16. */
bool oas_aes_gcm_seal(unsigned char *out, unsigned char tag[16], oas_bytes_t key, oas_bytes_t iv, oas_bytes_t aad,
                      oas_bytes_t in);
bool oas_aes_gcm_open(unsigned char *out, oas_bytes_t tag, oas_bytes_t key, oas_bytes_t iv, oas_bytes_t aad,
                      oas_bytes_t in);

/* RFC 7518 §5.2.2: iv of 16 bytes, padded as PKCS #7 says; *length is what was written, at most 16 bytes more than
 * in. */
bool oas_aes_cbc_encrypt(unsigned char *out, size_t *length, oas_bytes_t key, oas_bytes_t iv, oas_bytes_t in);
bool oas_aes_cbc_decrypt(unsigned char *out, size_t *length, oas_bytes_t key, oas_bytes_t iv, oas_bytes_t in);

/* RFC 3394 with its own initial value: 8 bytes more than in, or fewer. */
bool oas_aes_kw_wrap(unsigned char *out, oas_bytes_t key, oas_bytes_t in);
bool oas_aes_kw_unwrap(unsigned char *out, oas_bytes_t key, oas_bytes_t in);

#endif
