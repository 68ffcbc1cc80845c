/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/pkey.h"

#include <stdbool.h>

static apr_status_t free_key(void *key)
{
    EVP_PKEY_free(key);
    return APR_SUCCESS;
}

void oas_pkey_adopt(EVP_PKEY *key, apr_pool_t *pool)
{
    apr_pool_cleanup_register(pool, key, free_key, apr_pool_cleanup_null);
}

oas_status_t oas_pkey_make(EVP_PKEY **key, const char *type, int selection, OSSL_PARAM_BLD *builder, oas_work_t *work)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    OSSL_PARAM *numbers = OSSL_PARAM_BLD_to_param(builder);
    EVP_PKEY *made = NULL;
    bool good = context != NULL && numbers != NULL && EVP_PKEY_fromdata_init(context) == 1
                && EVP_PKEY_fromdata(context, &made, selection, numbers) == 1;

    OSSL_PARAM_free(numbers);
    EVP_PKEY_CTX_free(context);
    *key = NULL;
    if (!good) {
        EVP_PKEY_free(made);
        return oas_fail(work, OAS_REFUSED, "jwk_number", "OpenSSL makes no %s key of these numbers", type);
    }
    oas_pkey_adopt(made, work->pool);
    *key = made;
    return OAS_OK;
}
