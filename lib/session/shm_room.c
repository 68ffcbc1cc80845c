/* SPDX-License-Identifier: Apache-2.0 */
/* The search goes round the buckets, each time from where it ended. A round that is complete knows the first time at
 * which one of those it passed is over; before that there is nothing to be found, and nobody searches. A touch only makes
 * it later, a new record says so itself. Nobody trusts that time for longer than a minute, for it can be damaged. */
#include "session/shm_room.h"

#include "session/shm_blocks.h"
#include "session/shm_records.h"

enum { BUCKETS_AT_ONCE = 4 }; /* with each new record: more than one can be filled by it */

static const apr_time_t TRUSTED = APR_TIME_C(60000000); /* a minute */

/* Something may be over, as far as is known. */
static bool may_be_over(const oas_shm_stripe_t *stripe, apr_time_t now)
{
    apr_time_t quiet_until = (apr_time_t)oas_shm_load(&stripe->control->quiet_until);

    return quiet_until <= now || quiet_until > now + TRUSTED;
}

static void lower(oas_shm_word_t *time, apr_time_t to)
{
    if ((apr_time_t)oas_shm_load(time) > to)
        oas_shm_store(OAS_SHM_AT_SWEEP, time, (uint64_t)to);
}

void oas_shm_room_keep(const oas_shm_stripe_t *stripe, const oas_record_head_t *head)
{
    lower(&stripe->control->sweep_ends, oas_record_ends(head));
    lower(&stripe->control->quiet_until, oas_record_ends(head));
}

void oas_shm_room_prefetch(const oas_shm_stripe_t *stripe, apr_time_t now)
{
    uint32_t bucket = (uint32_t)(oas_shm_load(&stripe->control->sweep_next) % stripe->bucket_count);

    for (int i = 0; i < BUCKETS_AT_ONCE && bucket < stripe->bucket_count && may_be_over(stripe, now); i++, bucket++) {
        const oas_shm_block_t *block = oas_shm_block(stripe, oas_shm_low(oas_shm_load(&stripe->buckets[bucket].link)));

        if (block != NULL)
            oas_shm_block_prefetch(block);
    }
}

/* Drop what is over in a bucket, until so many blocks are left. false: there is more of it. */
static bool sweep_bucket(const oas_shm_stripe_t *stripe, uint32_t bucket, uint32_t blocks, apr_time_t now)
{
    oas_shm_place_t place;
    oas_status_t status = oas_shm_place_first(&place, stripe, bucket);

    while (status == OAS_OK) {
        if (!oas_record_is_over(&place.prefix.head, now)) {
            lower(&stripe->control->sweep_ends, oas_record_ends(&place.prefix.head));
            status = oas_shm_place_next(&place);
        } else if (oas_shm_blocks_left(stripe) < blocks) {
            oas_shm_record_drop(&place);
            status = oas_shm_place_again(&place);
        } else {
            return false;
        }
    }
    if (status == OAS_BROKEN)
        oas_shm_damaged(stripe);
    return true;
}

/* Who dies between these stores leaves a round that begins anew and knows of too early a time: one of a few buckets that
 * takes itself for complete would keep everybody from searching. */
static void end_round(const oas_shm_stripe_t *stripe, apr_time_t now)
{
    oas_shm_control_t *control = stripe->control;
    apr_time_t ends = (apr_time_t)oas_shm_load(&control->sweep_ends);

    oas_shm_store(OAS_SHM_AT_SWEEP, &control->sweep_next, 0);
    oas_shm_store(OAS_SHM_AT_SWEEP, &control->quiet_until, (uint64_t)(ends < now + TRUSTED ? ends : now + TRUSTED));
    oas_shm_store(OAS_SHM_AT_SWEEP, &control->sweep_ends, INT64_MAX);
}

static void sweep_next(const oas_shm_stripe_t *stripe, uint32_t blocks, apr_time_t now)
{
    uint32_t bucket = (uint32_t)(oas_shm_load(&stripe->control->sweep_next) % stripe->bucket_count);

    if (!sweep_bucket(stripe, bucket, blocks, now))
        return;
    if (bucket + 1 < stripe->bucket_count)
        oas_shm_store(OAS_SHM_AT_SWEEP, &stripe->control->sweep_next, bucket + 1);
    else
        end_round(stripe, now);
}

/* Go on until so many blocks are left, but through no more than so many buckets. */
static bool sweep(const oas_shm_stripe_t *stripe, uint32_t blocks, uint32_t buckets, apr_time_t now)
{
    for (; buckets > 0 && oas_shm_blocks_left(stripe) < blocks && may_be_over(stripe, now); buckets--)
        sweep_next(stripe, blocks, now);
    return oas_shm_blocks_left(stripe) >= blocks;
}

void oas_shm_room_sweep(const oas_shm_stripe_t *stripe, uint32_t blocks, apr_time_t now)
{
    (void)sweep(stripe, oas_shm_blocks_left(stripe) + blocks, BUCKETS_AT_ONCE, now);
}

/* The rest of the round that is under way, in which some may have been passed before they were over, and one more. */
bool oas_shm_room_make(const oas_shm_stripe_t *stripe, uint32_t blocks, apr_time_t now)
{
    return sweep(stripe, blocks, 2 * stripe->bucket_count, now);
}
