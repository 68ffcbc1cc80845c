/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_tagged.h"

#include "session/shm_chains.h"
#include "session/shm_turn.h"
#include "session/shm_walk.h"

typedef struct {
    oas_shm_call_t call;
    apr_array_header_t *heads;      /* find: of all that were found so far */
    const oas_shm_stripe_t *stripe; /* where it is now */
    oas_status_t status;            /* of a walk */
    oas_work_t *work;
} search_t;

static bool is_meant(const search_t *search, const oas_record_t *record)
{
    return oas_shm_tag_of(&record->head, search->call.kind) == search->call.tag;
}

static bool find_it(void *data, const oas_record_t *record)
{
    const search_t *search = data;

    if (is_meant(search, record))
        APR_ARRAY_PUSH(search->heads, oas_record_head_t) = record->head;
    return true;
}

static bool remove_it(void *data, const oas_record_t *record)
{
    search_t *search = data;
    oas_status_t status;

    if (!is_meant(search, record))
        return true;
    status = oas_shm_with_lock(search->stripe, oas_shm_step_remove,
                               &(oas_shm_call_t){.index = &record->head.index}, search->work);
    search->call.count += status == OAS_OK;
    if (status != OAS_NOT_FOUND) /* another one may have ended it meanwhile */
        search->status = status;
    return search->status == OAS_OK;
}

static oas_status_t walk(search_t *search, oas_record_visit_t *visit)
{
    oas_status_t status = oas_shm_walk_stripe(search->stripe, OAS_SHM_HEAD, visit, search, search->work);

    return status != OAS_OK ? status : search->status;
}

/* What is found in a chain goes into a short array of its own: the one of all may have to be copied when it grows, and that is
 * not done under the lock. */
static oas_status_t find(search_t *search)
{
    oas_shm_call_t *call = &search->call;
    oas_status_t status;

    if (call->kind == OAS_TAG_REALM)
        return walk(search, find_it);
    if ((status = oas_shm_with_lock(search->stripe, oas_shm_step_find_tagged, call, search->work)) != OAS_OK)
        return status;
    if (call->goes_on)
        return walk(search, find_it);
    apr_array_cat(search->heads, call->heads);
    return OAS_OK;
}

/* Others may take the lock between one part of the chain and the next. A part in which nothing was removed lies before what
 * is looked for: it belongs to somebody else, who has as many sessions. */
static oas_status_t remove_all(search_t *search)
{
    oas_shm_call_t *call = &search->call;
    oas_status_t status;

    if (call->kind == OAS_TAG_REALM)
        return walk(search, remove_it);
    do
        status = oas_shm_with_lock(search->stripe, oas_shm_step_remove_tagged, call, search->work);
    while (status == OAS_OK && call->goes_on && call->has_removed);
    if (status != OAS_OK || !call->goes_on)
        return status;
    return walk(search, remove_it);
}

typedef oas_status_t in_stripe_t(search_t *search);

static oas_status_t in_each_stripe(const oas_shm_segment_t *segment, in_stripe_t *act, search_t *search)
{
    oas_status_t status = OAS_OK;

    for (uint32_t i = 0; i < segment->stripe_count && status == OAS_OK; i++) {
        search->stripe = &segment->stripes[i];
        status = act(search);
    }
    return status;
}

oas_status_t oas_shm_tagged_find(apr_array_header_t *heads, const oas_shm_segment_t *segment, oas_tag_kind_t kind,
                                 uint64_t tag, oas_work_t *work)
{
    apr_array_header_t *of_a_chain = apr_array_make(work->pool, 8, sizeof(oas_record_head_t));
    search_t search = {.call = {.kind = kind, .tag = tag, .heads = of_a_chain}, .heads = heads, .work = work};

    return in_each_stripe(segment, find, &search);
}

oas_status_t oas_shm_tagged_remove(uint64_t *count, const oas_shm_segment_t *segment, oas_tag_kind_t kind, uint64_t tag,
                                   oas_work_t *work)
{
    search_t search = {.call = {.kind = kind, .tag = tag}, .work = work};
    oas_status_t status = in_each_stripe(segment, remove_all, &search);

    *count = search.call.count;
    return status;
}
