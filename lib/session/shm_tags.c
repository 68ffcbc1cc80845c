/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_tags.h"

enum { KINDS = 2 };

static const oas_tag_kind_t chained[KINDS] = {OAS_TAG_SUBJECT, OAS_TAG_PROVIDER_SESSION};

_Static_assert(OAS_TAG_SUBJECT == 0 && OAS_TAG_PROVIDER_SESSION == 1, "chains are numbered as their kinds");

uint64_t oas_shm_tag_of(const oas_record_head_t *head, oas_tag_kind_t kind)
{
    switch (kind) {
    case OAS_TAG_SUBJECT:          return head->subject;
    case OAS_TAG_PROVIDER_SESSION: return head->provider_session;
    case OAS_TAG_REALM:            return head->realm;
    }
    return 0;
}

/* The word that holds the number of the first record. */
static oas_shm_word_t *head_of(const oas_shm_stripe_t *stripe, oas_tag_kind_t kind, uint64_t tag)
{
    return &stripe->tags[KINDS * oas_shm_spread(tag, stripe->tag_count) + kind];
}

/* The word with the neighbours of a record; NULL: there is none of this number. */
static oas_shm_word_t *neighbours_of(const oas_shm_stripe_t *stripe, oas_tag_kind_t kind, uint32_t number)
{
    oas_shm_block_t *block = oas_shm_block(stripe, number);

    return block != NULL && oas_shm_high(oas_shm_load(&block->self)) == number ? &block->first.chains[kind] : NULL;
}

/* Let the record behind this place have another one before it. */
static void set_before(const oas_shm_stripe_t *stripe, oas_tag_kind_t kind, uint32_t number, uint32_t was, uint32_t is)
{
    oas_shm_word_t *neighbours = neighbours_of(stripe, kind, number);
    uint64_t pair = neighbours != NULL ? oas_shm_load(neighbours) : 0;

    if (number == 0)
        return;
    if (neighbours == NULL || oas_shm_high(pair) != was)
        oas_shm_damaged(stripe);
    else
        oas_shm_store(OAS_SHM_AT_TAG_NEIGHBOUR, neighbours, oas_shm_pair(is, oas_shm_low(pair)));
}

/* Let the record before this place, or else the head, lead to another one. */
static void set_behind(const oas_shm_stripe_t *stripe, oas_tag_kind_t kind, uint32_t number, uint32_t was, uint32_t is)
{
    oas_shm_word_t *neighbours = neighbours_of(stripe, kind, number);
    uint64_t pair = neighbours != NULL ? oas_shm_load(neighbours) : 0;

    if (neighbours == NULL || oas_shm_low(pair) != was)
        oas_shm_damaged(stripe);
    else
        oas_shm_store(OAS_SHM_AT_TAG_NEIGHBOUR, neighbours, oas_shm_pair(oas_shm_high(pair), is));
}

static void set_first(const oas_shm_stripe_t *stripe, oas_shm_word_t *head, uint32_t was, uint32_t is)
{
    if (oas_shm_load(head) != was)
        oas_shm_damaged(stripe);
    else
        oas_shm_store(OAS_SHM_AT_TAG_FIRST, head, is);
}

static void add(const oas_shm_stripe_t *stripe, oas_tag_kind_t kind, uint64_t tag, uint32_t number)
{
    oas_shm_word_t *head = head_of(stripe, kind, tag);
    uint32_t behind = oas_shm_low(oas_shm_load(head));

    oas_shm_store(OAS_SHM_AT_TAG_OWN, &oas_shm_block(stripe, number)->first.chains[kind], oas_shm_pair(0, behind));
    set_before(stripe, kind, behind, 0, number);
    oas_shm_store(OAS_SHM_AT_TAG_FIRST, head, number);
}

void oas_shm_tags_prefetch(const oas_shm_stripe_t *stripe, const oas_record_head_t *head)
{
    for (size_t i = 0; i < KINDS; i++)
        __builtin_prefetch(head_of(stripe, chained[i], oas_shm_tag_of(head, chained[i])));
}

/* The same for the records that are first so far: each has to learn that it is not. */
static void prefetch_firsts(const oas_shm_stripe_t *stripe, const oas_record_head_t *head)
{
    for (size_t i = 0; i < KINDS; i++) {
        oas_shm_word_t *first = head_of(stripe, chained[i], oas_shm_tag_of(head, chained[i]));
        oas_shm_block_t *block = oas_shm_block(stripe, oas_shm_low(oas_shm_load(first)));

        if (block != NULL) {
            __builtin_prefetch(&block->self);
            __builtin_prefetch(&block->first.chains);
        }
    }
}

void oas_shm_tags_add(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix)
{
    prefetch_firsts(stripe, &prefix->head);
    for (size_t i = 0; i < KINDS; i++) {
        uint64_t tag = oas_shm_tag_of(&prefix->head, chained[i]);

        if (tag != 0)
            add(stripe, chained[i], tag, prefix->number);
    }
}

static void take_out(const oas_shm_stripe_t *stripe, oas_tag_kind_t kind, uint64_t tag, uint32_t number)
{
    uint64_t neighbours = oas_shm_load(&oas_shm_block(stripe, number)->first.chains[kind]);
    uint32_t before = oas_shm_high(neighbours), behind = oas_shm_low(neighbours);

    if (before != 0)
        set_behind(stripe, kind, before, number, behind);
    else
        set_first(stripe, head_of(stripe, kind, tag), number, behind);
    set_before(stripe, kind, behind, number, before);
}

void oas_shm_tags_remove(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix)
{
    for (size_t i = 0; i < KINDS; i++) {
        uint64_t tag = oas_shm_tag_of(&prefix->head, chained[i]);

        if (tag != 0)
            take_out(stripe, chained[i], tag, prefix->number);
    }
}

/* The record of this number, which must belong to this chain and know where we come from. */
static oas_status_t enter(oas_shm_tagged_t *tagged, uint32_t number)
{
    const oas_shm_stripe_t *stripe = tagged->stripe;
    const oas_shm_word_t *neighbours = neighbours_of(stripe, tagged->kind, number);

    if (number == 0)
        return OAS_NOT_FOUND;
    if (neighbours == NULL || oas_shm_high(oas_shm_load(neighbours)) != tagged->before
        || !oas_shm_prefix_at(&tagged->prefix, stripe, number)
        || head_of(stripe, tagged->kind, oas_shm_tag_of(&tagged->prefix.head, tagged->kind)) != tagged->head
        || tagged->steps++ >= stripe->block_count)
        return oas_shm_damaged(stripe);
    return OAS_OK;
}

static oas_status_t enter_first(oas_shm_tagged_t *tagged)
{
    return enter(tagged, oas_shm_low(oas_shm_load(tagged->head)));
}

oas_status_t oas_shm_tagged_first(oas_shm_tagged_t *tagged, const oas_shm_stripe_t *stripe, oas_tag_kind_t kind,
                                  uint64_t tag)
{
    *tagged = (oas_shm_tagged_t){.stripe = stripe, .kind = kind, .head = head_of(stripe, kind, tag)};
    return enter_first(tagged);
}

/* Whether the block is the first of a record is not asked again: somebody else may write while the parent reads. */
oas_status_t oas_shm_tagged_next(oas_shm_tagged_t *tagged)
{
    const oas_shm_block_t *block = oas_shm_block(tagged->stripe, tagged->prefix.number);

    tagged->before = tagged->prefix.number;
    return enter(tagged, oas_shm_low(oas_shm_load(&block->first.chains[tagged->kind])));
}

void oas_shm_tags_clear(const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < KINDS * stripe->tag_count; i++)
        oas_shm_store(OAS_SHM_AT_MEND_TAGS, &stripe->tags[i], 0);
}

uint64_t oas_shm_tags_count(const oas_shm_stripe_t *stripe)
{
    uint64_t count = 0;

    for (uint32_t i = 0; i < KINDS * stripe->tag_count; i++) {
        oas_shm_tagged_t tagged = {.stripe = stripe, .kind = chained[i % KINDS], .head = &stripe->tags[i]};
        oas_status_t status = enter_first(&tagged);

        for (; status == OAS_OK; status = oas_shm_tagged_next(&tagged))
            count++;
        if (status == OAS_BROKEN)
            return UINT64_MAX;
    }
    return count;
}
