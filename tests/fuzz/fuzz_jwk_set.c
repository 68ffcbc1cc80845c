/* SPDX-License-Identifier: Apache-2.0 */
/* A key set from anybody, and signatures checked with what was kept of it. */
#include <stdint.h>
#include <stdlib.h>

#include <apr_general.h>

#include "crypto/context.h"
#include "jose/jws.h"
#include "jose/public_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"RS256", "PS512", "ES256", "ES384", "ES512", "ES256K", "EdDSA", "HS256", NULL};

static void begin(void)
{
    static apr_pool_t *pool;
    oas_work_t work;

    if (pool != NULL)
        return;
    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        abort();
    work = oas_work(pool, 0);
    if (oas_crypto_begin(pool, &work) != OAS_OK)
        abort();
}

/* What is kept is public and strong enough; a signature of zeros is accepted by none of it. */
static void use(const oas_jwk_t *jwk, apr_pool_t *pool)
{
    static const unsigned char zeros[OAS_RSA_MOST_BITS / 8];
    size_t length;

    if (jwk->kty == OAS_KTY_OCT || jwk->key == NULL || jwk->secret.length != 0)
        abort();
    if (jwk->kty == OAS_KTY_RSA && EVP_PKEY_get_bits(jwk->key) < OAS_RSA_LEAST_BITS)
        abort();
    length = (size_t)EVP_PKEY_get_size(jwk->key);
    if (jwk->kty == OAS_KTY_EC)
        length = 2 * (((size_t)EVP_PKEY_get_bits(jwk->key) + 7) / 8);
    for (const char *const *name = names; *name != NULL; name++) {
        oas_work_t work = oas_work(pool, 0);

        /* An Ed25519 key of zeros is a point of small order, which makes such a signature right: its owner chose so. */
        if (oas_jws_verify(oas_algorithm_find(*name), jwk, oas_bytes("a.b", 3), oas_bytes(zeros, length), &work)
                == OAS_OK
            && jwk->kty != OAS_KTY_OKP)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const oas_jwk_set_t *set;
    apr_pool_t *pool;
    oas_work_t work;

    begin();
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        abort();
    work = oas_work(pool, 0);
    if (oas_jwk_set_parse(&set, oas_bytes(data, size), &work) == OAS_OK) {
        if (set->count > OAS_JWK_SET_MOST || (set->left_out == 0) != (set->left_out_why == NULL))
            abort();
        for (size_t i = 0; i < set->count && i < 4; i++)
            use(&set->keys[i], pool);
    } else if (set != NULL || work.reason == NULL)
        abort();
    apr_pool_destroy(pool);
    return 0;
}
