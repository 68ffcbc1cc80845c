/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_audit.h"

#include "session/shm_blocks.h"

/* What the audit has found out about a block. */
enum { UNKNOWN, OF_A_RECORD, FREE, DROPPED };

typedef struct {
    const oas_shm_segment_t *segment;
    unsigned char *found; /* by number of the block */
    uint64_t sessions;
    uint32_t used;
    uint32_t free;
    bool sound;
} audit_t;

/* The chain has as many blocks as the record's length asks for, all its own, and ends there. One that came back to
 * itself would have no end, so no block is counted twice. */
static bool is_whole(const audit_t *audit, uint32_t number, const oas_shm_first_block_t *first)
{
    uint32_t blocks = oas_shm_blocks_of(first), next = number;

    for (uint32_t i = 0; i < blocks; i++) {
        const oas_shm_block_t *block = oas_shm_block(audit->segment, next);

        if (block == NULL || block->owner != number)
            return false;
        next = block->next;
    }
    return blocks != 0 && next == 0;
}

/* What was found whole a moment ago is checked again on the way: the parent of all processes does this, too, and a
 * hostile child may write while it reads. */
static void count_record(audit_t *audit, uint32_t number)
{
    const oas_shm_block_t *block;

    for (; (block = oas_shm_block(audit->segment, number)) != NULL && audit->found[number] == UNKNOWN;
         number = block->next) {
        audit->found[number] = OF_A_RECORD;
        audit->used++;
    }
    audit->sessions++;
}

/* The first block of a record of this bucket, which was not met before. */
static bool belongs_here(const audit_t *audit, uint32_t bucket, uint32_t number, const oas_shm_block_t *block)
{
    return block != NULL && block->owner == number && audit->found[number] == UNKNOWN
           && oas_shm_bucket_of(audit->segment, &block->first.head.index) == bucket;
}

/* A record that is not whole is taken out of its bucket; one that does not belong there ends the bucket, for nothing in
 * it can be relied on. */
static void audit_bucket(audit_t *audit, uint32_t bucket)
{
    oas_shm_link_t *link = &audit->segment->buckets[bucket];
    uint32_t number;

    while ((number = *link) != 0) {
        oas_shm_block_t *block = oas_shm_block(audit->segment, number);

        if (!belongs_here(audit, bucket, number, block)) {
            *link = 0;
            audit->sound = false;
        } else if (!is_whole(audit, number, &block->first)) {
            audit->found[number] = DROPPED;
            *link = block->first.next_record;
            audit->sound = false;
        } else {
            count_record(audit, number);
            link = &block->first.next_record;
        }
    }
}

static void audit_free_list(audit_t *audit)
{
    oas_shm_block_t *block;

    for (uint32_t number = audit->segment->header->free_first; number != 0; number = block->next) {
        block = oas_shm_block(audit->segment, number);
        if (block == NULL || block->owner != 0 || audit->found[number] != UNKNOWN) {
            audit->sound = false;
            return;
        }
        audit->found[number] = FREE;
        audit->free++;
    }
}

static bool is_right(const audit_t *audit)
{
    const oas_shm_header_t *header = audit->segment->header;

    return audit->sound && !header->damaged && audit->used + audit->free == audit->segment->block_count
           && header->used == audit->used && header->sessions == audit->sessions && header->highest_used >= audit->used
           && header->highest_used <= audit->segment->block_count;
}

static void mend(const audit_t *audit)
{
    oas_shm_header_t *header = audit->segment->header;

    header->free_first = 0;
    for (uint32_t number = audit->segment->block_count; number > 0; number--)
        if (audit->found[number] != OF_A_RECORD)
            oas_shm_block_free(audit->segment, number);
    header->used = audit->used;
    header->sessions = audit->sessions;
    if (header->highest_used < audit->used || header->highest_used > audit->segment->block_count)
        header->highest_used = audit->used;
    header->damaged = 0;
    header->repairs++;
}

bool oas_shm_audit(const oas_shm_segment_t *segment, oas_work_t *work)
{
    audit_t audit = {.segment = segment, .sound = true};

    audit.found = apr_pcalloc(work->pool, (size_t)segment->block_count + 1);
    for (uint32_t bucket = 0; bucket < segment->bucket_count; bucket++)
        audit_bucket(&audit, bucket);
    audit_free_list(&audit);
    if (is_right(&audit))
        return true;
    mend(&audit);
    return false;
}
