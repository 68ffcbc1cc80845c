/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/jwe_algorithm.h"

#include "jose/curve.h"

static const oas_key_algorithm_t key_algorithms[] = {
    {"RSA-OAEP", OAS_WRAP_RSA_OAEP, 0, OAS_SHA256, true},     {"RSA-OAEP-256", OAS_WRAP_RSA_OAEP, 0, OAS_SHA256, false},
    {"ECDH-ES", OAS_WRAP_ECDH, 0, OAS_SHA256, false},         {"ECDH-ES+A128KW", OAS_WRAP_ECDH, 16, OAS_SHA256, false},
    {"ECDH-ES+A192KW", OAS_WRAP_ECDH, 24, OAS_SHA256, false}, {"ECDH-ES+A256KW", OAS_WRAP_ECDH, 32, OAS_SHA256, false},
    {"A128KW", OAS_WRAP_AES_KW, 16, OAS_SHA256, false},       {"A192KW", OAS_WRAP_AES_KW, 24, OAS_SHA256, false},
    {"A256KW", OAS_WRAP_AES_KW, 32, OAS_SHA256, false},       {"A128GCMKW", OAS_WRAP_AES_GCM, 16, OAS_SHA256, false},
    {"A192GCMKW", OAS_WRAP_AES_GCM, 24, OAS_SHA256, false},   {"A256GCMKW", OAS_WRAP_AES_GCM, 32, OAS_SHA256, false},
    {"dir", OAS_WRAP_DIRECT, 0, OAS_SHA256, false},
};

static const oas_content_algorithm_t content_algorithms[] = {
    {"A128GCM", 16, OAS_GCM_IV, OAS_GCM_TAG, true, OAS_SHA256},
    {"A192GCM", 24, OAS_GCM_IV, OAS_GCM_TAG, true, OAS_SHA256},
    {"A256GCM", 32, OAS_GCM_IV, OAS_GCM_TAG, true, OAS_SHA256},
    {"A128CBC-HS256", 32, 16, 16, false, OAS_SHA256},
    {"A192CBC-HS384", 48, 16, 24, false, OAS_SHA384},
    {"A256CBC-HS512", 64, 16, 32, false, OAS_SHA512},
};

const char *const oas_key_algorithms_default[] = {"RSA-OAEP-256",   "RSA-OAEP",       "ECDH-ES", "ECDH-ES+A128KW",
                                                  "ECDH-ES+A192KW", "ECDH-ES+A256KW", NULL};
const char *const oas_content_algorithms_default[] = {"A256GCM",       "A192GCM",       "A128GCM", "A256CBC-HS512",
                                                      "A192CBC-HS384", "A128CBC-HS256", NULL};

const oas_key_algorithm_t *oas_key_algorithm_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof(key_algorithms) / sizeof(*key_algorithms); i++)
        if (strcmp(key_algorithms[i].name, name) == 0)
            return &key_algorithms[i];
    return NULL;
}

bool oas_key_algorithm_is_symmetric(const char *name)
{
    const oas_key_algorithm_t *found = oas_key_algorithm_find(name);

    return found != NULL && found->wrap != OAS_WRAP_RSA_OAEP && found->wrap != OAS_WRAP_ECDH;
}

const oas_content_algorithm_t *oas_content_algorithm_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof(content_algorithms) / sizeof(*content_algorithms); i++)
        if (strcmp(content_algorithms[i].name, name) == 0)
            return &content_algorithms[i];
    return NULL;
}

static bool has_kind(const oas_jwk_t *jwk, const oas_key_algorithm_t *algorithm)
{
    const oas_curve_t *curve = oas_curve_find(jwk->curve);

    switch (algorithm->wrap) {
    case OAS_WRAP_RSA_OAEP: return jwk->kty == OAS_KTY_RSA;
    case OAS_WRAP_ECDH: return curve != NULL && curve->agrees;
    case OAS_WRAP_AES_KW:
    case OAS_WRAP_AES_GCM:
    case OAS_WRAP_DIRECT: return jwk->kty == OAS_KTY_OCT;
    }
    return false;
}

/* A shared key for "dir" says what it encrypts: its "alg" is an "enc" (RFC 7520 §5.6.1). */
static bool has_name(const oas_jwk_t *jwk, const oas_key_algorithm_t *algorithm, const oas_content_algorithm_t *content)
{
    if (jwk->alg == NULL || strcmp(jwk->alg, algorithm->name) == 0)
        return true;
    return algorithm->wrap == OAS_WRAP_DIRECT && strcmp(jwk->alg, content->name) == 0;
}

bool oas_jwk_fits_wrap(const oas_jwk_t *jwk, const oas_key_algorithm_t *algorithm,
                       const oas_content_algorithm_t *content)
{
    size_t length = algorithm->wrap == OAS_WRAP_DIRECT ? content->key_length : algorithm->key_length;

    if (jwk->use == OAS_USE_SIGNATURE || !has_kind(jwk, algorithm) || !has_name(jwk, algorithm, content))
        return false;
    return jwk->kty != OAS_KTY_OCT || jwk->is_client_secret || jwk->secret.length == length;
}
