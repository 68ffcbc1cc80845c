/* SPDX-License-Identifier: Apache-2.0 */
/* Chains of blocks in a segment: taken, written, read and given back. The caller holds the lock. A link that can not be
 * is noted in the header's damaged and ends the walk; no walk is longer than the number of blocks asked for. */
#ifndef OAS_SESSION_SHM_BLOCKS_H
#define OAS_SESSION_SHM_BLOCKS_H

#include "session/shm_segment.h"

enum { OAS_SHM_RECORD_LARGEST = 4 * 1024 * 1024 }; /* bytes of boxes: no damaged length makes us take more memory */

/* Blocks of a record with so many bytes in its boxes; 0: more than OAS_SHM_RECORD_LARGEST. */
uint32_t oas_shm_blocks_for(uint64_t bytes);

/* The same for a record that lies in the segment. */
uint32_t oas_shm_blocks_of(const oas_shm_first_block_t *first);

/* Blocks that can be taken now. */
uint32_t oas_shm_blocks_left(const oas_shm_segment_t *segment);

/* A chain of count (at least 1) blocks that belong to the first one, whose number is returned. There must be so many
 * left. 0: damaged. */
uint32_t oas_shm_blocks_take(const oas_shm_segment_t *segment, uint32_t count);

/* Free the chain of the record whose first block this is. */
void oas_shm_blocks_give_back(const oas_shm_segment_t *segment, uint32_t number);

/* The first block of a record; NULL: damaged. */
oas_shm_first_block_t *oas_shm_first_block(const oas_shm_segment_t *segment, uint32_t number);

/* A place in the boxes of a record. */
typedef struct {
    const oas_shm_segment_t *segment;
    uint32_t owner;
    oas_shm_block_t *block; /* NULL: damaged */
    unsigned char *bytes;   /* in the block */
    size_t left;            /* bytes from there to the block's end */
} oas_shm_cursor_t;

/* The place where the boxes of the record with this number begin. */
oas_shm_cursor_t oas_shm_cursor(const oas_shm_segment_t *segment, uint32_t first);

/* Write, read or pass over what lies at the cursor, which moves on. false: damaged. */
OAS_MUST_CHECK bool oas_shm_write(oas_shm_cursor_t *cursor, oas_bytes_t bytes);
OAS_MUST_CHECK bool oas_shm_read(oas_shm_cursor_t *cursor, void *bytes, size_t length);
OAS_MUST_CHECK bool oas_shm_skip(oas_shm_cursor_t *cursor, size_t length);

#endif
