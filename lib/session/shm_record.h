/* SPDX-License-Identifier: Apache-2.0 */
/* A record as it lies in its blocks. What is read may be a mixture of what writers left there at different times: all
 * numbers are checked before they lead anywhere, and who holds no lock looks at the version of the bucket again before he
 * believes any of it. */
#ifndef OAS_SESSION_SHM_RECORD_H
#define OAS_SESSION_SHM_RECORD_H

#include "session/shm_segment.h"

enum { OAS_SHM_RECORD_LARGEST = 4 * 1024 * 1024 }; /* bytes of boxes: no damaged length makes us take more memory */

/* Bytes of the boxes, in the order in which they lie there: what is read most comes first. */
typedef struct {
    uint32_t face;
    uint32_t values;
    uint32_t label;
    uint32_t vault;
} oas_shm_lengths_t;

/* Words that a box of so many bytes takes. */
static inline size_t oas_shm_words(size_t bytes)
{
    return (bytes + 7) / 8;
}

/* Of a record that is not in the table yet. */
oas_shm_lengths_t oas_shm_lengths_of(const oas_record_t *record);

/* Blocks of a record with such boxes; 0: larger than OAS_SHM_RECORD_LARGEST. */
uint32_t oas_shm_blocks_for(oas_shm_lengths_t lengths);

/* Begin to fetch all lines of a block at once: what is read first would only bring the first one. */
void oas_shm_block_prefetch(const oas_shm_block_t *block);

/* What the first block says of a record. */
typedef struct {
    uint32_t number; /* of this block */
    uint32_t blocks; /* that the record takes, by its lengths */
    oas_shm_lengths_t lengths;
    uint64_t next_record;
    oas_record_head_t head;
} oas_shm_prefix_t;

/* Read a prefix where a link leads to. false: no record of its generation can lie there. */
OAS_MUST_CHECK bool oas_shm_prefix_load(oas_shm_prefix_t *prefix, const oas_shm_stripe_t *stripe, uint64_t link);

/* The same where only the number is known. */
OAS_MUST_CHECK bool oas_shm_prefix_at(oas_shm_prefix_t *prefix, const oas_shm_stripe_t *stripe, uint32_t number);

/* Write the first block's part of a new record. */
void oas_shm_prefix_store(const oas_shm_prefix_t *prefix, const oas_shm_stripe_t *stripe);

/* The link that leads to it. */
uint64_t oas_shm_link_to(const oas_shm_prefix_t *prefix);

/* Let its time of last use be now; false: it is another one than was read, or another record lies there. */
OAS_MUST_CHECK bool oas_shm_prefix_touch(const oas_shm_prefix_t *prefix, const oas_shm_stripe_t *stripe,
                                         apr_time_t now);

/* Its time of last use as the last touch left it. Who touches it later sees what was written before this. */
apr_time_t oas_shm_prefix_last_touch(const oas_shm_prefix_t *prefix, const oas_shm_stripe_t *stripe);

/* Let somebody have its lease, or nobody (0). The caller holds the lock. */
void oas_shm_prefix_lease(const oas_shm_prefix_t *prefix, const oas_shm_stripe_t *stripe, uint32_t lease);

/* A place in the boxes of a record. */
typedef struct {
    const oas_shm_stripe_t *stripe;
    oas_shm_block_t *block;
    oas_shm_word_t *word; /* in the block */
    size_t left;          /* words from there to the block's end */
    uint32_t owner;
} oas_shm_cursor_t;

/* The place where the boxes of a record begin, of which this is the prefix. */
oas_shm_cursor_t oas_shm_cursor(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix);

/* Read, pass over or write what lies at the cursor, which moves on. false: the chain can not be what it says. */
OAS_MUST_CHECK bool oas_shm_boxes_load(oas_shm_cursor_t *cursor, uint64_t *words, size_t count);
OAS_MUST_CHECK bool oas_shm_boxes_skip(oas_shm_cursor_t *cursor, size_t count);
OAS_MUST_CHECK bool oas_shm_box_store(oas_shm_cursor_t *cursor, oas_bytes_t box);

#endif
