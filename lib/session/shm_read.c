/* SPDX-License-Identifier: Apache-2.0 */
/* Steps without the lock. Each looks at a bucket: reads its version, then what it came for, then the version again. Is it
 * the same, then no block that was read had been given back before, so nothing was a mixture: docs/session-table.md says
 * why. Until then numbers lead nowhere that was not checked, and lengths are not asked for memory. */
#include "session/shm_steps.h"

#include "session/shm_bucket.h"

typedef struct {
    const oas_shm_stripe_t *stripe;
    uint32_t bucket;
    uint64_t version; /* when it began */
} look_t;

static look_t look_at(const oas_shm_stripe_t *stripe, uint32_t bucket)
{
    return (look_t){.stripe = stripe, .bucket = bucket, .version = oas_shm_bucket_version(stripe, bucket)};
}

/* What was read since the look began was whole. */
static bool was_whole(const look_t *look)
{
    oas_shm_at(OAS_SHM_AT_READ);
    return oas_shm_bucket_version(look->stripe, look->bucket) == look->version;
}

/* What is copied of a record: bytes of the boxes, which follow one another in memory as they do in the blocks, and words
 * to pass over before them. */
typedef struct {
    size_t passed;
    oas_shm_lengths_t boxes;
} extent_t;

static extent_t extent_of(const oas_shm_lengths_t *lengths, oas_shm_part_t part)
{
    switch (part) {
    case OAS_SHM_HEAD:   break;
    case OAS_SHM_FACE:   return (extent_t){.boxes = {.face = lengths->face}};
    case OAS_SHM_VALUES: return (extent_t){.boxes = {.face = lengths->face, .values = lengths->values}};
    case OAS_SHM_LABEL:
        return (extent_t){oas_shm_words(lengths->face) + oas_shm_words(lengths->values), {.label = lengths->label}};
    case OAS_SHM_ALL: return (extent_t){.boxes = *lengths};
    }
    return (extent_t){0};
}

/* A copy of a record whose prefix was read whole. false: its chain is not what its lengths say, or a writer came
 * between. */
static bool copy_record(oas_record_t **record, const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix,
                        oas_shm_part_t part, apr_pool_t *pool)
{
    extent_t extent = extent_of(&prefix->lengths, part);
    size_t values = oas_shm_words(extent.boxes.face), label = values + oas_shm_words(extent.boxes.values);
    size_t vault = label + oas_shm_words(extent.boxes.label), words = vault + oas_shm_words(extent.boxes.vault);
    oas_shm_cursor_t cursor = oas_shm_cursor(stripe, prefix);
    oas_record_t *copy = apr_palloc(pool, sizeof(*copy) + words * sizeof(uint64_t));
    uint64_t *boxes = (uint64_t *)(copy + 1);

    *copy = (oas_record_t){
        .head = prefix->head,
        .face = oas_bytes(boxes, extent.boxes.face),
        .values = oas_bytes(boxes + values, extent.boxes.values),
        .label = oas_bytes(boxes + label, extent.boxes.label),
        .vault = oas_bytes(boxes + vault, extent.boxes.vault),
    };
    *record = copy;
    return oas_shm_boxes_skip(&cursor, extent.passed) && oas_shm_boxes_load(&cursor, boxes, words);
}

/* The prefix of the living record of an index. */
static oas_status_t find(oas_shm_prefix_t *prefix, const look_t *look, const oas_index_t *index, apr_time_t now)
{
    oas_shm_place_t place;
    oas_status_t status = oas_shm_place_find(&place, look->stripe, index);

    if (!was_whole(look))
        return OAS_UNAVAILABLE;
    if (status != OAS_OK)
        return status;
    *prefix = place.prefix;
    return oas_record_is_over(&prefix->head, now) ? OAS_NOT_FOUND : OAS_OK;
}

oas_status_t oas_shm_step_get(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    look_t look = look_at(stripe, oas_shm_place_of(call->index, stripe->bucket_count));
    oas_shm_prefix_t prefix;
    oas_record_t *record;
    oas_status_t status;
    bool is_complete;

    if ((status = find(&prefix, &look, call->index, work->now)) != OAS_OK)
        return status;
    is_complete = copy_record(&record, stripe, &prefix, call->part, work->pool);
    if (!was_whole(&look))
        return OAS_UNAVAILABLE;
    if (!is_complete)
        return OAS_BROKEN;
    *call->found = record;
    return OAS_OK;
}

/* Where the record has gone meanwhile its block may have become part of another one: then nothing is exchanged there.
 * One who used it later than this is right, too. */
oas_status_t oas_shm_step_touch(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    look_t look = look_at(stripe, oas_shm_place_of(call->index, stripe->bucket_count));
    oas_shm_prefix_t prefix;
    oas_status_t status;

    if ((status = find(&prefix, &look, call->index, work->now)) != OAS_OK)
        return status;
    if (prefix.head.last_used != work->now || call->before == 0) /* else it is the one that was noted here a moment ago */
        call->before = prefix.head.last_used;
    if (prefix.head.last_used >= work->now)
        return OAS_OK;
    if (!oas_shm_prefix_touch(&prefix, stripe, work->now)) {
        call->before = 0;
        return OAS_UNAVAILABLE;
    }
    return was_whole(&look) ? OAS_OK : OAS_UNAVAILABLE;
}

/* Copy the record in a place, if it is one of those that are wanted. */
static oas_status_t copy_place(const oas_shm_place_t *place, oas_shm_call_t *call, oas_work_t *work)
{
    oas_record_t *record;

    if (oas_record_is_over(&place->prefix.head, work->now) != call->ended)
        return OAS_OK;
    if (!copy_record(&record, place->stripe, &place->prefix, call->part, call->records->pool))
        return OAS_BROKEN;
    APR_ARRAY_PUSH(call->records, const oas_record_t *) = record;
    return OAS_OK;
}

/* Each time as much memory is asked for as the record says, the version is read once more before. */
oas_status_t oas_shm_step_copy(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    look_t look = look_at(stripe, call->bucket);
    oas_shm_place_t place;
    oas_status_t status = oas_shm_place_first(&place, stripe, call->bucket);

    apr_array_clear(call->records);
    while (status == OAS_OK && was_whole(&look))
        if ((status = copy_place(&place, call, work)) == OAS_OK)
            status = oas_shm_place_next(&place);
    if (!was_whole(&look))
        return OAS_UNAVAILABLE;
    return status == OAS_NOT_FOUND ? OAS_OK : status;
}
