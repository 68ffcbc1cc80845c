/* SPDX-License-Identifier: Apache-2.0 */
/* A client that calls some origins by clients of their own, such as one that knows when a server is down. */
#ifndef OAS_HTTP_BY_ORIGIN_H
#define OAS_HTTP_BY_ORIGIN_H

#include "http/client.h"

typedef struct {
    const char *origin; /* "https://example.org:8443", as oas_url_parse() writes it */
    oas_http_client_t *client;
} oas_origin_client_t;

/* A client in pool: calls to one of these origins go by its client, all others by the one given. rows are copied. */
oas_http_client_t *oas_client_by_origin(oas_http_client_t *others, const oas_origin_client_t *rows, size_t count,
                                        apr_pool_t *pool);

#endif
