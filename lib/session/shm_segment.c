/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_segment.h"

#include "session/shm_lock.h"
#include "session/shm_table.h"

static const uint64_t MAGIC = 0x6f61757468736573; /* "oauthses" */

enum {
    LAYOUT = 4, /* to be raised with each change of what lies where */
    STRIPE_SIZE = 4 * 1024 * 1024,
    ID_SHARE = 64,         /* one part in so many is for used ids: 32 MB remember 21,000 of them */
    SLOT_SHARE = 2048,     /* a slot for so many bytes, about a session's: half an hour of slots in 4 MB */
    BLOCKS_PER_BUCKET = 5, /* fewer than a usual session has: most buckets hold one record or none */
    BUCKETS_PER_TAG = 2
};

_Static_assert(sizeof(oas_record_head_t) == 16 + 2 * 4 + 8 * 8, "a head has no gaps that would show what lay there");
_Static_assert(sizeof(oas_shm_header_t) == OAS_SHM_PAGE, "the header fills its page");
_Static_assert(sizeof(oas_shm_block_t) == OAS_SHM_BLOCK_SIZE, "a block has its size");
_Static_assert(sizeof(oas_shm_first_block_t) == OAS_SHM_BLOCK_SIZE, "and so has a first one");
_Static_assert(OAS_SHM_BLOCK_SIZE % OAS_SHM_LINE == 0, "blocks share no lines");
_Static_assert(sizeof(oas_shm_control_t) % OAS_SHM_LINE == 0, "what follows the control does not share its lines");

/* Sizes that this build gives to types of the C library and of ours belong to the layout, too. */
uint64_t oas_shm_table_layout(void)
{
    return (uint64_t)LAYOUT << 32 | (uint64_t)sizeof(oas_shm_control_t) << 16 | sizeof(oas_record_head_t);
}

static uint32_t stripes_in(size_t size)
{
    size_t stripes = size / STRIPE_SIZE;

    return stripes < 1 ? 1 : stripes > OAS_SHM_STRIPES_MOST ? OAS_SHM_STRIPES_MOST : (uint32_t)stripes;
}

/* Blocks in so many bytes, with buckets and heads of tags for them. One block is given up for the alignment of the
 * others. */
static size_t blocks_in(size_t bytes)
{
    size_t group = OAS_SHM_BLOCK_SIZE * BLOCKS_PER_BUCKET + sizeof(oas_shm_bucket_t)
                   + 2 * sizeof(oas_shm_word_t) / BUCKETS_PER_TAG;

    return (bytes - OAS_SHM_BLOCK_SIZE) / group * BLOCKS_PER_BUCKET;
}

/* The power of two that is at least as much. */
static size_t slots_in(size_t bytes)
{
    size_t slots = 1;

    while (slots < bytes / SLOT_SHARE)
        slots *= 2;
    return slots;
}

/* A stripe of so many bytes, which fill whole lines. */
static oas_shm_stripe_t view_stripe(unsigned char *start, size_t size)
{
    size_t bytes = size - sizeof(oas_shm_control_t);
    size_t ids = bytes / ID_SHARE / sizeof(oas_shm_id_t) / 2 * 2; /* so that no bucket lies across two lines */
    size_t slots = slots_in(bytes);
    size_t blocks = blocks_in(bytes - ids * sizeof(oas_shm_id_t) - slots * sizeof(oas_shm_word_t));
    size_t buckets = blocks / BLOCKS_PER_BUCKET;
    oas_shm_stripe_t stripe = {
        .control = (oas_shm_control_t *)start,
        .ids = (oas_shm_id_t *)(start + sizeof(oas_shm_control_t)),
        .blocks = (oas_shm_block_t *)(start + size - blocks * OAS_SHM_BLOCK_SIZE),
        .id_count = (uint32_t)ids,
        .slot_count = (uint32_t)slots,
        .bucket_count = (uint32_t)buckets,
        .tag_count = (uint32_t)buckets / BUCKETS_PER_TAG,
        .block_count = (uint32_t)blocks,
    };

    stripe.slots = (oas_shm_word_t *)(stripe.ids + ids);
    stripe.buckets = (oas_shm_bucket_t *)(stripe.slots + slots);
    stripe.tags = (oas_shm_word_t *)(stripe.buckets + buckets);
    return stripe;
}

bool oas_shm_segment_view(oas_shm_segment_t *segment, void *memory, size_t size)
{
    uint32_t stripes = stripes_in(size);
    size_t stripe_size;

    if (size < OAS_SHM_TABLE_SMALLEST || size / OAS_SHM_BLOCK_SIZE / stripes >= UINT32_MAX)
        return false;
    *segment = (oas_shm_segment_t){.header = memory, .size = size, .stripe_count = stripes};
    stripe_size = (size - OAS_SHM_PAGE) / stripes / OAS_SHM_LINE * OAS_SHM_LINE;
    for (uint32_t i = 0; i < stripes; i++)
        segment->stripes[i] = view_stripe((unsigned char *)memory + OAS_SHM_PAGE + i * stripe_size, stripe_size);
    return true;
}

bool oas_shm_segment_is_ours(const oas_shm_segment_t *segment)
{
    const oas_shm_header_t *header = segment->header;

    return oas_shm_load(&header->magic) == MAGIC && oas_shm_load(&header->layout) == oas_shm_table_layout()
           && oas_shm_load(&header->size) == segment->size;
}

bool oas_shm_segment_is_blank(const oas_shm_segment_t *segment)
{
    const oas_shm_word_t *words = (const oas_shm_word_t *)segment->header;

    for (size_t i = 0; i < OAS_SHM_PAGE / sizeof(*words); i++)
        if (oas_shm_load(&words[i]) != 0)
            return false;
    return true;
}

static void clear(void *from, const void *to)
{
    for (oas_shm_word_t *word = from; (const void *)word < to; word++)
        oas_shm_store(OAS_SHM_AT_FORMAT, word, 0);
}

static oas_status_t format_stripe(const oas_shm_stripe_t *stripe, oas_work_t *work)
{
    oas_shm_control_t *control = stripe->control;

    clear(&control->damaged, stripe->blocks);
    for (uint32_t number = 1; number <= stripe->block_count; number++)
        oas_shm_store(OAS_SHM_AT_FORMAT, &stripe->blocks[number - 1].self,
                      oas_shm_pair(0, number < stripe->block_count ? number + 1 : 0));
    oas_shm_store(OAS_SHM_AT_FORMAT, &control->free_first, 1);
    return oas_shm_lock_make(&control->lock, work);
}

oas_status_t oas_shm_segment_format(const oas_shm_segment_t *segment, oas_work_t *work)
{
    oas_shm_header_t *header = segment->header;
    oas_status_t status;

    clear(header, header + 1);
    for (uint32_t i = 0; i < segment->stripe_count; i++)
        if ((status = format_stripe(&segment->stripes[i], work)) != OAS_OK)
            return status;
    oas_shm_store(OAS_SHM_AT_FORMAT, &header->layout, oas_shm_table_layout());
    oas_shm_store(OAS_SHM_AT_FORMAT, &header->size, segment->size);
    oas_shm_store(OAS_SHM_AT_FORMAT, &header->magic, MAGIC);
    return OAS_OK;
}

/* The first or second half of an index. */
static uint64_t half(const oas_index_t *index, size_t which)
{
    uint64_t hash;

    memcpy(&hash, index->bytes + which * sizeof(hash), sizeof(hash));
    return hash;
}

const oas_shm_stripe_t *oas_shm_stripe_of(const oas_shm_segment_t *segment, const oas_index_t *index)
{
    return &segment->stripes[oas_shm_spread(half(index, 1), segment->stripe_count)];
}

uint32_t oas_shm_place_of(const oas_index_t *index, uint32_t count)
{
    return oas_shm_spread(half(index, 0), count);
}

oas_status_t oas_shm_damaged(const oas_shm_stripe_t *stripe)
{
    oas_shm_store(OAS_SHM_AT_DAMAGED, &stripe->control->damaged, 1);
    return OAS_BROKEN;
}
