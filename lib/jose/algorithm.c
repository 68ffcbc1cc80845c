/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/algorithm.h"

#include <stddef.h>
#include <string.h>

/* EdDSA names no curve (RFC 8037 §3.1); RFC 9864 has a name for each. ES256K (RFC 8812) is there for those who ask for
 * it by name: no default has it. */
static const oas_algorithm_t algorithms[] = {
    {"RS256", OAS_KTY_RSA, NULL, OAS_SIGN_RSA_PKCS1, OAS_SHA256},
    {"RS384", OAS_KTY_RSA, NULL, OAS_SIGN_RSA_PKCS1, OAS_SHA384},
    {"RS512", OAS_KTY_RSA, NULL, OAS_SIGN_RSA_PKCS1, OAS_SHA512},
    {"PS256", OAS_KTY_RSA, NULL, OAS_SIGN_RSA_PSS, OAS_SHA256},
    {"PS384", OAS_KTY_RSA, NULL, OAS_SIGN_RSA_PSS, OAS_SHA384},
    {"PS512", OAS_KTY_RSA, NULL, OAS_SIGN_RSA_PSS, OAS_SHA512},
    {"ES256", OAS_KTY_EC, "P-256", OAS_SIGN_ECDSA, OAS_SHA256},
    {"ES384", OAS_KTY_EC, "P-384", OAS_SIGN_ECDSA, OAS_SHA384},
    {"ES512", OAS_KTY_EC, "P-521", OAS_SIGN_ECDSA, OAS_SHA512},
    {"ES256K", OAS_KTY_EC, "secp256k1", OAS_SIGN_ECDSA, OAS_SHA256},
    {"EdDSA", OAS_KTY_OKP, NULL, OAS_SIGN_EDDSA, OAS_SHA512},
    {"Ed25519", OAS_KTY_OKP, "Ed25519", OAS_SIGN_EDDSA, OAS_SHA512},
    {"Ed448", OAS_KTY_OKP, "Ed448", OAS_SIGN_EDDSA, OAS_SHA512},
    {"HS256", OAS_KTY_OCT, NULL, OAS_SIGN_HMAC, OAS_SHA256},
    {"HS384", OAS_KTY_OCT, NULL, OAS_SIGN_HMAC, OAS_SHA384},
    {"HS512", OAS_KTY_OCT, NULL, OAS_SIGN_HMAC, OAS_SHA512},
};

const char *const oas_algorithms_default[] = {"RS256", "PS256", "ES256", "EdDSA", NULL};

const oas_algorithm_t *oas_algorithm_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof(algorithms) / sizeof(*algorithms); i++)
        if (strcmp(algorithms[i].name, name) == 0)
            return &algorithms[i];
    return NULL;
}

bool oas_algorithm_is_allowed(const char *name, const char *const *allowed)
{
    for (; name != NULL && *allowed != NULL; allowed++)
        if (strcmp(*allowed, name) == 0)
            return true;
    return false;
}
