/* SPDX-License-Identifier: Apache-2.0 */
/* How OpenSSL is told of an algorithm, for making signatures and for checking them. */
#ifndef OAS_JOSE_SIGNATURE_H
#define OAS_JOSE_SIGNATURE_H

#include <stdbool.h>

#include <openssl/evp.h>

#include "jose/algorithm.h"

/* NULL where the algorithm hashes by itself (RFC 8032). */
const EVP_MD *oas_signature_digest(const oas_algorithm_t *algorithm);

/* Set what EVP_DigestSignInit or EVP_DigestVerifyInit leaves open. */
bool oas_signature_prepare(EVP_PKEY_CTX *context, const oas_algorithm_t *algorithm);

/* Bytes of r and of s each, RFC 7518 §3.4. */
size_t oas_signature_half(const EVP_PKEY *key);

#endif
