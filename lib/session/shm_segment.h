/* SPDX-License-Identifier: Apache-2.0 */
/* The segment of the session table: what lies where in it.
 *
 *   header    one page: what this is, the lock, the counters
 *   ids       id_count used ids, each with the time until which it is remembered
 *   buckets   bucket_count numbers: the first record of each bucket, 0 for none
 *   blocks    block_count blocks of 256 bytes, numbered from 1
 *
 * Where each part begins follows from the size alone and is computed by each process for itself; from the segment it is
 * never read. A record is a chain of blocks: the first has its head and the beginning of its boxes, the others what is
 * left of them. Each block of it names the first one as its owner; a free one names none. So a link that leads to a
 * block of somebody else is seen at once. */
#ifndef OAS_SESSION_SHM_SEGMENT_H
#define OAS_SESSION_SHM_SEGMENT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "session/store.h"

typedef struct {
    _Atomic uint64_t magic; /* written last: never found over a half-made table */
    uint64_t layout;
    uint64_t size;          /* bytes of the whole segment */
    pthread_mutex_t lock;   /* of all that follows, here and behind the header */
    uint32_t damaged;       /* a link was met that can not be: mend before the lock is given back */
    uint32_t free_first;    /* list of free blocks */
    uint32_t used;          /* blocks of records */
    uint32_t highest_used;
    uint32_t sweep_next;    /* bucket where the search for records that are over goes on */
    uint64_t sessions;
    uint64_t refused;
    uint64_t lookups;
    uint64_t repairs;
} oas_shm_header_t;

typedef struct {
    oas_index_t id;
    apr_time_t until; /* past: the slot is free. Written last */
} oas_shm_id_t;

/* Number of a block; 0: none. Read and written whole, so that who dies leaves the old or the new one. */
typedef _Atomic uint32_t oas_shm_link_t;

enum {
    OAS_SHM_BLOCK_SIZE = 256, /* sessions are 1 to 2 kB: little is lost in the last block, and chains stay short */
    OAS_SHM_FIRST_ROOM = OAS_SHM_BLOCK_SIZE - 24 - (int)sizeof(oas_record_head_t),
    OAS_SHM_NEXT_ROOM = OAS_SHM_BLOCK_SIZE - 8,
};

typedef struct {
    uint32_t next;
    uint32_t owner;
    oas_shm_link_t next_record; /* in the same bucket */
    uint32_t face;              /* bytes of each box, which follow in this order: what is read most comes first */
    uint32_t label;
    uint32_t vault;
    oas_record_head_t head;
    unsigned char bytes[OAS_SHM_FIRST_ROOM];
} oas_shm_first_block_t;

typedef union {
    struct {
        uint32_t next;  /* of the record or of the free list; 0: the last */
        uint32_t owner; /* number of the record's first block; 0: free */
        unsigned char bytes[OAS_SHM_NEXT_ROOM];
    };
    oas_shm_first_block_t first;
} oas_shm_block_t;

/* A process' view of a segment. */
typedef struct {
    oas_shm_header_t *header;
    oas_shm_id_t *ids;
    oas_shm_link_t *buckets;
    oas_shm_block_t *blocks;
    size_t size; /* bytes of all of it */
    uint32_t id_count;
    uint32_t bucket_count;
    uint32_t block_count;
} oas_shm_segment_t;

/* The view of size bytes of memory, whatever lies in them. false: too small or too large for a table. */
OAS_MUST_CHECK bool oas_shm_segment_view(oas_shm_segment_t *segment, void *memory, size_t size);

/* A table of this layout and size lies there. */
bool oas_shm_segment_is_ours(const oas_shm_segment_t *segment);

/* Nothing was ever written to its header. */
bool oas_shm_segment_is_blank(const oas_shm_segment_t *segment);

/* Make it an empty table. */
OAS_MUST_CHECK oas_status_t oas_shm_segment_format(const oas_shm_segment_t *segment, oas_work_t *work);

/* The bucket in which the record of an index lies. */
uint32_t oas_shm_bucket_of(const oas_shm_segment_t *segment, const oas_index_t *index);

/* The block of a number; NULL when there is none. */
oas_shm_block_t *oas_shm_block(const oas_shm_segment_t *segment, uint32_t number);

/* Note that a link was met that can not be; the table is mended before the lock is given back. OAS_BROKEN. */
oas_status_t oas_shm_damaged(const oas_shm_segment_t *segment);

/* Put a block at the front of the list of free ones. */
void oas_shm_block_free(const oas_shm_segment_t *segment, uint32_t number);

#endif
