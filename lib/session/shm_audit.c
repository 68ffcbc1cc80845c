/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_audit.h"

#include "session/shm_bucket.h"
#include "session/shm_chains.h"
#include "session/shm_wheel.h"

/* What the audit has found out about a block. */
enum { UNKNOWN, OF_A_RECORD, FREE, DROPPED };

typedef struct {
    const oas_shm_stripe_t *stripe;
    unsigned char *found; /* by number of the block */
    uint64_t sessions;
    uint64_t chained;     /* places in chains that the records should have */
    uint64_t used;
    uint64_t free;
    apr_time_t now;
    bool sound;
} audit_t;

/* The chain has as many blocks as the record's lengths ask for, all its own, and ends there. One that came back to
 * itself would have no end, so no block is counted twice. */
static bool is_whole(const audit_t *audit, const oas_shm_prefix_t *prefix)
{
    uint32_t next = prefix->number;

    for (uint32_t i = 0; i < prefix->blocks; i++) {
        const oas_shm_block_t *block = oas_shm_block(audit->stripe, next);
        uint64_t self = block != NULL ? oas_shm_load(&block->self) : 0;

        if (oas_shm_high(self) != prefix->number)
            return false;
        next = oas_shm_low(self);
    }
    return next == 0;
}

/* What was found whole a moment ago is checked again on the way: the parent of all processes does this, too, and a
 * hostile child may write while it reads. */
static void count_record(audit_t *audit, const oas_shm_prefix_t *prefix)
{
    const oas_shm_block_t *block;

    for (uint32_t next = prefix->number;
         (block = oas_shm_block(audit->stripe, next)) != NULL && audit->found[next] == UNKNOWN;
         next = oas_shm_low(oas_shm_load(&block->self))) {
        audit->found[next] = OF_A_RECORD;
        audit->used++;
    }
    audit->sessions++;
    audit->chained += 1U + (prefix->head.subject != 0) + (prefix->head.provider_session != 0);
    if (!oas_shm_wheel_comes_in_time(audit->stripe, prefix, audit->now))
        audit->sound = false;
}

/* Let the link to a record that is lost lead elsewhere. */
static void cut(audit_t *audit, const oas_shm_place_t *place, uint64_t link)
{
    oas_shm_store(OAS_SHM_AT_MEND_LINK, place->link, link);
    audit->sound = false;
}

/* A record that is not whole is taken out of its bucket; where a link leads to no record, or to one that was met before,
 * the bucket ends, for nothing behind it can be relied on. */
static void audit_bucket(audit_t *audit, uint32_t bucket)
{
    oas_shm_place_t place;
    oas_status_t status = oas_shm_place_first(&place, audit->stripe, bucket);

    while (status == OAS_OK && audit->found[place.prefix.number] == UNKNOWN) {
        if (is_whole(audit, &place.prefix)) {
            count_record(audit, &place.prefix);
            status = oas_shm_place_next(&place);
        } else {
            audit->found[place.prefix.number] = DROPPED;
            cut(audit, &place, place.prefix.next_record);
            status = oas_shm_place_again(&place);
        }
    }
    if (status != OAS_NOT_FOUND)
        cut(audit, &place, 0);
}

static void audit_free_list(audit_t *audit)
{
    uint32_t next = oas_shm_low(oas_shm_load(&audit->stripe->control->free_first));

    while (next != 0) {
        const oas_shm_block_t *block = oas_shm_block(audit->stripe, next);
        uint64_t self = block != NULL ? oas_shm_load(&block->self) : UINT64_MAX;

        if (oas_shm_high(self) != 0 || audit->found[next] != UNKNOWN) {
            audit->sound = false;
            return;
        }
        audit->found[next] = FREE;
        audit->free++;
        next = oas_shm_low(self);
    }
}

static bool is_right(const audit_t *audit)
{
    const oas_shm_control_t *control = audit->stripe->control;
    uint64_t highest = oas_shm_load(&control->highest_used);

    return audit->sound && oas_shm_load(&control->damaged) == 0
           && audit->used + audit->free == audit->stripe->block_count && oas_shm_load(&control->used) == audit->used
           && oas_shm_load(&control->sessions) == audit->sessions && highest >= audit->used
           && highest <= audit->stripe->block_count
           && oas_shm_chains_count(audit->stripe) == audit->chained;
}

/* Readers who still look at what is freed now learn it from the version: who died may have cut a record off without
 * saying so. */
static void mend_versions(const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < stripe->bucket_count; i++) {
        oas_shm_word_t *version = &stripe->buckets[i].version;

        oas_shm_store(OAS_SHM_AT_MEND_VERSION, version, oas_shm_load(version) + 1);
    }
}

static void mend_free_list(const audit_t *audit)
{
    uint32_t first = 0;

    for (uint32_t number = audit->stripe->block_count; number > 0; number--)
        if (audit->found[number] != OF_A_RECORD) {
            oas_shm_store(OAS_SHM_AT_MEND_FREE, &audit->stripe->blocks[number - 1].self, oas_shm_pair(0, first));
            first = number;
        }
    oas_shm_store(OAS_SHM_AT_MEND_FREE, &audit->stripe->control->free_first, first);
}

static void mend_chains(const oas_shm_stripe_t *stripe, apr_time_t now)
{
    oas_shm_chains_clear(stripe);
    oas_shm_wheel_set(stripe, now);
    for (uint32_t bucket = 0; bucket < stripe->bucket_count; bucket++) {
        oas_shm_place_t place;
        oas_status_t status = oas_shm_place_first(&place, stripe, bucket);

        for (; status == OAS_OK; status = oas_shm_place_next(&place))
            oas_shm_chains_add(stripe, &place.prefix, oas_shm_wheel_due(stripe, &place.prefix.head, now));
    }
}

static void mend_counts(const audit_t *audit)
{
    oas_shm_control_t *control = audit->stripe->control;
    uint64_t highest = oas_shm_load(&control->highest_used);

    oas_shm_store(OAS_SHM_AT_MEND_COUNTS, &control->used, audit->used);
    oas_shm_store(OAS_SHM_AT_MEND_COUNTS, &control->sessions, audit->sessions);
    if (highest < audit->used || highest > audit->stripe->block_count)
        oas_shm_store(OAS_SHM_AT_MEND_COUNTS, &control->highest_used, audit->used);
    oas_shm_store(OAS_SHM_AT_MEND_COUNTS, &control->repairs, oas_shm_load(&control->repairs) + 1);
}

/* The mark goes first: what is met meanwhile is looked for once more. */
static void mend(const audit_t *audit)
{
    oas_shm_store(OAS_SHM_AT_MEND_COUNTS, &audit->stripe->control->damaged, 0);
    mend_versions(audit->stripe);
    mend_free_list(audit);
    mend_chains(audit->stripe, audit->now);
    mend_counts(audit);
}

bool oas_shm_audit(const oas_shm_stripe_t *stripe, oas_work_t *work)
{
    audit_t audit = {.stripe = stripe, .now = work->now, .sound = true};
    apr_pool_t *pool;
    bool was_sound;

    apr_pool_create(&pool, work->pool); /* the parent's lives for long, and it goes through all stripes */
    audit.found = apr_pcalloc(pool, (size_t)stripe->block_count + 1);
    for (uint32_t bucket = 0; bucket < stripe->bucket_count; bucket++)
        audit_bucket(&audit, bucket);
    audit_free_list(&audit);
    was_sound = is_right(&audit);
    if (!was_sound)
        mend(&audit);
    apr_pool_destroy(pool);
    return was_sound;
}
