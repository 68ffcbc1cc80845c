/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/session_store.h"

#include <http_config.h>
#include <http_log.h>
#include <unixd.h>

#include "httpd/config.h"
#include "httpd/log.h"
#include "httpd/segment.h"
#include "httpd/server_lock.h"
#include "httpd/store_size.h"
#include "session/shm_table.h"

/* One opening. */
typedef struct {
    oas_segment_kept_t *kept;
    apr_size_t size; /* as configured */
    oas_snapshot_settings_t snapshot;
    server_rec *server;
    oas_work_t *work;
} opening_t;

/* --- joining --- */

/* Children of the generation before work on: their table is theirs, and this process, which runs as root and they do
 * not, neither locks anything in it nor follows what they may have written there. That there were no guests so far is not to
 * say that there are no children. */
static bool children_are_at_work(const opening_t *opening)
{
    const oas_segment_kept_t *kept = opening->kept;

    return ap_unixd_mpm_get_retained_data()->was_graceful
           && (kept->segment.memory != NULL || kept->kind == OAS_SEGMENT_GUESTS);
}

/* A restart may bring another version of this module: the children's table is of no use to it then. */
static bool is_ours(const opening_t *opening)
{
    return opening->kept->layout == oas_shm_table_layout();
}

static const char *join(oas_store_t **store, const opening_t *opening)
{
    const oas_segment_t *segment = &opening->kept->segment;

    if (segment->size != opening->size)
        oas_log_server(opening->server, APLOG_NOTICE, "store_size_waits",
                       "the %s keeps its %" APR_SIZE_T_FMT " kB; the %" APR_SIZE_T_FMT
                       " kB of %s are taken at the next start, or restart that is not graceful",
                       oas_segment_title(opening->kept), segment->size / 1024, opening->size / 1024,
                       oas_segment_directive(opening->kept));
    return oas_shm_table_join(store, segment->memory, segment->size, opening->work->pool, opening->work) == OAS_OK
               ? NULL
               : opening->work->failure;
}

/* --- opening --- */

static void say_replaced(const opening_t *opening)
{
    oas_log_server(opening->server, APLOG_WARNING, "store_replaced",
                   "the shared memory held no sessions of this version: it begins empty");
}

static const char *open_table(oas_store_t **store, const oas_segment_t *segment, const opening_t *opening)
{
    bool was_replaced;

    if (oas_shm_table_open(store, &was_replaced, segment->memory, segment->size, opening->work->pool, opening->work)
        != OAS_OK)
        return opening->work->failure;
    if (was_replaced)
        say_replaced(opening);
    return NULL;
}

/* A new table, with what the snapshot holds; NULL: nothing. */
static const char *begin(oas_store_t **store, apr_size_t size, const oas_snapshot_t *snapshot, const opening_t *opening)
{
    oas_segment_t made;
    oas_snapshot_restored_t restored;
    const char *error = oas_segment_make(&made, opening->kept, size, opening->work->pool);

    if (error != NULL)
        return error;
    error = open_table(store, &made, opening);
    if (error == NULL && snapshot != NULL && oas_snapshot_restore(snapshot, *store, &restored, opening->work) != OAS_OK)
        error = opening->work->failure;
    if (error != NULL) {
        oas_segment_remove(&made, opening->kept);
        return error;
    }
    oas_segment_complete(opening->kept, made);
    if (snapshot != NULL)
        oas_log_server(opening->server, APLOG_NOTICE, "snapshot_restored",
                       "sessions of %s: %lu, doubles left out: %lu", opening->snapshot.path, restored.sessions,
                       restored.doubles);
    return NULL;
}

/* In a table of the size it was written from, so that there is room for all of it. */
static const char *begin_with_snapshot(oas_store_t **store, oas_bytes_t bytes, const opening_t *opening)
{
    oas_snapshot_t snapshot;

    if (oas_snapshot_read(&snapshot, bytes, opening->snapshot.keys, opening->work) != OAS_OK)
        return opening->work->failure;
    return begin(store, snapshot.table_size, &snapshot, opening);
}

/* A snapshot that is of no use keeps nobody from starting. */
static const char *begin_anew(oas_store_t **store, const opening_t *opening)
{
    const char *path = opening->snapshot.path;
    oas_bytes_t bytes = oas_bytes(NULL, 0);
    const char *error = NULL;

    if (path != NULL)
        error = oas_snapshot_file_read(&bytes, path, opening->work->pool);
    if (bytes.length != 0 && (error = begin_with_snapshot(store, bytes, opening)) == NULL)
        return NULL;
    if (error != NULL)
        oas_log_server(opening->server, APLOG_WARNING, "snapshot_ignored", "%s: %s", path, error);
    oas_forgive(opening->work);
    return begin(store, opening->size, NULL, opening);
}

/* No other process uses the table. */
static const char *open_alone(oas_store_t **store, const opening_t *opening)
{
    oas_segment_kept_t *kept = opening->kept;
    const char *error;

    if (kept->segment.memory == NULL && (error = oas_segment_find(kept, opening->work->pool)) != NULL)
        return error;
    error = kept->segment.memory != NULL ? open_table(store, &kept->segment, opening) : begin_anew(store, opening);
    if (error == NULL && kept->segment.size != opening->size)
        oas_store_resize(store, kept, opening->size, opening->server, opening->work);
    return error;
}

/* Former children keep the former table, which has no name any more. */
static const char *begin_beside(oas_store_t **store, const opening_t *opening)
{
    say_replaced(opening);
    return begin(store, opening->size, NULL, opening);
}

/* Nobody wanted this table so far. What is found under its name was left by a server that ran before: its last children, who
 * may be at work there, keep it. */
static const char *begin_late(oas_store_t **store, const opening_t *opening)
{
    const char *error = oas_segment_find(opening->kept, opening->work->pool);

    if (error == NULL && opening->kept->segment.memory != NULL)
        oas_segment_remove(&opening->kept->segment, opening->kept);
    return error != NULL ? error : begin(store, opening->size, NULL, opening);
}

static const char *open_shared(oas_store_t **store, const opening_t *opening)
{
    if (opening->kept->segment.memory == NULL)
        return begin_late(store, opening);
    return is_ours(opening) ? join(store, opening) : begin_beside(store, opening);
}

/* After any other restart, and at a start, they should be gone. But who sends a large file slowly outlives a server that
 * was killed, without its port when there was a graceful restart before: nothing is taken over from under him. */
static const char *open_unless_used(oas_store_t **store, const opening_t *opening)
{
    const char *error = oas_server_lock_exclude(opening->kept->lock, opening->work->pool);

    if (error == NULL)
        return open_alone(store, opening);
    if (opening->kept->segment.memory == NULL)
        return error;
    oas_log_server(opening->server, APLOG_WARNING, "store_in_use", "the %s stays as it is: %s",
                   oas_segment_title(opening->kept), error);
    return open_shared(store, opening);
}

const char *oas_session_store_open(oas_store_t **store, oas_segment_kind_t kind, apr_size_t size,
                                   oas_snapshot_settings_t snapshot, server_rec *server, oas_work_t *work)
{
    opening_t opening = {.size = size, .server = server, .work = work};
    const char *error;

    *store = NULL;
    if ((error = oas_segment_claim(&opening.kept, kind, work->pool)) != NULL)
        return error;
    opening.snapshot = oas_snapshot_checked(snapshot, server, work->pool);
    if (children_are_at_work(&opening))
        error = open_shared(store, &opening);
    else
        error = open_unless_used(store, &opening);
    oas_server_lock_admit(opening.kept->lock);
    if (error == NULL && opening.snapshot.path != NULL) /* whoever signs out from here on would come back with it */
        error = oas_snapshot_file_remove(opening.snapshot.path, work->pool);
    if (error != NULL)
        return error;
    opening.kept->layout = oas_shm_table_layout();
    oas_snapshot_at_stop(opening.snapshot, *store, opening.kept->segment.size, server, work->pool);
    return NULL;
}

/* What can not be found can not be removed either, and is in nobody's way. */
const char *oas_session_store_drop(oas_segment_kind_t kind, apr_pool_t *pool)
{
    oas_segment_kept_t *kept;
    const char *error = oas_segment_claim(&kept, kind, pool);

    if (error != NULL || ap_unixd_mpm_get_retained_data()->was_graceful)
        return error;
    if (kept->segment.memory == NULL && oas_segment_find(kept, pool) != NULL)
        return NULL;
    if (kept->segment.memory != NULL)
        oas_segment_remove(&kept->segment, kept);
    return NULL;
}

const char *oas_session_store_enter(apr_pool_t *pool)
{
    return oas_segment_enter(pool);
}
