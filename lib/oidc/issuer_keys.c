/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/issuer_keys.h"

#include "oidc/issuer.h"

/* Microsoft, "Access tokens in the Microsoft identity platform", under "Validate the signing key issuer": with the token's tid in
 * the place of {tenantid} it has to be the token's iss. */
static bool may_sign(const oas_jwk_t *jwk, const oas_json_t *claims, apr_pool_t *pool)
{
    return jwk->issuer == NULL
           || oas_text_equal(oas_json_string(claims, "iss"), oas_issuer_of(jwk->issuer, claims, pool));
}

static oas_jwk_set_t keys_of_issuer(const oas_jwk_set_t *keys, const oas_json_t *claims, apr_pool_t *pool)
{
    oas_jwk_t *kept = apr_palloc(pool, keys->count * sizeof(*kept));
    size_t count = 0;

    for (size_t i = 0; i < keys->count; i++)
        if (may_sign(&keys->keys[i], claims, pool))
            kept[count++] = keys->keys[i];
    return (oas_jwk_set_t){.keys = kept, .count = count};
}

/* Which key it was nobody has noted; where others are in the set, it has to have been one of the issuer's alone. */
oas_status_t oas_issuer_check_key(const oas_jwt_t *jwt, const oas_jwk_set_t *keys, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_jwk_set_t own;
    oas_status_t status;

    if (jwt->algorithm->scheme == OAS_SIGN_HMAC)
        return OAS_OK;
    own = keys_of_issuer(keys, jwt->claims, work->pool);
    if (own.count == keys->count)
        return OAS_OK;
    status = oas_jwt_check_signature(jwt, &own, &look);
    if (status == OAS_NOT_FOUND || status == OAS_REFUSED)
        return oas_fail(work, OAS_REFUSED, "jwt_key_issuer", "the token is signed with a key that is for another issuer");
    return status;
}
