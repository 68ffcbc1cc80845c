/* SPDX-License-Identifier: Apache-2.0 */
/* The signatures of OAuth 1.0a (RFC 5849 §3.4.2, §3.4.3). SHA-1 keeps nobody from finding two texts of one digest; as an
 * HMAC, and for a request that is signed a moment before it is sent, it still holds. Nothing else may use it. */
#ifndef OAS_CRYPTO_SHA1_SIGNATURE_H
#define OAS_CRYPTO_SHA1_SIGNATURE_H

#include <openssl/evp.h>

#include "base/bytes.h"
#include "base/work.h"

/* Both give *signature in work->pool, and leave OpenSSL's error queue as empty as it was. OAS_BROKEN: OpenSSL failed. */
OAS_MUST_CHECK oas_status_t oas_hmac_sha1(oas_bytes_t *signature, oas_bytes_t key, oas_bytes_t bytes, oas_work_t *work);

/* RSASSA-PKCS1-v1_5. key is a private RSA key. */
OAS_MUST_CHECK oas_status_t oas_rsa_sha1(oas_bytes_t *signature, EVP_PKEY *key, oas_bytes_t bytes, oas_work_t *work);

#endif
