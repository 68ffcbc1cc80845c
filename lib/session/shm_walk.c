/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_walk.h"

#include "session/shm_turn.h"

/* How the records of a bucket are copied. Of a damaged one there are those before the damage. */
typedef oas_status_t copy_t(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work);

typedef struct {
    copy_t *copy;
    oas_record_visit_t *visit;
    void *data;
    bool ended;   /* records that are over are shown, and no others */
    bool is_over; /* enough was seen */
} walk_t;

static oas_status_t copy(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    return oas_shm_without_lock(stripe, oas_shm_step_copy, call, work);
}

static oas_status_t copy_warily(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    if (oas_shm_in_rounds(stripe, oas_shm_step_copy, call, work) == OAS_UNAVAILABLE)
        apr_array_clear(call->records);
    return OAS_OK;
}

static void show(walk_t *walk, const apr_array_header_t *records)
{
    for (int i = 0; i < records->nelts && !walk->is_over; i++)
        walk->is_over = !walk->visit(walk->data, APR_ARRAY_IDX(records, i, const oas_record_t *));
}

/* One record in a bucket is usual, and none, too: that is seen at once. */
static oas_status_t walk_stripe(walk_t *walk, const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    apr_pool_t *pool = call->records->pool;
    oas_status_t status;

    for (call->bucket = 0; call->bucket < stripe->bucket_count && !walk->is_over; call->bucket++) {
        if (oas_shm_load(&stripe->buckets[call->bucket].link) == 0)
            continue;
        apr_pool_clear(pool);
        call->records = apr_array_make(pool, 1, sizeof(const oas_record_t *));
        status = walk->copy(stripe, call, work);
        if (status != OAS_OK && status != OAS_NOT_FOUND)
            return status;
        show(walk, call->records);
    }
    return OAS_OK;
}

static oas_status_t walk_stripes(walk_t *walk, const oas_shm_stripe_t *stripes, uint32_t count, oas_shm_part_t part,
                                 oas_work_t *work)
{
    oas_shm_call_t call = {.part = part, .ended = walk->ended};
    oas_status_t status = OAS_OK;
    apr_pool_t *pool;

    apr_pool_create(&pool, work->pool);
    call.records = apr_array_make(pool, 1, sizeof(const oas_record_t *));
    for (uint32_t i = 0; i < count && status == OAS_OK; i++)
        status = walk_stripe(walk, &stripes[i], &call, work);
    apr_pool_destroy(pool);
    return status;
}

oas_status_t oas_shm_walk(const oas_shm_segment_t *segment, oas_shm_part_t part, oas_record_visit_t *visit, void *data,
                          oas_work_t *work)
{
    walk_t walk = {.copy = copy, .visit = visit, .data = data};

    return walk_stripes(&walk, segment->stripes, segment->stripe_count, part, work);
}

oas_status_t oas_shm_walk_ended(const oas_shm_segment_t *segment, oas_shm_part_t part, oas_record_visit_t *visit,
                                void *data, oas_work_t *work)
{
    walk_t walk = {.copy = copy, .visit = visit, .data = data, .ended = true};

    return walk_stripes(&walk, segment->stripes, segment->stripe_count, part, work);
}

oas_status_t oas_shm_walk_stripe(const oas_shm_stripe_t *stripe, oas_shm_part_t part, oas_record_visit_t *visit,
                                 void *data, oas_work_t *work)
{
    return walk_stripes(&(walk_t){.copy = copy, .visit = visit, .data = data}, stripe, 1, part, work);
}

bool oas_shm_walk_warily(const oas_shm_segment_t *segment, oas_shm_part_t part, oas_record_visit_t *visit, void *data,
                         oas_work_t *work)
{
    walk_t walk = {.copy = copy_warily, .visit = visit, .data = data};

    return walk_stripes(&walk, segment->stripes, segment->stripe_count, part, work) == OAS_OK && !walk.is_over;
}
