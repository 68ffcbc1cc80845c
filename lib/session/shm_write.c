/* SPDX-License-Identifier: Apache-2.0 */
/* Steps with the lock. */
#include "session/shm_steps.h"

#include "session/shm_blocks.h"
#include "session/shm_chains.h"
#include "session/shm_ids.h"
#include "session/shm_records.h"
#include "session/shm_room.h"
#include "session/shm_wheel.h"

enum { RESERVE = 32 }; /* one block in so many is not for new records: a living one can always be replaced */

static uint32_t blocks_for(const oas_record_t *record)
{
    return oas_shm_blocks_for(oas_shm_lengths_of(record));
}

/* For a record that would not fit into the stripe if it were alone. */
static oas_status_t check_size(const oas_shm_stripe_t *stripe, uint32_t blocks, uint32_t reserve, oas_work_t *work)
{
    if (blocks != 0 && blocks <= stripe->block_count - reserve)
        return OAS_OK;
    return oas_fail(work, OAS_REFUSED, "session_larger_than_store",
                    "the session needs more than the %" APR_UINT64_T_FMT " bytes that one may have",
                    (uint64_t)(stripe->block_count - reserve) * OAS_SHM_BLOCK_SIZE);
}

static oas_status_t make_room(const oas_shm_stripe_t *stripe, uint32_t blocks, oas_work_t *work)
{
    oas_shm_control_t *control = stripe->control;

    if (oas_shm_room_make(stripe, blocks, work->now))
        return OAS_OK;
    if (oas_shm_load(&control->damaged) != 0)
        return OAS_BROKEN;
    oas_shm_store(OAS_SHM_AT_REFUSED, &control->refused, oas_shm_load(&control->refused) + 1);
    return oas_fail(work, OAS_FULL, "store_full",
                    "%" APR_UINT64_T_FMT " living sessions fill %" APR_UINT64_T_FMT " bytes of the session table",
                    oas_shm_load(&control->sessions), (uint64_t)stripe->block_count * OAS_SHM_BLOCK_SIZE);
}

static oas_status_t put(const oas_shm_stripe_t *stripe, const oas_shm_call_t *call, uint32_t reserve, oas_work_t *work)
{
    const oas_record_t *given = call->given;
    uint32_t blocks = blocks_for(given);
    oas_shm_place_t place;
    oas_status_t status;

    if ((status = check_size(stripe, blocks, reserve, work)) != OAS_OK)
        return status;
    oas_shm_wheel_prefetch(stripe, work->now);
    oas_shm_chains_prefetch_heads(stripe, &given->head);
    if ((status = oas_shm_record_find(&place, stripe, &given->head.index, work->now)) == OAS_OK)
        return oas_fail(work, OAS_REFUSED, "session_index_taken", "a session with this index is there already");
    if (status != OAS_NOT_FOUND)
        return status;
    oas_shm_chains_prefetch_firsts(stripe, &given->head);
    oas_shm_room_sweep(stripe, blocks, work->now - call->linger);
    if ((status = make_room(stripe, blocks + reserve, work)) != OAS_OK)
        return status;
    return oas_shm_record_add(stripe, given, work->now);
}

oas_status_t oas_shm_step_put(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    return put(stripe, call, stripe->block_count / RESERVE, work);
}

/* A record that comes from another table: what was room enough there shall be here, the last block included. */
oas_status_t oas_shm_step_keep(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    if (blocks_for(call->given) > stripe->block_count)
        return oas_fail(work, OAS_FULL, "store_full", "a session is larger than the table");
    return put(stripe, call, 0, work);
}

/* The place of the record that is meant, of any generation. */
static oas_status_t find_meant(oas_shm_place_t *place, const oas_shm_stripe_t *stripe, const oas_record_head_t *head,
                               oas_work_t *work)
{
    oas_status_t status = oas_shm_record_find(place, stripe, &head->index, work->now);

    if (status == OAS_OK && place->prefix.head.created != head->created)
        return OAS_NOT_FOUND; /* it has gone, and its index was taken again */
    return status;
}

/* The place of the record that the given one is meant to replace. */
static oas_status_t find_former(oas_shm_place_t *place, const oas_shm_stripe_t *stripe, const oas_record_t *given,
                                oas_work_t *work)
{
    oas_status_t status = find_meant(place, stripe, &given->head, work);

    if (status == OAS_OK && place->prefix.head.generation != given->head.generation - 1)
        return OAS_EXPIRED;
    return status;
}

/* It is looked for a second time, for it may have moved up in its bucket when room was made. */
oas_status_t oas_shm_step_replace(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    uint32_t blocks = blocks_for(call->given);
    oas_shm_place_t place;
    oas_status_t status;

    if ((status = check_size(stripe, blocks, 0, work)) != OAS_OK
        || (status = find_former(&place, stripe, call->given, work)) != OAS_OK
        || (status = make_room(stripe, blocks, work)) != OAS_OK
        || (status = find_former(&place, stripe, call->given, work)) != OAS_OK)
        return status;
    return oas_shm_record_swap(&place, call->given, work->now);
}

oas_status_t oas_shm_step_lease(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    oas_shm_place_t place;
    oas_status_t status;

    if ((status = find_meant(&place, stripe, call->head, work)) != OAS_OK)
        return status;
    if (oas_record_is_leased(&place.prefix.head, work->now))
        return OAS_EXPIRED;
    oas_shm_prefix_lease(&place.prefix, stripe, oas_lease_second(call->until));
    return OAS_OK;
}

oas_status_t oas_shm_step_release(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    oas_shm_place_t place;
    oas_status_t status;

    if ((status = find_meant(&place, stripe, call->head, work)) != OAS_OK)
        return status;
    if (place.prefix.head.lease != oas_lease_second(call->until))
        return OAS_EXPIRED;
    oas_shm_prefix_lease(&place.prefix, stripe, 0);
    return OAS_OK;
}

oas_status_t oas_shm_step_remove(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    oas_shm_place_t place;
    oas_status_t status;

    if ((status = oas_shm_record_find(&place, stripe, call->index, work->now)) != OAS_OK)
        return status;
    oas_shm_record_drop(&place);
    return OAS_OK;
}

oas_status_t oas_shm_step_take_ended(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    oas_shm_place_t place;
    oas_status_t status = oas_shm_place_find(&place, stripe, &call->head->index);

    if (status != OAS_OK)
        return status == OAS_BROKEN ? oas_shm_damaged(stripe) : status;
    if (place.prefix.head.created != call->head->created || !oas_record_is_over(&place.prefix.head, work->now))
        return OAS_NOT_FOUND; /* its index was taken again */
    oas_shm_record_drop(&place);
    return OAS_OK;
}

/* The chain of a tag; those of a realm are not chained, and nobody asks for it here. */
static oas_shm_chain_t chain_of(const oas_shm_call_t *call)
{
    return (oas_shm_chain_t)call->kind;
}

static bool is_meant(const oas_shm_call_t *call, const oas_record_head_t *head)
{
    return oas_shm_tag_of(head, call->kind) == call->tag;
}

oas_status_t oas_shm_step_find_tagged(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    oas_shm_chained_t chained;
    oas_status_t status = oas_shm_chained_first(&chained, stripe, chain_of(call), call->tag);

    apr_array_clear(call->heads);
    for (; status == OAS_OK && chained.steps <= OAS_SHM_LOOKS; status = oas_shm_chained_next(&chained))
        if (is_meant(call, &chained.prefix.head) && !oas_record_is_over(&chained.prefix.head, work->now))
            APR_ARRAY_PUSH(call->heads, oas_record_head_t) = chained.prefix.head;
    call->goes_on = status == OAS_OK;
    return status == OAS_NOT_FOUND ? OAS_OK : status;
}

static oas_status_t remove_in_chain(const oas_shm_chained_t *chained, oas_shm_call_t *call, oas_work_t *work)
{
    oas_shm_place_t place;
    oas_status_t status = oas_shm_record_place(&place, chained->stripe, &chained->prefix);

    if (status != OAS_OK)
        return status;
    call->count += oas_record_is_over(&place.prefix.head, work->now) ? 0 : 1;
    oas_shm_record_drop(&place);
    return OAS_OK;
}

/* With each that goes the chain is another one, and the walk begins anew; there are hardly any others in it. */
oas_status_t oas_shm_step_remove_tagged(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    oas_shm_chained_t chained;
    oas_status_t status = oas_shm_chained_first(&chained, stripe, chain_of(call), call->tag);

    call->has_removed = false;
    for (int looks = 0; status == OAS_OK && looks < OAS_SHM_LOOKS; looks++) {
        if (!is_meant(call, &chained.prefix.head)) {
            status = oas_shm_chained_next(&chained);
        } else if ((status = remove_in_chain(&chained, call, work)) == OAS_OK) {
            call->has_removed = true;
            status = oas_shm_chained_first(&chained, stripe, chain_of(call), call->tag);
        }
    }
    call->goes_on = status == OAS_OK;
    return status == OAS_NOT_FOUND ? OAS_OK : status;
}

oas_status_t oas_shm_step_use_once(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    return oas_shm_ids_add(stripe, call->index, call->until, work);
}

oas_status_t oas_shm_step_was_used(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work)
{
    return oas_shm_ids_has(stripe, call->index, work) ? OAS_OK : OAS_NOT_FOUND;
}
