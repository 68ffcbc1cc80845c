/* SPDX-License-Identifier: Apache-2.0 */
/* Only records that are due are looked at, and each of them is dropped or due later: a put that looks at many of them
 * spares those after it the same. */
#include "session/shm_room.h"

#include "session/shm_blocks.h"
#include "session/shm_chains.h"
#include "session/shm_records.h"
#include "session/shm_wheel.h"

enum {
    DUE_AT_ONCE = 4,   /* looked at with each new record: one that is used is due several times in its life */
    SIDE_BY_SIDE = 12, /* blocks of a record that are taken to lie one behind the other, as they mostly do */
    TURNS = 2          /* looks at each: what a hand that is late lets be due again may be due at once */
};

/* Begin to fetch what is written to when a record is dropped, all at once. */
static void prefetch(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix)
{
    __builtin_prefetch(&stripe->buckets[oas_shm_place_of(&prefix->head.index, stripe->bucket_count)]);
    oas_shm_chains_prefetch_neighbours(stripe, prefix);
    for (uint32_t i = 1; i < prefix->blocks && i < SIDE_BY_SIDE; i++) {
        const oas_shm_block_t *block = oas_shm_block(stripe, prefix->number + i);

        if (block != NULL)
            __builtin_prefetch(&block->self);
    }
}

static oas_status_t drop(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix)
{
    oas_shm_place_t place;
    oas_status_t status;

    prefetch(stripe, prefix);
    if ((status = oas_shm_record_place(&place, stripe, prefix)) == OAS_OK)
        oas_shm_record_drop(&place);
    return status;
}

/* Look at the next record that is due. OAS_NOT_FOUND: none is. */
static oas_status_t settle_next(const oas_shm_stripe_t *stripe, apr_time_t now)
{
    oas_shm_chained_t due;
    uint64_t second;
    oas_status_t status;

    if (!oas_shm_wheel_turn(stripe, &second, now))
        return OAS_NOT_FOUND;
    if ((status = oas_shm_chained_first(&due, stripe, OAS_SHM_BY_END, second)) != OAS_OK)
        return status;
    if (oas_record_is_over(&due.prefix.head, now))
        return drop(stripe, &due.prefix);
    oas_shm_chains_move(stripe, &due.prefix, oas_shm_wheel_due(stripe, &due.prefix.head, now));
    return OAS_OK;
}

/* Go on until so many blocks are left, but look no more than so often. */
static bool sweep(const oas_shm_stripe_t *stripe, uint32_t blocks, uint64_t looks, apr_time_t now)
{
    oas_status_t status = OAS_OK;

    for (; looks > 0 && status == OAS_OK && oas_shm_blocks_left(stripe) < blocks; looks--)
        status = settle_next(stripe, now);
    return oas_shm_blocks_left(stripe) >= blocks;
}

void oas_shm_room_sweep(const oas_shm_stripe_t *stripe, uint32_t blocks, apr_time_t now)
{
    (void)sweep(stripe, oas_shm_blocks_left(stripe) + blocks, DUE_AT_ONCE, now);
}

bool oas_shm_room_make(const oas_shm_stripe_t *stripe, uint32_t blocks, apr_time_t now)
{
    return sweep(stripe, blocks, TURNS * (uint64_t)stripe->block_count, now);
}
