/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/signer.h"

#include "oidc/issuer_keys.h"

/* A MAC is made with the client secret, and never with one of the provider's keys, which everybody knows. */
static oas_status_t check_mac(const oas_jwt_t *jwt, const oas_signer_t *signer, oas_work_t *work)
{
    const char *secret = signer->registration->client_secret;
    const oas_jwk_set_t *keys;
    oas_status_t status;

    if (secret == NULL)
        return oas_fail(work, OAS_REFUSED, "signer_secret", "the token is signed with %s, and there is no client secret",
                        jwt->algorithm->name);
    if ((status = oas_jwk_set_of_secret(&keys, oas_bytes_of(secret), work)) != OAS_OK)
        return status;
    return oas_jwt_check_signature(jwt, keys, work);
}

static oas_status_t check_signature(const oas_jwt_t *jwt, const oas_signer_t *signer, oas_work_t *work)
{
    const oas_jwk_set_t *keys;
    oas_status_t status = OAS_NOT_FOUND;

    if (jwt->algorithm->scheme == OAS_SIGN_HMAC)
        return check_mac(jwt, signer, work);
    for (int fresh = 0; fresh <= 1 && status == OAS_NOT_FOUND; fresh++) {
        oas_forgive(work);
        status = oas_provider_cache_keys(&keys, signer->cache, fresh, signer->client, work);
        if (status == OAS_OK)
            status = oas_jwt_check_signature(jwt, keys, work);
    }
    if (status == OAS_OK)
        return oas_issuer_check_key(jwt, keys, work);
    return status == OAS_NOT_FOUND ? OAS_REFUSED : status;
}

oas_status_t oas_signer_read(oas_jwt_t **jwt, const char *text, const oas_signer_t *signer, oas_work_t *work)
{
    oas_jwt_t *read;
    oas_status_t status;

    *jwt = NULL;
    if ((status = oas_jwt_parse(&read, text, signer->algorithms, work)) != OAS_OK
        || (status = check_signature(read, signer, work)) != OAS_OK)
        return status;
    *jwt = read;
    return OAS_OK;
}
