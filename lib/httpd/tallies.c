/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/tallies.h"

#include <apr_shm.h>

/* Made in the parent, where nothing is counted; only the memory is written to by children. */
static const apr_array_header_t *row_names;
static oas_tally_t *rows; /* one more than names, which is the first; NULL: none */

static apr_status_t forget(void *unused)
{
    (void)unused;
    rows = NULL;
    row_names = NULL;
    return APR_SUCCESS;
}

const char *oas_tallies_prepare(const apr_array_header_t *names, apr_pool_t *pool)
{
    const apr_size_t size = ((apr_size_t)names->nelts + 1) * sizeof(oas_tally_t);
    apr_shm_t *memory;

    if (apr_shm_create(&memory, size, NULL, pool) != APR_SUCCESS)
        return "no shared memory to count sign-ins and calls in";
    rows = apr_shm_baseaddr_get(memory);
    memset(rows, 0, size);
    row_names = names;
    apr_pool_cleanup_register(pool, NULL, forget, apr_pool_cleanup_null);
    return NULL;
}

oas_tally_t *oas_tally_of(const char *name)
{
    if (rows == NULL || name == NULL)
        return rows;
    for (int i = 0; i < row_names->nelts; i++)
        if (strcmp(APR_ARRAY_IDX(row_names, i, const char *), name) == 0)
            return &rows[i + 1];
    return rows;
}

const oas_tally_t *oas_tally_at(size_t place, const char **name)
{
    if (rows == NULL || place > (size_t)row_names->nelts)
        return NULL;
    *name = place == 0 ? "" : APR_ARRAY_IDX(row_names, place - 1, const char *);
    return &rows[place];
}

void oas_tallies_count(const oas_event_t *event)
{
    oas_tally_t *tally = oas_tally_of(event->provider);

    if (tally != NULL)
        oas_event_tally_add(&tally->events, event);
}
