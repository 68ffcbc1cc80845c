/* SPDX-License-Identifier: Apache-2.0 */
/* A view of bytes that somebody else owns, and what may be done with bytes that could be secret. */
#ifndef OAS_BASE_BYTES_H
#define OAS_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <apr_pools.h>

typedef struct {
    const unsigned char *data; /* borrowed; not NUL-terminated unless its maker says so */
    size_t length;             /* bytes */
} oas_bytes_t;

static inline oas_bytes_t oas_bytes(const void *data, size_t length)
{
    return (oas_bytes_t){.data = data, .length = length};
}

/* The bytes of a text without its final NUL. text may be NULL: no bytes. */
static inline oas_bytes_t oas_bytes_of(const char *text)
{
    return oas_bytes(text, text != NULL ? strlen(text) : 0);
}

/* Equal in length and content. Time depends on the lengths alone, never on the contents. */
bool oas_bytes_equal(oas_bytes_t left, oas_bytes_t right);

/* The same for two texts; NULL equals nothing. */
bool oas_text_equal(const char *left, const char *right);

/* A copy in pool with a NUL behind its end. */
oas_bytes_t oas_bytes_copy(apr_pool_t *pool, oas_bytes_t bytes);

/* The bytes as text in pool. They must hold no NUL; what follows one would be lost. */
const char *oas_bytes_text(apr_pool_t *pool, oas_bytes_t bytes);

/* Overwrite a secret in a way that the compiler does not remove. */
void oas_wipe(void *data, size_t length);

/* Wipe data when pool is cleared, before its memory is given back. */
void oas_wipe_with(apr_pool_t *pool, void *data, size_t length);

#endif
