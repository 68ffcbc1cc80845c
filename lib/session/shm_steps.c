/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_steps.h"

#include "session/shm_ids.h"
#include "session/shm_records.h"

enum { RESERVE = 32 }; /* one block in so many is not for new records: a living one can always be replaced */

static uint32_t blocks_for(const oas_record_t *record)
{
    return oas_shm_blocks_for((uint64_t)record->face.length + record->label.length + record->vault.length);
}

/* For a record that would not fit into the table if it were alone. */
static oas_status_t check_size(const oas_shm_segment_t *segment, uint32_t blocks, uint32_t reserve, oas_work_t *work)
{
    if (blocks != 0 && blocks <= segment->block_count - reserve)
        return OAS_OK;
    return oas_fail(work, OAS_REFUSED, "session_larger_than_store",
                    "the session needs more than the %" APR_UINT64_T_FMT " bytes that one may have",
                    (uint64_t)(segment->block_count - reserve) * OAS_SHM_BLOCK_SIZE);
}

static oas_status_t make_room(const oas_shm_segment_t *segment, uint32_t blocks, oas_work_t *work)
{
    if (oas_shm_make_room(segment, blocks, work->now))
        return OAS_OK;
    if (segment->header->damaged)
        return OAS_BROKEN;
    segment->header->refused++;
    return oas_fail(work, OAS_FULL, "store_full",
                    "%" APR_UINT64_T_FMT " living sessions fill the table of %" APR_SIZE_T_FMT " bytes",
                    segment->header->sessions, segment->size);
}

oas_status_t oas_shm_step_get(const oas_shm_segment_t *segment, oas_shm_call_t *call, oas_work_t *work)
{
    oas_shm_place_t place;
    oas_status_t status;

    segment->header->lookups++;
    if ((status = oas_shm_record_find(&place, segment, call->index, work->now)) != OAS_OK)
        return status;
    return oas_shm_record_read(call->found, segment, &place, call->with_vault ? OAS_SHM_ALL : OAS_SHM_FACE, work->pool);
}

static oas_status_t put(const oas_shm_segment_t *segment, const oas_record_t *given, uint32_t reserve, oas_work_t *work)
{
    uint32_t blocks = blocks_for(given);
    oas_shm_place_t place;
    oas_status_t status;

    if ((status = check_size(segment, blocks, reserve, work)) != OAS_OK)
        return status;
    if ((status = oas_shm_record_find(&place, segment, &given->head.index, work->now)) == OAS_OK)
        return oas_fail(work, OAS_REFUSED, "session_index_taken", "a session with this index is there already");
    if (status != OAS_NOT_FOUND)
        return status;
    oas_shm_sweep(segment, work->now);
    if ((status = make_room(segment, blocks + reserve, work)) != OAS_OK)
        return status;
    return oas_shm_record_add(segment, given);
}

oas_status_t oas_shm_step_put(const oas_shm_segment_t *segment, oas_shm_call_t *call, oas_work_t *work)
{
    return put(segment, call->given, segment->block_count / RESERVE, work);
}

/* A record that comes from another table: what was room enough there shall be here, the last block included. */
oas_status_t oas_shm_step_keep(const oas_shm_segment_t *segment, oas_shm_call_t *call, oas_work_t *work)
{
    return put(segment, call->given, 0, work);
}

/* The place of the record that the given one is meant to replace. */
static oas_status_t find_former(oas_shm_place_t *place, const oas_shm_segment_t *segment, const oas_record_t *given,
                                oas_work_t *work)
{
    oas_status_t status = oas_shm_record_find(place, segment, &given->head.index, work->now);

    if (status == OAS_OK && place->first->head.generation != given->head.generation - 1)
        return OAS_EXPIRED;
    return status;
}

oas_status_t oas_shm_step_replace(const oas_shm_segment_t *segment, oas_shm_call_t *call, oas_work_t *work)
{
    uint32_t blocks = blocks_for(call->given);
    oas_shm_place_t place;
    oas_status_t status;

    if ((status = check_size(segment, blocks, 0, work)) != OAS_OK
        || (status = find_former(&place, segment, call->given, work)) != OAS_OK
        || (status = make_room(segment, blocks, work)) != OAS_OK
        || (status = find_former(&place, segment, call->given, work))
               != OAS_OK) /* it may have moved up in its bucket */
        return status;
    return oas_shm_record_swap(segment, &place, call->given);
}

oas_status_t oas_shm_step_touch(const oas_shm_segment_t *segment, oas_shm_call_t *call, oas_work_t *work)
{
    oas_shm_place_t place;
    oas_status_t status;

    if ((status = oas_shm_record_find(&place, segment, call->index, work->now)) != OAS_OK)
        return status;
    place.first->head.last_used = work->now;
    return OAS_OK;
}

oas_status_t oas_shm_step_remove(const oas_shm_segment_t *segment, oas_shm_call_t *call, oas_work_t *work)
{
    oas_shm_place_t place;
    oas_status_t status;

    if ((status = oas_shm_record_find(&place, segment, call->index, work->now)) != OAS_OK)
        return status;
    oas_shm_record_drop(segment, &place);
    return OAS_OK;
}

static uint64_t tag_of(const oas_record_head_t *head, oas_tag_kind_t kind)
{
    switch (kind) {
    case OAS_TAG_SUBJECT: return head->subject;
    case OAS_TAG_PROVIDER_SESSION: return head->provider_session;
    case OAS_TAG_REALM: return head->realm;
    }
    return 0;
}

static oas_status_t end_of_bucket(const oas_shm_segment_t *segment)
{
    return segment->header->damaged ? OAS_BROKEN : OAS_OK;
}

oas_status_t oas_shm_step_find_tagged(const oas_shm_segment_t *segment, oas_shm_call_t *call, oas_work_t *work)
{
    oas_shm_place_t place = oas_shm_place_first(segment, call->bucket);
    int found_before = call->heads->nelts;

    for (; place.first != NULL; oas_shm_place_next(&place, segment))
        if (tag_of(&place.first->head, call->kind) == call->tag && !oas_record_is_over(&place.first->head, work->now))
            APR_ARRAY_PUSH(call->heads, oas_record_head_t) = place.first->head;
    if (segment->header->damaged) /* the step is made again */
        call->heads->nelts = found_before;
    return end_of_bucket(segment);
}

oas_status_t oas_shm_step_remove_tagged(const oas_shm_segment_t *segment, oas_shm_call_t *call, oas_work_t *work)
{
    oas_shm_place_t place = oas_shm_place_first(segment, call->bucket);

    while (place.first != NULL) {
        if (tag_of(&place.first->head, call->kind) != call->tag) {
            oas_shm_place_next(&place, segment);
        } else {
            call->count += oas_record_is_over(&place.first->head, work->now) ? 0 : 1;
            oas_shm_record_drop(segment, &place);
        }
    }
    return end_of_bucket(segment);
}

/* Copies of what a visitor may see of the records in a bucket. */
oas_status_t oas_shm_step_visit(const oas_shm_segment_t *segment, oas_shm_call_t *call, oas_work_t *work)
{
    oas_shm_place_t place = oas_shm_place_first(segment, call->bucket);
    oas_record_t *record;
    oas_status_t status;

    apr_array_clear(call->records);
    for (; place.first != NULL; oas_shm_place_next(&place, segment)) {
        if (oas_record_is_over(&place.first->head, work->now))
            continue;
        if ((status = oas_shm_record_read(&record, segment, &place, OAS_SHM_LABEL, call->records->pool)) != OAS_OK)
            return status;
        APR_ARRAY_PUSH(call->records, const oas_record_t *) = record;
    }
    return end_of_bucket(segment);
}

oas_status_t oas_shm_step_use_once(const oas_shm_segment_t *segment, oas_shm_call_t *call, oas_work_t *work)
{
    return oas_shm_ids_add(segment, call->index, call->until, work);
}

oas_status_t oas_shm_step_was_used(const oas_shm_segment_t *segment, oas_shm_call_t *call, oas_work_t *work)
{
    return oas_shm_ids_has(segment, call->index, work) ? OAS_OK : OAS_NOT_FOUND;
}

oas_status_t oas_shm_step_usage(const oas_shm_segment_t *segment, oas_shm_call_t *call, oas_work_t *work)
{
    const oas_shm_header_t *header = segment->header;

    (void)work;
    *call->usage = (oas_store_usage_t){
        .sessions = header->sessions,
        .bytes_used = (uint64_t)header->used * OAS_SHM_BLOCK_SIZE,
        .bytes_in_all = (uint64_t)segment->block_count * OAS_SHM_BLOCK_SIZE,
        .highest_used = (uint64_t)header->highest_used * OAS_SHM_BLOCK_SIZE,
        .refused = header->refused,
        .lookups = header->lookups,
        .repairs = header->repairs,
    };
    return OAS_OK;
}
