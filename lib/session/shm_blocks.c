/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_blocks.h"

uint32_t oas_shm_blocks_for(uint64_t bytes)
{
    if (bytes > OAS_SHM_RECORD_LARGEST)
        return 0;
    if (bytes <= OAS_SHM_FIRST_ROOM)
        return 1;
    return 1 + ((uint32_t)bytes - OAS_SHM_FIRST_ROOM + OAS_SHM_NEXT_ROOM - 1) / OAS_SHM_NEXT_ROOM;
}

uint32_t oas_shm_blocks_of(const oas_shm_first_block_t *first)
{
    return oas_shm_blocks_for((uint64_t)first->face + first->label + first->vault);
}

uint32_t oas_shm_blocks_left(const oas_shm_segment_t *segment)
{
    uint32_t used = segment->header->used;

    return used < segment->block_count ? segment->block_count - used : 0;
}

static oas_shm_block_t *block_of(const oas_shm_segment_t *segment, uint32_t number, uint32_t owner)
{
    oas_shm_block_t *block = oas_shm_block(segment, number);

    if (block != NULL && block->owner == owner)
        return block;
    oas_shm_damaged(segment);
    return NULL;
}

oas_shm_first_block_t *oas_shm_first_block(const oas_shm_segment_t *segment, uint32_t number)
{
    oas_shm_block_t *block = block_of(segment, number, number);

    return block != NULL ? &block->first : NULL;
}

/* The front of the list of free blocks; NULL: damaged. From here on it has an owner, so that a list with a ring in it
 * gives no block twice. */
static oas_shm_block_t *take_one(const oas_shm_segment_t *segment)
{
    oas_shm_header_t *header = segment->header;
    oas_shm_block_t *block = block_of(segment, header->free_first, 0);

    if (block == NULL)
        return NULL;
    block->owner = header->free_first;
    header->free_first = block->next;
    header->used++;
    return block;
}

/* The chain grows at its front: only at the end it is known who is the first. */
uint32_t oas_shm_blocks_take(const oas_shm_segment_t *segment, uint32_t count)
{
    oas_shm_block_t *block = NULL;
    uint32_t first = 0;

    for (uint32_t i = 0; i < count; i++) {
        if ((block = take_one(segment)) == NULL)
            return 0;
        block->next = first;
        first = block->owner;
    }
    for (uint32_t i = 0; i < count && block != NULL; i++, block = oas_shm_block(segment, block->next))
        block->owner = first;
    return first;
}

void oas_shm_blocks_give_back(const oas_shm_segment_t *segment, uint32_t number)
{
    oas_shm_first_block_t *first = oas_shm_first_block(segment, number);
    uint32_t blocks = first != NULL ? oas_shm_blocks_of(first) : 0;

    if (blocks == 0)
        oas_shm_damaged(segment);
    for (uint32_t i = 0, owner = number, next; i < blocks; i++, number = next) {
        oas_shm_block_t *block = block_of(segment, number, owner);

        if (block == NULL)
            return;
        next = block->next;
        oas_shm_block_free(segment, number);
        segment->header->used--;
    }
}

oas_shm_cursor_t oas_shm_cursor(const oas_shm_segment_t *segment, uint32_t first)
{
    oas_shm_block_t *block = block_of(segment, first, first);

    return (oas_shm_cursor_t){
        .segment = segment,
        .owner = first,
        .block = block,
        .bytes = block != NULL ? block->first.bytes : NULL,
        .left = block != NULL ? OAS_SHM_FIRST_ROOM : 0,
    };
}

/* Bytes, at most length, that lie together at the cursor; 0: damaged. */
static size_t stretch(oas_shm_cursor_t *cursor, size_t length)
{
    if (cursor->left == 0 && cursor->block != NULL) {
        cursor->block = block_of(cursor->segment, cursor->block->next, cursor->owner);
        if (cursor->block == NULL)
            return 0;
        cursor->bytes = cursor->block->bytes;
        cursor->left = OAS_SHM_NEXT_ROOM;
    }
    return length < cursor->left ? length : cursor->left;
}

static void pass(oas_shm_cursor_t *cursor, size_t length)
{
    cursor->bytes += length;
    cursor->left -= length;
}

bool oas_shm_write(oas_shm_cursor_t *cursor, oas_bytes_t bytes)
{
    for (size_t done = 0, part; done < bytes.length; done += part) {
        if ((part = stretch(cursor, bytes.length - done)) == 0)
            return false;
        memcpy(cursor->bytes, bytes.data + done, part);
        pass(cursor, part);
    }
    return true;
}

bool oas_shm_read(oas_shm_cursor_t *cursor, void *bytes, size_t length)
{
    for (size_t done = 0, part; done < length; done += part) {
        if ((part = stretch(cursor, length - done)) == 0)
            return false;
        memcpy((unsigned char *)bytes + done, cursor->bytes, part);
        pass(cursor, part);
    }
    return true;
}

bool oas_shm_skip(oas_shm_cursor_t *cursor, size_t length)
{
    for (size_t done = 0, part; done < length; done += part) {
        if ((part = stretch(cursor, length - done)) == 0)
            return false;
        pass(cursor, part);
    }
    return true;
}
