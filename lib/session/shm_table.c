/* SPDX-License-Identifier: Apache-2.0 */
/* The calls of the store. Each is one step under the table's lock, or one for each bucket where it concerns all
 * records; nothing but the step itself happens while the lock is held. Where what lies is drawn in shm_segment.h, how a
 * record comes and goes is said in shm_records.c. */
#include "session/shm_table.h"

#include "session/shm_audit.h"
#include "session/shm_fault.h"
#include "session/shm_lock.h"
#include "session/shm_records.h"
#include "session/shm_steps.h"

typedef struct {
    oas_store_t store; /* first */
    oas_shm_segment_t segment;
} table_t;

/* Account for everything, and forget that the one who held the lock before died. */
static bool audit(const oas_shm_segment_t *segment, bool holder_died, oas_work_t *work)
{
    bool was_sound = oas_shm_audit(segment, work);

    if (holder_died)
        oas_shm_lock_mended(&segment->header->lock);
    return was_sound;
}

static oas_status_t take_lock(const oas_shm_segment_t *segment, oas_work_t *work)
{
    oas_status_t status;
    bool holder_died;

    oas_shm_at(OAS_SHM_AT_LOCK);
    if ((status = oas_shm_lock_take(&segment->header->lock, &holder_died, work)) != OAS_OK)
        return OAS_UNAVAILABLE;
    if (holder_died)
        audit(segment, holder_died, work);
    return OAS_OK;
}

/* Make a step under the lock; and once more when it met damage, which is mended then. */
static oas_status_t make_step(oas_store_t *store, oas_shm_step_t *step, oas_shm_call_t *call, oas_work_t *work)
{
    const oas_shm_segment_t *segment = &((table_t *)store)->segment;
    oas_status_t status;

    if ((status = take_lock(segment, work)) != OAS_OK)
        return status;
    status = step(segment, call, work);
    if (segment->header->damaged) {
        audit(segment, false, work);
        if (status == OAS_BROKEN)
            status = step(segment, call, work);
    }
    oas_shm_at(OAS_SHM_AT_UNLOCK);
    oas_shm_lock_give_back(&segment->header->lock);
    if (status == OAS_BROKEN)
        return oas_fail(work, OAS_UNAVAILABLE, "store_damaged", "the session table is damaged and could not be mended");
    return status;
}

static oas_status_t table_get(oas_store_t *store, oas_record_t **record, const oas_index_t *index, bool with_vault,
                              oas_work_t *work)
{
    *record = NULL;
    return make_step(store, oas_shm_step_get,
                     &(oas_shm_call_t){.index = index, .found = record, .with_vault = with_vault}, work);
}

static oas_status_t table_put(oas_store_t *store, const oas_record_t *record, oas_work_t *work)
{
    return make_step(store, oas_shm_step_put, &(oas_shm_call_t){.given = record}, work);
}

static oas_status_t table_replace(oas_store_t *store, const oas_record_t *record, oas_work_t *work)
{
    return make_step(store, oas_shm_step_replace, &(oas_shm_call_t){.given = record}, work);
}

static oas_status_t table_touch(oas_store_t *store, const oas_index_t *index, oas_work_t *work)
{
    return make_step(store, oas_shm_step_touch, &(oas_shm_call_t){.index = index}, work);
}

static oas_status_t table_remove(oas_store_t *store, const oas_index_t *index, oas_work_t *work)
{
    return make_step(store, oas_shm_step_remove, &(oas_shm_call_t){.index = index}, work);
}

/* Whether a bucket has records can be seen without the lock: one that comes or goes meanwhile may be met or not. */
static bool is_empty(const table_t *table, uint32_t bucket)
{
    return table->segment.buckets[bucket] == 0;
}

static oas_status_t table_find_tagged(oas_store_t *store, apr_array_header_t **heads, oas_tag_kind_t kind, uint64_t tag,
                                      oas_work_t *work)
{
    const table_t *table = (const table_t *)store;
    oas_shm_call_t call = {.kind = kind, .tag = tag};
    oas_status_t status = OAS_OK;

    call.heads = apr_array_make(work->pool, 8, sizeof(oas_record_head_t));
    for (; tag != 0 && status == OAS_OK && call.bucket < table->segment.bucket_count; call.bucket++)
        if (!is_empty(table, call.bucket))
            status = make_step(store, oas_shm_step_find_tagged, &call, work);
    *heads = status == OAS_OK ? call.heads : NULL;
    return status;
}

static oas_status_t table_remove_tagged(oas_store_t *store, oas_tag_kind_t kind, uint64_t tag, uint64_t *count,
                                        oas_work_t *work)
{
    const table_t *table = (const table_t *)store;
    oas_shm_call_t call = {.kind = kind, .tag = tag};
    oas_status_t status = OAS_OK;

    for (; tag != 0 && status == OAS_OK && call.bucket < table->segment.bucket_count; call.bucket++)
        if (!is_empty(table, call.bucket))
            status = make_step(store, oas_shm_step_remove_tagged, &call, work);
    if (count != NULL)
        *count = call.count;
    return status;
}

/* Show the copies, without the lock: the visitor may take his time and call the store. */
static bool show(const apr_array_header_t *records, oas_record_visit_t *visit, void *data)
{
    for (int i = 0; i < records->nelts; i++)
        if (!visit(data, APR_ARRAY_IDX(records, i, const oas_record_t *)))
            return false;
    return true;
}

static oas_status_t table_visit(oas_store_t *store, oas_record_visit_t *visit, void *data, oas_work_t *work)
{
    const table_t *table = (const table_t *)store;
    oas_status_t status = OAS_OK;
    oas_shm_call_t call = {0};
    apr_pool_t *pool;
    bool go_on = true;

    apr_pool_create(&pool, work->pool);
    for (; go_on && call.bucket < table->segment.bucket_count; call.bucket++) {
        if (is_empty(table, call.bucket))
            continue;
        apr_pool_clear(pool);
        call.records = apr_array_make(pool, 1, sizeof(const oas_record_t *));
        if ((status = make_step(store, oas_shm_step_visit, &call, work)) != OAS_OK)
            break;
        go_on = show(call.records, visit, data);
    }
    apr_pool_destroy(pool);
    return status;
}

static oas_status_t table_use_once(oas_store_t *store, const oas_index_t *id, apr_time_t until, oas_work_t *work)
{
    return make_step(store, oas_shm_step_use_once, &(oas_shm_call_t){.index = id, .until = until}, work);
}

static oas_status_t table_was_used(oas_store_t *store, const oas_index_t *id, oas_work_t *work)
{
    return make_step(store, oas_shm_step_was_used, &(oas_shm_call_t){.index = id}, work);
}

static oas_status_t table_usage(oas_store_t *store, oas_store_usage_t *usage, oas_work_t *work)
{
    *usage = (oas_store_usage_t){0};
    return make_step(store, oas_shm_step_usage, &(oas_shm_call_t){.usage = usage}, work);
}

static const oas_store_calls_t table_calls = {
    .get = table_get,
    .put = table_put,
    .replace = table_replace,
    .touch = table_touch,
    .remove = table_remove,
    .find_tagged = table_find_tagged,
    .remove_tagged = table_remove_tagged,
    .visit = table_visit,
    .use_once = table_use_once,
    .was_used = table_was_used,
    .usage = table_usage,
};

/* A lock that is none any more can be made anew here: one process at a time opens a table, and nobody holds it. */
static oas_status_t take_over(const oas_shm_segment_t *segment, oas_work_t *work)
{
    pthread_mutex_t *lock = &segment->header->lock;
    oas_status_t status;
    bool holder_died;

    if ((status = oas_shm_lock_take(lock, &holder_died, work)) == OAS_BROKEN) {
        oas_forgive(work);
        if ((status = oas_shm_lock_make(lock, work)) == OAS_OK)
            status = oas_shm_lock_take(lock, &holder_died, work);
    }
    if (status != OAS_OK)
        return status;
    audit(segment, holder_died, work);
    oas_shm_lock_give_back(lock);
    return OAS_OK;
}

oas_status_t oas_shm_table_join(oas_store_t **store, void *memory, size_t size, apr_pool_t *pool, oas_work_t *work)
{
    table_t *table = apr_pcalloc(pool, sizeof(*table));

    *store = NULL;
    if (!oas_shm_segment_view(&table->segment, memory, size))
        return oas_fail(work, OAS_MISCONFIGURED, "store_size",
                        "a session table of %" APR_SIZE_T_FMT " bytes is not possible: at least %d", size,
                        OAS_SHM_TABLE_SMALLEST);
    table->store.calls = &table_calls;
    *store = &table->store;
    return OAS_OK;
}

oas_status_t oas_shm_table_open(oas_store_t **store, bool *was_replaced, void *memory, size_t size, apr_pool_t *pool,
                                oas_work_t *work)
{
    const oas_shm_segment_t *segment;
    oas_status_t status;

    *was_replaced = false;
    if ((status = oas_shm_table_join(store, memory, size, pool, work)) != OAS_OK)
        return status;
    segment = &((table_t *)*store)->segment;
    if (oas_shm_segment_is_ours(segment)) {
        status = take_over(segment, work);
    } else {
        *was_replaced = !oas_shm_segment_is_blank(segment);
        status = oas_shm_segment_format(segment, work);
    }
    if (status != OAS_OK)
        *store = NULL;
    return status;
}

/* Each living record of a bucket, in memory that is used again for the next one; false: enough was seen. */
static bool show_records(const oas_shm_segment_t *segment, uint32_t bucket, oas_shm_item_visit_t *visit, void *data,
                         oas_work_t *work)
{
    oas_shm_place_t place = oas_shm_place_first(segment, bucket);
    oas_record_t *record;
    bool go_on = true;

    for (; go_on && place.first != NULL; oas_shm_place_next(&place, segment)) {
        apr_pool_clear(work->pool);
        if (oas_shm_record_read(&record, segment, &place, OAS_SHM_ALL, work->pool) == OAS_OK
            && !oas_record_is_over(&record->head, work->now))
            go_on = visit(data, &(oas_shm_item_t){.record = record});
    }
    return go_on;
}

static bool show_id(const oas_shm_segment_t *segment, uint32_t number, oas_shm_item_visit_t *visit, void *data,
                    const oas_work_t *work)
{
    oas_shm_id_t used = segment->ids[number];

    return used.until <= work->now || visit(data, &(oas_shm_item_t){.id = &used.id, .until = used.until});
}

oas_status_t oas_shm_table_items(oas_store_t *store, oas_shm_item_visit_t *visit, void *data, oas_work_t *work)
{
    const oas_shm_segment_t *segment = &((table_t *)store)->segment;
    oas_work_t each = *work;
    bool go_on = true;

    apr_pool_create(&each.pool, work->pool);
    for (uint32_t bucket = 0; go_on && bucket < segment->bucket_count; bucket++)
        go_on = show_records(segment, bucket, visit, data, &each);
    for (uint32_t number = 0; go_on && number < segment->id_count; number++)
        go_on = show_id(segment, number, visit, data, &each);
    apr_pool_destroy(each.pool);
    return OAS_OK;
}

oas_status_t oas_shm_table_keep(oas_store_t *store, const oas_shm_item_t *item, oas_work_t *work)
{
    if (item->record == NULL)
        return table_use_once(store, item->id, item->until, work);
    return make_step(store, oas_shm_step_keep, &(oas_shm_call_t){.given = item->record}, work);
}

oas_status_t oas_shm_table_audit(oas_store_t *store, bool *was_sound, oas_work_t *work)
{
    const oas_shm_segment_t *segment = &((table_t *)store)->segment;
    oas_status_t status;

    if ((status = take_lock(segment, work)) != OAS_OK)
        return status;
    *was_sound = audit(segment, false, work);
    oas_shm_lock_give_back(&segment->header->lock);
    return OAS_OK;
}
