/* SPDX-License-Identifier: Apache-2.0 */
/* Base64url without padding, RFC 4648 §5 as RFC 7515 §2 uses it. Decoding is strict: one text for one value, so
 * padding, other alphabets, white space, impossible lengths and trailing bits that are not zero are refused. */
#ifndef OAS_BASE_BASE64URL_H
#define OAS_BASE_BASE64URL_H

#include "base/bytes.h"
#include "base/status.h"

/* Characters that length bytes become, without a NUL. */
#define OAS_BASE64URL_LENGTH(length) (((length) * 4 + 2) / 3)

/* The text of bytes, in pool. */
const char *oas_base64url_encode(apr_pool_t *pool, oas_bytes_t bytes);

/* Write OAS_BASE64URL_LENGTH(bytes.length) characters to text, and no NUL. */
void oas_base64url_encode_to(char *text, oas_bytes_t bytes);

/* *bytes lives in pool; empty unless true. An empty text is the empty value. */
OAS_MUST_CHECK bool oas_base64url_decode(oas_bytes_t *bytes, oas_bytes_t text, apr_pool_t *pool);

/* Decode a text that must be exactly length bytes; they are undefined unless true. */
OAS_MUST_CHECK bool oas_base64url_decode_to(void *bytes, size_t length, oas_bytes_t text);

#endif
