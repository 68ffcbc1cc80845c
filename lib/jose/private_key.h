/* SPDX-License-Identifier: Apache-2.0 */
/* Our own keys: for client assertions, request objects, DPoP proofs, and for decrypting what is sent to us. */
#ifndef OAS_JOSE_PRIVATE_KEY_H
#define OAS_JOSE_PRIVATE_KEY_H

#include "jose/jwk.h"

enum { OAS_PRIVATE_KEY_LARGEST = 64 * 1024 }; /* bytes of its text; a certificate may stand beside it */

/* Read one private key, in PEM (the first of the text; no password) or, when the text begins with "{", as a JWK. It is
 * RSA of 2048 to 8192 bits, EC on P-256, P-384, P-521 or secp256k1, Ed25519, Ed448, X25519 or X448, and its two halves
 * belong together. kid is what it will be called; NULL: the JWK's kid, else its thumbprint (RFC 7638). alg and use are
 * the JWK's; a PEM has neither, so that it serves for all that its kind can do.
 * *jwk lives in work->pool; NULL unless OAS_OK. OAS_MISCONFIGURED: the text has no such key; the failure never shows
 * any of it. OpenSSL's error queue is as empty after the call as before it. */
OAS_MUST_CHECK oas_status_t oas_private_key_parse(const oas_jwk_t **jwk, oas_bytes_t text, const char *kid,
                                                  oas_work_t *work);

/* A new key of a curve ("P-256", "Ed25519"), with its thumbprint as kid. OAS_BROKEN: OpenSSL failed. */
OAS_MUST_CHECK oas_status_t oas_private_key_generate(const oas_jwk_t **jwk, const char *curve, oas_work_t *work);

/* The key as an unencrypted PEM text (PKCS #8), in work->pool and wiped with it. */
OAS_MUST_CHECK oas_status_t oas_private_key_text(const char **pem, const oas_jwk_t *jwk, oas_work_t *work);

#endif
