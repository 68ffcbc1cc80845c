/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_chains.h"

_Static_assert((int)OAS_SHM_BY_SUBJECT == OAS_TAG_SUBJECT, "chains of tags are numbered as their kinds");
_Static_assert((int)OAS_SHM_BY_PROVIDER_SESSION == OAS_TAG_PROVIDER_SESSION, "both");

uint64_t oas_shm_tag_of(const oas_record_head_t *head, oas_tag_kind_t kind)
{
    switch (kind) {
    case OAS_TAG_SUBJECT:          return head->subject;
    case OAS_TAG_PROVIDER_SESSION: return head->provider_session;
    case OAS_TAG_REALM:            return head->realm;
    }
    return 0;
}

/* What a record's place in a chain follows from. */
static uint64_t key_of(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix, oas_shm_chain_t chain)
{
    if (chain == OAS_SHM_BY_END)
        return oas_shm_due(&oas_shm_block(stripe, prefix->number)->first);
    return oas_shm_tag_of(&prefix->head, (oas_tag_kind_t)chain);
}

/* No tag is in no chain. */
static bool is_in(oas_shm_chain_t chain, uint64_t key)
{
    return chain == OAS_SHM_BY_END || key != 0;
}

/* The word that holds the number of the first record. */
static oas_shm_word_t *head_of(const oas_shm_stripe_t *stripe, oas_shm_chain_t chain, uint64_t key)
{
    if (chain == OAS_SHM_BY_END)
        return oas_shm_slot(stripe, key);
    return &stripe->tags[OAS_SHM_TAG_CHAINS * oas_shm_spread(key, stripe->tag_count) + chain];
}

/* The word with the neighbours of a record; NULL: there is none of this number. */
static oas_shm_word_t *neighbours_of(const oas_shm_stripe_t *stripe, oas_shm_chain_t chain, uint32_t number)
{
    oas_shm_block_t *block = oas_shm_block(stripe, number);

    return block != NULL && oas_shm_high(oas_shm_load(&block->self)) == number ? &block->first.chains[chain] : NULL;
}

/* Let the record behind this place, if there is one, name another one before it. */
static void set_before(const oas_shm_stripe_t *stripe, oas_shm_chain_t chain, uint32_t number, uint32_t before)
{
    oas_shm_word_t *neighbours = neighbours_of(stripe, chain, number);

    if (number == 0)
        return;
    if (neighbours == NULL)
        oas_shm_damaged(stripe);
    else
        oas_shm_store(OAS_SHM_AT_CHAIN_NEIGHBOUR, neighbours,
                      oas_shm_pair(before, oas_shm_low(oas_shm_load(neighbours))));
}

/* Let the record before this place lead to another one. */
static void set_behind(const oas_shm_stripe_t *stripe, oas_shm_chain_t chain, uint32_t number, uint32_t was, uint32_t is)
{
    oas_shm_word_t *neighbours = neighbours_of(stripe, chain, number);
    uint64_t pair = neighbours != NULL ? oas_shm_load(neighbours) : 0;

    if (neighbours == NULL || oas_shm_low(pair) != was)
        oas_shm_damaged(stripe);
    else
        oas_shm_store(OAS_SHM_AT_CHAIN_NEIGHBOUR, neighbours, oas_shm_pair(oas_shm_high(pair), is));
}

void oas_shm_chains_prefetch_heads(const oas_shm_stripe_t *stripe, const oas_record_head_t *head)
{
    for (int chain = 0; chain < OAS_SHM_TAG_CHAINS; chain++)
        __builtin_prefetch(head_of(stripe, (oas_shm_chain_t)chain, oas_shm_tag_of(head, (oas_tag_kind_t)chain)));
}

/* What is looked at and written to in a record whose neighbour comes or goes. */
static void prefetch_neighbour(const oas_shm_stripe_t *stripe, uint32_t number)
{
    const oas_shm_block_t *block = oas_shm_block(stripe, number);

    if (block == NULL)
        return;
    __builtin_prefetch(&block->self);
    __builtin_prefetch(&block->first.chains);
}

void oas_shm_chains_prefetch_firsts(const oas_shm_stripe_t *stripe, const oas_record_head_t *head)
{
    for (int chain = 0; chain < OAS_SHM_TAG_CHAINS; chain++) {
        uint64_t tag = oas_shm_tag_of(head, (oas_tag_kind_t)chain);

        prefetch_neighbour(stripe, oas_shm_low(oas_shm_load(head_of(stripe, (oas_shm_chain_t)chain, tag))));
    }
}

void oas_shm_chains_prefetch_neighbours(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix)
{
    const oas_shm_first_block_t *first = &oas_shm_block(stripe, prefix->number)->first;

    oas_shm_chains_prefetch_heads(stripe, &prefix->head);
    for (int chain = 0; chain < OAS_SHM_TAG_CHAINS; chain++) {
        uint64_t neighbours = oas_shm_load(&first->chains[chain]);

        prefetch_neighbour(stripe, oas_shm_high(neighbours));
        prefetch_neighbour(stripe, oas_shm_low(neighbours));
    }
}

static void add(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix, oas_shm_chain_t chain)
{
    uint64_t key = key_of(stripe, prefix, chain);
    oas_shm_word_t *head = head_of(stripe, chain, key);
    uint32_t behind = oas_shm_low(oas_shm_load(head)), number = prefix->number;

    if (!is_in(chain, key))
        return;
    oas_shm_store(OAS_SHM_AT_CHAIN_OWN, &oas_shm_block(stripe, number)->first.chains[chain], oas_shm_pair(0, behind));
    set_before(stripe, chain, behind, number);
    oas_shm_store(OAS_SHM_AT_CHAIN_FIRST, head, number);
}

/* The first one of a chain is the one that the head names. What it says of one before it counts for nothing: so where
 * the first one goes, the next need not be written to, nor be fetched for that. */
static void take_out(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix, oas_shm_chain_t chain)
{
    uint64_t key = key_of(stripe, prefix, chain);
    uint64_t neighbours = oas_shm_load(&stripe->blocks[prefix->number - 1].first.chains[chain]); /* a record is there */
    uint32_t before = oas_shm_high(neighbours), behind = oas_shm_low(neighbours), number = prefix->number;
    oas_shm_word_t *head = head_of(stripe, chain, key);

    if (!is_in(chain, key))
        return;
    if (oas_shm_load(head) == number) {
        oas_shm_store(OAS_SHM_AT_CHAIN_FIRST, head, behind);
    } else {
        set_behind(stripe, chain, before, number, behind);
        set_before(stripe, chain, behind, before);
    }
}

static void set_due(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix, uint32_t due)
{
    oas_shm_store(OAS_SHM_AT_DUE, &oas_shm_block(stripe, prefix->number)->first.due, due);
}

void oas_shm_chains_add(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix, uint32_t due)
{
    set_due(stripe, prefix, due);
    for (int chain = 0; chain < OAS_SHM_CHAINS; chain++)
        add(stripe, prefix, (oas_shm_chain_t)chain);
}

void oas_shm_chains_remove(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix)
{
    for (int chain = 0; chain < OAS_SHM_CHAINS; chain++)
        take_out(stripe, prefix, (oas_shm_chain_t)chain);
}

void oas_shm_chains_move(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix, uint32_t due)
{
    take_out(stripe, prefix, OAS_SHM_BY_END);
    set_due(stripe, prefix, due);
    add(stripe, prefix, OAS_SHM_BY_END);
}

/* The record of this number, which must belong to this chain and know where we come from. */
static oas_status_t enter(oas_shm_chained_t *chained, uint32_t number)
{
    const oas_shm_stripe_t *stripe = chained->stripe;
    const oas_shm_word_t *neighbours = neighbours_of(stripe, chained->chain, number);

    oas_shm_at(OAS_SHM_AT_READ);
    if (number == 0)
        return OAS_NOT_FOUND;
    if (neighbours == NULL || (chained->before != 0 && oas_shm_high(oas_shm_load(neighbours)) != chained->before)
        || !oas_shm_prefix_at(&chained->prefix, stripe, number)
        || head_of(stripe, chained->chain, key_of(stripe, &chained->prefix, chained->chain)) != chained->head
        || chained->steps++ >= stripe->block_count)
        return oas_shm_damaged(stripe);
    return OAS_OK;
}

static oas_status_t enter_first(oas_shm_chained_t *chained)
{
    return enter(chained, oas_shm_low(oas_shm_load(chained->head)));
}

oas_status_t oas_shm_chained_first(oas_shm_chained_t *chained, const oas_shm_stripe_t *stripe, oas_shm_chain_t chain,
                                   uint64_t key)
{
    *chained = (oas_shm_chained_t){.stripe = stripe, .chain = chain, .head = head_of(stripe, chain, key)};
    return enter_first(chained);
}

/* Whether the block is the first of a record is not asked again: somebody else may write while the parent reads. */
oas_status_t oas_shm_chained_next(oas_shm_chained_t *chained)
{
    const oas_shm_block_t *block = oas_shm_block(chained->stripe, chained->prefix.number);

    chained->before = chained->prefix.number;
    return enter(chained, oas_shm_low(oas_shm_load(&block->first.chains[chained->chain])));
}

void oas_shm_chains_clear(const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < OAS_SHM_TAG_CHAINS * stripe->tag_count; i++)
        oas_shm_store(OAS_SHM_AT_MEND_CHAINS, &stripe->tags[i], 0);
    for (uint32_t i = 0; i < stripe->slot_count; i++)
        oas_shm_store(OAS_SHM_AT_MEND_CHAINS, &stripe->slots[i], 0);
}

/* Count the records of one chain; false: it is damaged. */
static bool count(uint64_t *records, const oas_shm_stripe_t *stripe, oas_shm_chain_t chain, const oas_shm_word_t *head)
{
    oas_shm_chained_t chained = {.stripe = stripe, .chain = chain, .head = head};
    oas_status_t status = enter_first(&chained);

    for (; status == OAS_OK; status = oas_shm_chained_next(&chained))
        ++*records;
    return status == OAS_NOT_FOUND && *records <= OAS_SHM_CHAINS * (uint64_t)stripe->block_count;
}

uint64_t oas_shm_chains_count(const oas_shm_stripe_t *stripe)
{
    uint64_t records = 0;

    for (uint32_t i = 0; i < OAS_SHM_TAG_CHAINS * stripe->tag_count; i++)
        if (!count(&records, stripe, (oas_shm_chain_t)(i % OAS_SHM_TAG_CHAINS), &stripe->tags[i]))
            return UINT64_MAX;
    for (uint32_t i = 0; i < stripe->slot_count; i++)
        if (!count(&records, stripe, OAS_SHM_BY_END, &stripe->slots[i]))
            return UINT64_MAX;
    return records;
}
