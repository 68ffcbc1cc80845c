/* SPDX-License-Identifier: Apache-2.0 */
/* The calls of the store. Each is a step in the stripe to which its index leads, or in all of them. What lies where is
 * drawn in shm_segment.h; how it all works is told in docs/session-table.md. */
#include "session/shm_table.h"

#include "session/shm_audit.h"
#include "session/shm_ids.h"
#include "session/shm_lock.h"
#include "session/shm_lookups.h"
#include "session/shm_tagged.h"
#include "session/shm_turn.h"
#include "session/shm_walk.h"

typedef struct {
    oas_store_t store; /* first */
    oas_shm_segment_t segment;
} table_t;

static const oas_shm_segment_t *segment_of(const oas_store_t *store)
{
    return &((const table_t *)store)->segment;
}

static const oas_shm_stripe_t *stripe_of(const oas_store_t *store, const oas_index_t *index)
{
    return oas_shm_stripe_of(segment_of(store), index);
}

/* One record */

static oas_status_t table_get(oas_store_t *store, oas_record_t **record, const oas_index_t *index, oas_boxes_t wanted,
                              oas_work_t *work)
{
    static const oas_shm_part_t parts[] = {
        [OAS_BOXES_FACE] = OAS_SHM_FACE, [OAS_BOXES_FACE_AND_VALUES] = OAS_SHM_VALUES, [OAS_BOXES_ALL] = OAS_SHM_ALL};
    oas_shm_call_t call = {.index = index, .found = record, .part = parts[wanted]};

    *record = NULL;
    oas_shm_lookups_count(segment_of(store));
    return oas_shm_without_lock(stripe_of(store, index), oas_shm_step_get, &call, work);
}

static oas_status_t table_put(oas_store_t *store, const oas_record_t *record, oas_work_t *work)
{
    return oas_shm_with_lock(stripe_of(store, &record->head.index), oas_shm_step_put,
                             &(oas_shm_call_t){.given = record, .linger = store->linger}, work);
}

static oas_status_t table_replace(oas_store_t *store, const oas_record_t *record, oas_work_t *work)
{
    return oas_shm_with_lock(stripe_of(store, &record->head.index), oas_shm_step_replace,
                             &(oas_shm_call_t){.given = record}, work);
}

static oas_status_t table_touch(oas_store_t *store, apr_time_t *before, const oas_index_t *index, oas_work_t *work)
{
    oas_shm_call_t call = {.index = index};
    oas_status_t status = oas_shm_without_lock(stripe_of(store, index), oas_shm_step_touch, &call, work);

    *before = call.before;
    return status;
}

static oas_status_t table_lease(oas_store_t *store, const oas_record_head_t *head, apr_time_t until, oas_work_t *work)
{
    return oas_shm_with_lock(stripe_of(store, &head->index), oas_shm_step_lease,
                             &(oas_shm_call_t){.head = head, .until = until}, work);
}

static oas_status_t table_release(oas_store_t *store, const oas_record_head_t *head, apr_time_t until,
                                  oas_work_t *work)
{
    return oas_shm_with_lock(stripe_of(store, &head->index), oas_shm_step_release,
                             &(oas_shm_call_t){.head = head, .until = until}, work);
}

static oas_status_t table_remove(oas_store_t *store, const oas_index_t *index, oas_work_t *work)
{
    return oas_shm_with_lock(stripe_of(store, index), oas_shm_step_remove, &(oas_shm_call_t){.index = index}, work);
}

static oas_status_t table_take_ended(oas_store_t *store, const oas_record_head_t *head, oas_work_t *work)
{
    return oas_shm_with_lock(stripe_of(store, &head->index), oas_shm_step_take_ended,
                             &(oas_shm_call_t){.head = head}, work);
}

/* Many */

static oas_status_t table_find_tagged(oas_store_t *store, apr_array_header_t **heads, oas_tag_kind_t kind, uint64_t tag,
                                      oas_work_t *work)
{
    apr_array_header_t *found = apr_array_make(work->pool, 8, sizeof(oas_record_head_t));
    oas_status_t status = tag != 0 ? oas_shm_tagged_find(found, segment_of(store), kind, tag, work) : OAS_OK;

    *heads = status == OAS_OK ? found : NULL;
    return status;
}

static oas_status_t table_remove_tagged(oas_store_t *store, oas_tag_kind_t kind, uint64_t tag, uint64_t *count,
                                        oas_work_t *work)
{
    uint64_t removed = 0;
    oas_status_t status = tag != 0 ? oas_shm_tagged_remove(&removed, segment_of(store), kind, tag, work) : OAS_OK;

    if (count != NULL)
        *count = removed;
    return status;
}

static oas_status_t table_visit(oas_store_t *store, oas_record_visit_t *visit, void *data, oas_work_t *work)
{
    return oas_shm_walk(segment_of(store), OAS_SHM_LABEL, visit, data, work);
}

static oas_status_t table_visit_ended(oas_store_t *store, oas_record_visit_t *visit, void *data, oas_work_t *work)
{
    return oas_shm_walk_ended(segment_of(store), OAS_SHM_LABEL, visit, data, work);
}

/* Used ids */

static oas_status_t table_use_once(oas_store_t *store, const oas_index_t *id, apr_time_t until, oas_work_t *work)
{
    return oas_shm_with_lock(stripe_of(store, id), oas_shm_step_use_once,
                             &(oas_shm_call_t){.index = id, .until = until}, work);
}

static oas_status_t table_was_used(oas_store_t *store, const oas_index_t *id, oas_work_t *work)
{
    return oas_shm_with_lock(stripe_of(store, id), oas_shm_step_was_used, &(oas_shm_call_t){.index = id}, work);
}

/* Numbers for people: each is right, and all together nearly so, for no lock is taken. */
static oas_status_t table_usage(oas_store_t *store, oas_store_usage_t *usage, oas_work_t *work)
{
    const oas_shm_segment_t *segment = segment_of(store);

    (void)work;
    *usage = (oas_store_usage_t){.lookups = oas_shm_lookups(segment)};
    for (uint32_t i = 0; i < segment->stripe_count; i++) {
        const oas_shm_control_t *control = segment->stripes[i].control;

        usage->sessions += oas_shm_load(&control->sessions);
        usage->bytes_used += oas_shm_load(&control->used) * OAS_SHM_BLOCK_SIZE;
        usage->bytes_in_all += (uint64_t)segment->stripes[i].block_count * OAS_SHM_BLOCK_SIZE;
        usage->highest_used += oas_shm_load(&control->highest_used) * OAS_SHM_BLOCK_SIZE;
        usage->refused += oas_shm_load(&control->refused);
        usage->repairs += oas_shm_load(&control->repairs);
    }
    return OAS_OK;
}

static unsigned table_part_of(const oas_store_t *store, const oas_index_t *index)
{
    return (unsigned)(stripe_of(store, index) - segment_of(store)->stripes);
}

static const oas_store_calls_t table_calls = {
    .get = table_get,
    .put = table_put,
    .replace = table_replace,
    .touch = table_touch,
    .lease = table_lease,
    .release = table_release,
    .remove = table_remove,
    .find_tagged = table_find_tagged,
    .remove_tagged = table_remove_tagged,
    .visit = table_visit,
    .visit_ended = table_visit_ended,
    .take_ended = table_take_ended,
    .use_once = table_use_once,
    .was_used = table_was_used,
    .usage = table_usage,
    .part_of = table_part_of,
};

/* The table itself */

oas_status_t oas_shm_table_join(oas_store_t **store, void *memory, size_t size, apr_pool_t *pool, oas_work_t *work)
{
    table_t *table = apr_pcalloc(pool, sizeof(*table));

    *store = NULL;
    if (!oas_shm_segment_view(&table->segment, memory, size))
        return oas_fail(work, OAS_MISCONFIGURED, "store_size",
                        "a session table of %" APR_SIZE_T_FMT " bytes is not possible: at least %d", size,
                        OAS_SHM_TABLE_SMALLEST);
    table->store.calls = &table_calls;
    table->store.parts = table->segment.stripe_count;
    *store = &table->store;
    return OAS_OK;
}

/* Nobody holds a lock now; and none is taken, for who could write here before may have written into them. */
static oas_status_t take_over(const oas_shm_segment_t *segment, oas_work_t *work)
{
    oas_status_t status;

    for (uint32_t i = 0; i < segment->stripe_count; i++) {
        if ((status = oas_shm_lock_make(&segment->stripes[i].control->lock, work)) != OAS_OK)
            return status;
        oas_shm_audit(&segment->stripes[i], work);
    }
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
    segment = segment_of(*store);
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

typedef struct {
    oas_shm_item_visit_t *visit;
    void *data;
} items_t;

static bool show_record(void *data, const oas_record_t *record)
{
    const items_t *items = data;

    return items->visit(items->data, &(oas_shm_item_t){.record = record});
}

static bool show_ids(const items_t *items, const oas_shm_stripe_t *stripe, const oas_work_t *work)
{
    oas_index_t id;
    apr_time_t until;

    for (uint32_t number = 0; number < stripe->id_count; number++) {
        id = oas_shm_ids_at(stripe, number, &until);
        if (until > work->now && !items->visit(items->data, &(oas_shm_item_t){.id = &id, .until = until}))
            return false;
    }
    return true;
}

oas_status_t oas_shm_table_items(oas_store_t *store, oas_shm_item_visit_t *visit, void *data, oas_work_t *work)
{
    const oas_shm_segment_t *segment = segment_of(store);
    items_t items = {.visit = visit, .data = data};
    bool go_on = oas_shm_walk_warily(segment, OAS_SHM_ALL, show_record, &items, work);

    for (uint32_t i = 0; i < segment->stripe_count && go_on; i++)
        go_on = show_ids(&items, &segment->stripes[i], work);
    return OAS_OK;
}

oas_status_t oas_shm_table_keep(oas_store_t *store, const oas_shm_item_t *item, oas_work_t *work)
{
    if (item->record == NULL)
        return table_use_once(store, item->id, item->until, work);
    return oas_shm_with_lock(stripe_of(store, &item->record->head.index), oas_shm_step_keep,
                             &(oas_shm_call_t){.given = item->record}, work);
}

oas_status_t oas_shm_table_audit(oas_store_t *store, bool *was_sound, oas_work_t *work)
{
    const oas_shm_segment_t *segment = segment_of(store);
    oas_status_t status = OAS_OK;
    bool stripe_was_sound;

    *was_sound = true;
    for (uint32_t i = 0; i < segment->stripe_count && status == OAS_OK; i++) {
        status = oas_shm_mend(&segment->stripes[i], &stripe_was_sound, work);
        *was_sound = *was_sound && stripe_was_sound;
    }
    return status;
}
