/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a record part of the table is one link that leads to its first block. It is stored when the record is
 * complete. When it was made to lead elsewhere the version of the bucket grows, and only then are the blocks freed: to
 * readers who still look at them it says so, and who dies between leaves blocks that nobody owns, never half a record. */
#include "session/shm_records.h"

#include "session/shm_blocks.h"
#include "session/shm_chains.h"
#include "session/shm_wheel.h"

oas_status_t oas_shm_record_find(oas_shm_place_t *place, const oas_shm_stripe_t *stripe, const oas_index_t *index,
                                 apr_time_t now)
{
    oas_status_t status = oas_shm_place_find(place, stripe, index);

    if (status == OAS_BROKEN)
        return oas_shm_damaged(stripe);
    if (status != OAS_OK || !oas_record_is_over(&place->prefix.head, now))
        return status;
    oas_shm_record_drop(place);
    return OAS_NOT_FOUND;
}

oas_status_t oas_shm_record_place(oas_shm_place_t *place, const oas_shm_stripe_t *stripe,
                                  const oas_shm_prefix_t *prefix)
{
    oas_status_t status = oas_shm_place_find(place, stripe, &prefix->head.index);

    return status == OAS_OK && place->prefix.number == prefix->number ? OAS_OK : oas_shm_damaged(stripe);
}

/* Write a record with this head to a chain of its own, to which nothing leads yet. */
static oas_status_t compose(oas_shm_prefix_t *prefix, const oas_shm_stripe_t *stripe, const oas_record_t *record,
                            const oas_record_head_t *head, uint64_t next_record)
{
    oas_shm_lengths_t lengths = oas_shm_lengths_of(record);
    uint32_t number = oas_shm_blocks_take(stripe, oas_shm_blocks_for(lengths));
    oas_shm_cursor_t cursor;

    if (number == 0)
        return OAS_BROKEN;
    *prefix = (oas_shm_prefix_t){.number = number, .lengths = lengths, .next_record = next_record, .head = *head};
    oas_shm_prefix_store(prefix, stripe);
    cursor = oas_shm_cursor(stripe, prefix);
    if (!oas_shm_box_store(&cursor, record->face) || !oas_shm_box_store(&cursor, record->values)
        || !oas_shm_box_store(&cursor, record->label) || !oas_shm_box_store(&cursor, record->vault))
        return oas_shm_damaged(stripe);
    return OAS_OK;
}

static void chain(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix, apr_time_t now)
{
    oas_shm_chains_add(stripe, prefix, oas_shm_wheel_due(stripe, &prefix->head, now));
}

static void count_sessions(const oas_shm_stripe_t *stripe, int more)
{
    oas_shm_word_t *sessions = &stripe->control->sessions;

    oas_shm_store(OAS_SHM_AT_SESSIONS, sessions, oas_shm_load(sessions) + (uint64_t)more);
}

oas_status_t oas_shm_record_add(const oas_shm_stripe_t *stripe, const oas_record_t *record, apr_time_t now)
{
    oas_shm_word_t *link = &stripe->buckets[oas_shm_place_of(&record->head.index, stripe->bucket_count)].link;
    oas_shm_prefix_t prefix;
    oas_status_t status;

    if ((status = compose(&prefix, stripe, record, &record->head, oas_shm_load(link))) != OAS_OK)
        return status;
    chain(stripe, &prefix, now);
    oas_shm_store(OAS_SHM_AT_LINK_PUT, link, oas_shm_link_to(&prefix));
    count_sessions(stripe, 1);
    return OAS_OK;
}

/* No link leads to the record any more. */
static void grow_version(const oas_shm_place_t *place)
{
    oas_shm_word_t *version = &place->stripe->buckets[place->bucket].version;

    oas_shm_store(OAS_SHM_AT_VERSION, version, oas_shm_load(version) + 1);
}

/* The head of who takes the place of another one, with what was noted there since he read it. */
static oas_record_head_t succeed(const oas_record_head_t *former, const oas_record_head_t *given)
{
    oas_record_head_t head = *given;

    head.lease = former->lease == given->lease ? 0 : former->lease;
    if (former->last_used > head.last_used)
        head.last_used = former->last_used;
    return head;
}

/* A touch may have come to the former record when nothing led there any more. Since the version has grown one that comes
 * now looks again, and finds the new one; what came before is seen here. Others may touch the new one meanwhile. */
static void keep_touch(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *former, oas_shm_prefix_t *prefix)
{
    apr_time_t last_touch = oas_shm_prefix_last_touch(former, stripe);

    while (prefix->head.last_used < last_touch && !oas_shm_prefix_touch(prefix, stripe, last_touch))
        prefix->head.last_used = oas_shm_prefix_last_touch(prefix, stripe);
}

oas_status_t oas_shm_record_swap(const oas_shm_place_t *place, const oas_record_t *record, apr_time_t now)
{
    const oas_record_head_t head = succeed(&place->prefix.head, &record->head);
    const oas_shm_stripe_t *stripe = place->stripe;
    oas_shm_prefix_t prefix;
    oas_status_t status;

    if ((status = compose(&prefix, stripe, record, &head, place->prefix.next_record)) != OAS_OK)
        return status;
    oas_shm_chains_remove(stripe, &place->prefix);
    chain(stripe, &prefix, now);
    oas_shm_store(OAS_SHM_AT_LINK_REPLACE, place->link, oas_shm_link_to(&prefix));
    grow_version(place);
    keep_touch(stripe, &place->prefix, &prefix);
    oas_shm_blocks_give_back(stripe, &place->prefix);
    return OAS_OK;
}

void oas_shm_record_drop(const oas_shm_place_t *place)
{
    oas_shm_chains_remove(place->stripe, &place->prefix);
    oas_shm_store(OAS_SHM_AT_LINK_REMOVE, place->link, place->prefix.next_record);
    count_sessions(place->stripe, -1);
    grow_version(place);
    oas_shm_blocks_give_back(place->stripe, &place->prefix);
}
