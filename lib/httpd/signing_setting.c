/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/signing_setting.h"

#include <apr_strings.h>

#include "jose/algorithm.h"

const char *const oas_signing_words[] = {"RS256", "RS384", "RS512", "PS256",  "PS384", "PS512",
                                         "ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed25519",
                                         "Ed448", "HS256", "HS384", "HS512",  NULL};
const char oas_signing_right[] =
    "one of RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K EdDSA Ed25519 Ed448 "
    "HS256 HS384 HS512";

static const char *check_secret(const char *directive, const char *const *name, const oas_registration_t *registration,
                                apr_pool_t *pool)
{
    size_t length = oas_bytes_of(registration->client_secret).length;

    for (; name != NULL && *name != NULL; name++) {
        const oas_algorithm_t *algorithm = oas_algorithm_find(*name);

        if (algorithm != NULL && algorithm->scheme == OAS_SIGN_HMAC && length < oas_hash_length(algorithm->hash))
            return apr_psprintf(pool,
                                "%s %s needs an OAuthClientSecret of %" APR_SIZE_T_FMT " bytes or more: it is the key",
                                directive, *name, oas_hash_length(algorithm->hash));
    }
    return NULL;
}

const char *oas_signing_complete(const oas_provider_config_t *provider, apr_pool_t *pool)
{
    const oas_registration_t *registration = &provider->registration;
    const char *error = check_secret("OAuthSigningAlgorithms", registration->signing_algorithms, registration, pool);

    if (error == NULL)
        error = check_secret("OAuthUserinfoSigning", registration->userinfo_signing, registration, pool);
    if (error == NULL && registration->userinfo_signing != NULL && registration->by_hand.issuer == NULL)
        error = "OAuthUserinfoSigning needs OAuthIssuer: who signs is compared with it";
    return error;
}
