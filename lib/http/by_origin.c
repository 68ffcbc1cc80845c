/* SPDX-License-Identifier: Apache-2.0 */
#include "http/by_origin.h"

#include <string.h>

#include <apr_strings.h>

#include "http/url.h"

typedef struct {
    oas_http_client_t client; /* first: what callers hold */
    oas_http_client_t *others;
    const oas_origin_client_t *rows;
    size_t count;
} by_origin_t;

/* A URL that can not be read is for the others to refuse. */
static oas_http_client_t *client_of(const by_origin_t *own, const char *url, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_url_t *parsed;

    if (oas_url_parse(&parsed, url, "URL", &look) != OAS_OK)
        return own->others;
    for (size_t i = 0; i < own->count; i++)
        if (strcmp(own->rows[i].origin, parsed->origin) == 0)
            return own->rows[i].client;
    return own->others;
}

static oas_status_t call_by_origin(oas_http_client_t *given, oas_http_answer_t **answer, const oas_http_call_t *call,
                                   oas_work_t *work)
{
    oas_http_client_t *client = client_of((const by_origin_t *)given, call->url, work);

    return client->call(client, answer, call, work);
}

oas_http_client_t *oas_client_by_origin(oas_http_client_t *others, const oas_origin_client_t *rows, size_t count,
                                        apr_pool_t *pool)
{
    by_origin_t *made = apr_palloc(pool, sizeof(*made));

    *made = (by_origin_t){.client = {.call = call_by_origin},
                          .others = others,
                          .rows = apr_pmemdup(pool, rows, count * sizeof(*rows)),
                          .count = count};
    return &made->client;
}
