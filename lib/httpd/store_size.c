/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/store_size.h"

#include <http_config.h>
#include <http_log.h>
#include <apr_strings.h>

#include "httpd/config.h"
#include "httpd/log.h"
#include "session/shm_table.h"

typedef struct {
    oas_store_t *from, *to;
    unsigned long sessions, doubles;
    oas_status_t status;
    oas_work_t each; /* of single items */
} move_t;

/* Which of two comes first is the one: a child may have made the other, and shall not keep a table from growing. */
static bool move_item(void *data, const oas_shm_item_t *item)
{
    move_t *move = data;

    apr_pool_clear(move->each.pool);
    oas_forgive(&move->each);
    move->status = oas_shm_table_keep(move->to, item, &move->each);
    move->sessions += move->status == OAS_OK && item->record != NULL;
    move->doubles += move->status == OAS_REFUSED;
    return move->status == OAS_OK || move->status == OAS_REFUSED;
}

static const char *too_small(const move_t *move, apr_size_t size, const char *directive, oas_work_t *work)
{
    oas_store_usage_t usage;

    if (move->from->calls->usage(move->from, &usage, work) != OAS_OK)
        return work->failure;
    return apr_psprintf(work->pool, "the sessions take %" APR_UINT64_T_FMT " kB of it, for which %" APR_SIZE_T_FMT
                                    " kB have no room: make %s larger",
                        (apr_uint64_t)usage.bytes_used / 1024, size / 1024, directive);
}

/* NULL: all is in the table in made. */
static const char *move_all(move_t *move, const oas_segment_t *made, const char *directive, oas_work_t *work)
{
    const char *error = NULL;
    bool was_replaced;

    if (oas_shm_table_open(&move->to, &was_replaced, made->memory, made->size, work->pool, work) != OAS_OK)
        return work->failure;
    move->each = oas_work(NULL, work->now);
    apr_pool_create(&move->each.pool, work->pool);
    if (oas_shm_table_items(move->from, move_item, move, work) != OAS_OK)
        error = work->failure;
    else if (move->status != OAS_OK && move->status != OAS_REFUSED)
        error = too_small(move, made->size, directive, work);
    apr_pool_destroy(move->each.pool);
    return error;
}

void oas_store_resize(oas_store_t **store, oas_segment_kept_t *kept, apr_size_t size, server_rec *server,
                      oas_work_t *work)
{
    const apr_size_t before = kept->segment.size;
    move_t move = {.from = *store};
    oas_segment_t made;
    const char *error = oas_segment_make(&made, kept, size, work->pool);

    if (error == NULL && (error = move_all(&move, &made, oas_segment_directive(kept), work)) != NULL)
        oas_segment_remove(&made, kept);
    if (error != NULL) {
        oas_forgive(work);
        oas_log_server(server, APLOG_WARNING, "store_size_kept", "the %s keeps its %" APR_SIZE_T_FMT " kB: %s",
                       oas_segment_title(kept), before / 1024, error);
        return;
    }
    oas_segment_complete(kept, made);
    *store = move.to;
    oas_log_server(server, APLOG_NOTICE, "store_resized",
                   "the %s has %" APR_SIZE_T_FMT " kB now, it had %" APR_SIZE_T_FMT
                   " kB; sessions moved: %lu, doubles left out: %lu",
                   oas_segment_title(kept), size / 1024, before / 1024, move.sessions, move.doubles);
}
