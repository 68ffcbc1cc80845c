/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_segment.h"

#include "session/shm_lock.h"
#include "session/shm_table.h"

static const uint64_t MAGIC = 0x6f61757468736573; /* "oauthses" */

enum {
    LAYOUT = 1, /* to be raised with each change of what lies where */
    PAGE = 4096,
    ID_SHARE = 32,        /* one part in so many is for used ids: 32 MB remember 43,000 of them */
    BLOCKS_PER_BUCKET = 4 /* fewer than a usual session has: most buckets hold one record or none */
};

_Static_assert(sizeof(oas_record_head_t) == 16 + 2 * 4 + 8 * 8, "a head has no gaps that would show what lay there");
_Static_assert(sizeof(oas_shm_header_t) <= PAGE, "the header fits in its page");
_Static_assert(sizeof(oas_shm_block_t) == OAS_SHM_BLOCK_SIZE, "a block has its size");
_Static_assert(offsetof(oas_shm_first_block_t, bytes) + OAS_SHM_FIRST_ROOM == OAS_SHM_BLOCK_SIZE,
               "no gap before boxes");

/* Sizes that this build gives to types of the C library and of ours belong to the layout, too. */
static uint64_t layout(void)
{
    return (uint64_t)LAYOUT << 32 | (uint64_t)sizeof(oas_shm_header_t) << 16 | sizeof(oas_record_head_t);
}

/* Blocks, and buckets for them, in so many bytes. One block is given up for the alignment of the others. */
static size_t blocks_in(size_t bytes)
{
    return (bytes - OAS_SHM_BLOCK_SIZE) / (OAS_SHM_BLOCK_SIZE * BLOCKS_PER_BUCKET + sizeof(oas_shm_link_t))
           * BLOCKS_PER_BUCKET;
}

bool oas_shm_segment_view(oas_shm_segment_t *segment, void *memory, size_t size)
{
    unsigned char *start = memory;
    size_t ids, blocks;

    if (size < OAS_SHM_TABLE_SMALLEST || size / OAS_SHM_BLOCK_SIZE >= UINT32_MAX)
        return false;
    ids = (size - PAGE) / ID_SHARE / sizeof(oas_shm_id_t);
    blocks = blocks_in(size - PAGE - ids * sizeof(oas_shm_id_t));
    *segment = (oas_shm_segment_t){
        .header = memory,
        .ids = (oas_shm_id_t *)(start + PAGE),
        .buckets = (oas_shm_link_t *)(start + PAGE + ids * sizeof(oas_shm_id_t)),
        .blocks = (oas_shm_block_t *)(start + (size / OAS_SHM_BLOCK_SIZE - blocks) * OAS_SHM_BLOCK_SIZE),
        .size = size,
        .id_count = (uint32_t)ids,
        .bucket_count = (uint32_t)(blocks / BLOCKS_PER_BUCKET),
        .block_count = (uint32_t)blocks,
    };
    return true;
}

bool oas_shm_segment_is_ours(const oas_shm_segment_t *segment)
{
    const oas_shm_header_t *header = segment->header;

    return header->magic == MAGIC && header->layout == layout() && header->size == segment->size;
}

bool oas_shm_segment_is_blank(const oas_shm_segment_t *segment)
{
    const unsigned char *bytes = (const unsigned char *)segment->header;

    for (size_t i = 0; i < sizeof(*segment->header); i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

oas_status_t oas_shm_segment_format(const oas_shm_segment_t *segment, oas_work_t *work)
{
    oas_shm_header_t *header = segment->header;
    oas_status_t status;

    header->magic = 0;
    memset(header, 0, sizeof(*header));
    memset(segment->ids, 0, segment->id_count * sizeof(*segment->ids));
    memset(segment->buckets, 0, segment->bucket_count * sizeof(*segment->buckets));
    if ((status = oas_shm_lock_make(&header->lock, work)) != OAS_OK)
        return status;
    for (uint32_t number = segment->block_count; number > 0; number--)
        oas_shm_block_free(segment, number);
    header->layout = layout();
    header->size = segment->size;
    header->magic = MAGIC;
    return OAS_OK;
}

uint32_t oas_shm_bucket_of(const oas_shm_segment_t *segment, const oas_index_t *index)
{
    uint64_t hash;

    memcpy(&hash, index->bytes, sizeof(hash)); /* the index is a MAC: any part of it is as good as a hash */
    return (uint32_t)(hash % segment->bucket_count);
}

oas_shm_block_t *oas_shm_block(const oas_shm_segment_t *segment, uint32_t number)
{
    return number != 0 && number <= segment->block_count ? &segment->blocks[number - 1] : NULL;
}

oas_status_t oas_shm_damaged(const oas_shm_segment_t *segment)
{
    segment->header->damaged = 1;
    return OAS_BROKEN;
}

void oas_shm_block_free(const oas_shm_segment_t *segment, uint32_t number)
{
    oas_shm_block_t *block = oas_shm_block(segment, number);

    block->owner = 0;
    block->next = segment->header->free_first;
    segment->header->free_first = number;
}
