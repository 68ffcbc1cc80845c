/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"

#include <apr_strings.h>
#include <openssl/crypto.h>

bool oas_bytes_equal(oas_bytes_t left, oas_bytes_t right)
{
    if (left.length != right.length)
        return false;
    return left.length == 0 || CRYPTO_memcmp(left.data, right.data, left.length) == 0;
}

bool oas_text_equal(const char *left, const char *right)
{
    return left != NULL && right != NULL && oas_bytes_equal(oas_bytes_of(left), oas_bytes_of(right));
}

oas_bytes_t oas_bytes_copy(apr_pool_t *pool, oas_bytes_t bytes)
{
    return oas_bytes(oas_bytes_text(pool, bytes), bytes.length);
}

const char *oas_bytes_text(apr_pool_t *pool, oas_bytes_t bytes)
{
    return bytes.length == 0 ? "" : apr_pstrmemdup(pool, (const char *)bytes.data, bytes.length);
}

void oas_wipe(void *data, size_t length)
{
    if (data != NULL)
        explicit_bzero(data, length);
}

typedef struct {
    void *data;
    size_t length;
} wiped_t;

static apr_status_t wipe_now(void *given)
{
    wiped_t *wiped = given;

    oas_wipe(wiped->data, wiped->length);
    return APR_SUCCESS;
}

void oas_wipe_with(apr_pool_t *pool, void *data, size_t length)
{
    wiped_t *wiped = apr_palloc(pool, sizeof(*wiped));

    *wiped = (wiped_t){.data = data, .length = length};
    apr_pool_cleanup_register(pool, wiped, wipe_now, apr_pool_cleanup_null);
}
