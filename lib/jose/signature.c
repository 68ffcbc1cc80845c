/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/signature.h"

#include <openssl/rsa.h>

const EVP_MD *oas_signature_digest(const oas_algorithm_t *algorithm)
{
    if (algorithm->scheme == OAS_SIGN_EDDSA)
        return NULL; /* RFC 8032: it hashes by itself */
    switch (algorithm->hash) {
    case OAS_SHA256: return EVP_sha256();
    case OAS_SHA384: return EVP_sha384();
    case OAS_SHA512: return EVP_sha512();
    }
    return NULL;
}

/* RFC 7518 §3.5: the salt is as long as the hash, and MGF1 uses the same hash, which is OpenSSL's choice, too. */
bool oas_signature_prepare(EVP_PKEY_CTX *context, const oas_algorithm_t *algorithm)
{
    if (algorithm->scheme == OAS_SIGN_RSA_PKCS1)
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
    if (algorithm->scheme == OAS_SIGN_RSA_PSS)
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
               && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1
               && EVP_PKEY_CTX_set_rsa_mgf1_md(context, oas_signature_digest(algorithm)) == 1;
    return true;
}

size_t oas_signature_half(const EVP_PKEY *key)
{
    return ((size_t)EVP_PKEY_get_bits(key) + 7) / 8;
}
