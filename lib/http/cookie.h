/* SPDX-License-Identifier: Apache-2.0 */
/* Cookies: finding ours in a Cookie header, taking them out of it, writing Set-Cookie (RFC 6265). */
#ifndef OAS_HTTP_COOKIE_H
#define OAS_HTTP_COOKIE_H

#include "base/bytes.h"

/* Walk the cookies of exactly this name. *position is NULL before the first call and belongs to this function. A view
 * into header, or an empty one (data NULL) when there is no further one. A cookie without "=" is none of ours. */
oas_bytes_t oas_cookie_next(const char **position, const char *header, const char *name);

/* header without the cookies of these names (NULL-terminated list; one that ends with "-" stands for all that begin so), the others byte for byte as they came; in pool.
 * header itself when there is nothing to take out, NULL when nothing is left. */
const char *oas_cookie_without(apr_pool_t *pool, const char *header, const char *const *names);

typedef struct {
    const char *name;
    const char *value; /* NULL: the cookie is cleared */
    const char *path;  /* "/" for __Host- names */
    bool secure;
    bool cross_site; /* SameSite=None instead of Lax */
    int max_age;     /* seconds; 0: as long as the browser runs */
} oas_cookie_t;

/* The value of a Set-Cookie header, always HttpOnly, in pool. */
const char *oas_cookie_compose(apr_pool_t *pool, const oas_cookie_t *cookie);

#endif
