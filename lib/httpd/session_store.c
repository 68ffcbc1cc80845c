/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/session_store.h"

#include <http_config.h>
#include <http_log.h>
#include <unixd.h>
#include <apr_strings.h>

#include "httpd/config.h"
#include "httpd/segment.h"
#include "session/shm_table.h"

APLOG_USE_MODULE(oauth_session);

/* One opening. */
typedef struct {
    oas_segment_kept_t *kept;
    apr_size_t size; /* as configured */
    server_rec *server;
    oas_work_t *work;
} opening_t;

#define KB "%" APR_SIZE_T_FMT " kB"

/* --- joining --- */

/* Children of the generation before work on: their table is theirs, and this process, which runs as root and they do
 * not, neither locks anything in it nor follows what they may have written there. */
static bool children_are_at_work(const opening_t *opening)
{
    return opening->kept->segment.memory != NULL && ap_unixd_mpm_get_retained_data()->was_graceful;
}

static const char *join(oas_store_t **store, const opening_t *opening)
{
    const oas_segment_t *segment = &opening->kept->segment;

    if (segment->size != opening->size)
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, opening->server,
                     "oauth: reason=store_size_waits: the session table keeps its " KB "; the " KB
                     " of OAuthSessionStore are taken at the next start, or restart that is not graceful",
                     segment->size / 1024, opening->size / 1024);
    return oas_shm_table_join(store, segment->memory, segment->size, opening->work->pool, opening->work) == OAS_OK
               ? NULL
               : opening->work->failure;
}

/* --- opening --- */

static const char *open_table(oas_store_t **store, const oas_segment_t *segment, const opening_t *opening)
{
    bool was_replaced;

    if (oas_shm_table_open(store, &was_replaced, segment->memory, segment->size, opening->work->pool, opening->work)
        != OAS_OK)
        return opening->work->failure;
    if (was_replaced)
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, opening->server,
                     "oauth: reason=store_replaced: the shared memory held no sessions of this version: it begins empty");
    return NULL;
}

static const char *begin_empty(oas_store_t **store, const opening_t *opening)
{
    oas_segment_t made;
    const char *error = oas_segment_make(&made, opening->kept, opening->size, opening->work->pool);

    if (error == NULL && (error = open_table(store, &made, opening)) != NULL)
        oas_segment_remove(&made, opening->kept);
    if (error == NULL)
        oas_segment_complete(opening->kept, made);
    return error;
}

/* --- another size --- */

typedef struct {
    oas_store_t *to;
    oas_work_t work; /* of single items */
    oas_status_t status;
    unsigned long sessions;
} move_t;

static bool move_item(void *data, const oas_shm_item_t *item)
{
    move_t *move = data;

    move->status = oas_shm_table_keep(move->to, item, &move->work);
    move->sessions += item->record != NULL;
    return move->status == OAS_OK;
}

static const char *too_small(oas_store_t *former, const opening_t *opening)
{
    oas_store_usage_t usage;
    oas_work_t work = oas_work(opening->work->pool, opening->work->now);

    if (former->calls->usage(former, &usage, &work) != OAS_OK)
        usage.bytes_used = 0;
    return apr_psprintf(work.pool, "the sessions of now take " KB ", more than can be moved to a table of " KB,
                        (apr_size_t)usage.bytes_used / 1024, opening->size / 1024);
}

/* A copy of the store of another size, in made. NULL, or why there is none. */
static const char *move_all(move_t *move, const oas_segment_t *made, oas_store_t *former, const opening_t *opening)
{
    const char *error = open_table(&move->to, made, opening);

    if (error != NULL)
        return error;
    move->work = oas_work(NULL, opening->work->now);
    apr_pool_create(&move->work.pool, opening->work->pool);
    if (oas_shm_table_items(former, move_item, move, opening->work) != OAS_OK)
        error = opening->work->failure;
    else if (move->status != OAS_OK)
        error = too_small(former, opening);
    apr_pool_destroy(move->work.pool);
    return error;
}

/* Nobody's session is ended for a size: what can not be moved stays where it is. */
static void resize(oas_store_t **store, const opening_t *opening)
{
    oas_segment_kept_t *kept = opening->kept;
    const apr_size_t before = kept->segment.size;
    move_t move = {.status = OAS_OK};
    oas_segment_t made;
    const char *error = oas_segment_make(&made, kept, opening->size, opening->work->pool);

    if (error == NULL && (error = move_all(&move, &made, *store, opening)) != NULL)
        oas_segment_remove(&made, kept);
    if (error != NULL) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, opening->server,
                     "oauth: reason=store_size_kept: the session table keeps its " KB ": %s", before / 1024, error);
        return;
    }
    oas_segment_complete(kept, made);
    *store = move.to;
    ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, opening->server,
                 "oauth: reason=store_resized: the session table has " KB " now, it had " KB "; sessions moved: %lu",
                 opening->size / 1024, before / 1024, move.sessions);
}

const char *oas_session_store_open(oas_store_t **store, apr_size_t size, server_rec *server, oas_work_t *work)
{
    opening_t opening = {.size = size, .server = server, .work = work};
    const char *error;

    *store = NULL;
    if ((error = oas_segment_claim(&opening.kept, work->pool)) != NULL)
        return error;
    if (children_are_at_work(&opening))
        return join(store, &opening);
    if (opening.kept->segment.memory == NULL && (error = oas_segment_find(opening.kept, work->pool)) != NULL)
        return error;
    if (opening.kept->segment.memory == NULL)
        return begin_empty(store, &opening);
    if ((error = open_table(store, &opening.kept->segment, &opening)) != NULL)
        return error;
    if (opening.kept->segment.size != size)
        resize(store, &opening);
    return NULL;
}
