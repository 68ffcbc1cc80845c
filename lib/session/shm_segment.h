/* SPDX-License-Identifier: Apache-2.0 */
/* The segment of the session table: what lies where in it.
 *
 *   segment       | header: one page | stripe 0 | stripe 1 | ...              one stripe for each 4 MB, 1 to 64 of them
 *
 *   stripe        | control | ids | slots | buckets | tag heads | blocks |
 *     control       the lock, the free list, counters
 *     ids           used ids, each with the time until which it is remembered
 *     slots         number of the first record of a chain of those that are due in a second
 *     buckets       link to the first record, and the version
 *     tag heads     number of the first record of a chain of tags; even ones by subject, odd ones by provider session
 *     blocks        192 bytes each, numbered from 1 in each stripe
 *
 * Where each part begins follows from the size alone and is computed by each process for itself; from the segment it is
 * never read. Stripes share nothing. docs/session-table.md says who writes what when, and why that is right. */
#ifndef OAS_SESSION_SHM_SEGMENT_H
#define OAS_SESSION_SHM_SEGMENT_H

#include <pthread.h>

#include "session/shm_words.h"
#include "session/store.h"

enum {
    OAS_SHM_PAGE = 4096,
    OAS_SHM_LINE = 64,        /* bytes that processors share at a time */
    OAS_SHM_STRIPES_MOST = OAS_STORE_MOST_PARTS,
    OAS_SHM_BLOCK_SIZE = 192, /* sessions are 1 to 2 kB: little is lost in the last block, and chains stay short */
    OAS_SHM_BLOCK_WORDS = OAS_SHM_BLOCK_SIZE / 8,
    OAS_SHM_HEAD_WORDS = sizeof(oas_record_head_t) / 8,
    OAS_SHM_FIRST_ROOM = OAS_SHM_BLOCK_WORDS - 8 - OAS_SHM_HEAD_WORDS, /* words of boxes in a first block */
    OAS_SHM_NEXT_ROOM = OAS_SHM_BLOCK_WORDS - 1,                       /* and in each other one */
    OAS_SHM_CELLS = OAS_SHM_PAGE / OAS_SHM_LINE - 1
};

/* The chains that a record is in; the first two are those of its tags. */
typedef enum { OAS_SHM_BY_SUBJECT, OAS_SHM_BY_PROVIDER_SESSION, OAS_SHM_BY_END, OAS_SHM_CHAINS } oas_shm_chain_t;
enum { OAS_SHM_TAG_CHAINS = OAS_SHM_BY_END };

typedef struct {
    _Alignas(OAS_SHM_LINE) oas_shm_word_t count;
} oas_shm_cell_t;

typedef struct {
    oas_shm_word_t magic; /* written last: never found over a half-made table */
    oas_shm_word_t layout;
    oas_shm_word_t size;  /* bytes of the whole segment */
    oas_shm_cell_t lookups[OAS_SHM_CELLS]; /* each thread has one, and hardly shares it: no line that all write to */
} oas_shm_header_t;

typedef struct {
    pthread_mutex_t lock;                           /* of all that follows, and of the whole stripe */
    _Alignas(OAS_SHM_LINE) oas_shm_word_t damaged;  /* a number was met that can not be: mend before anything else */
    oas_shm_word_t free_first;                      /* list of free blocks */
    oas_shm_word_t used;                            /* blocks of records */
    oas_shm_word_t highest_used;
    oas_shm_word_t sessions;
    oas_shm_word_t refused;
    oas_shm_word_t repairs;
    oas_shm_word_t hand;                            /* second whose slot is to be looked at next */
} oas_shm_control_t;

typedef struct {
    oas_shm_word_t id[2];
    oas_shm_word_t until; /* past: the slot is free. Written last */
} oas_shm_id_t;

typedef struct {
    oas_shm_word_t link;    /* to the first record */
    oas_shm_word_t version; /* grows when a record was taken out, before its blocks are written to again */
} oas_shm_bucket_t;

/* A link to a record is a pair: the low half of the record's generation, and the number of its first block (0: none). */

typedef struct {
    oas_shm_word_t self;        /* pair: number of the record's first block (0: free), number of the next block */
    oas_shm_word_t next_record; /* link, in the same bucket */
    oas_shm_word_t lengths[2];  /* bytes of the boxes: pair of face and values, pair of label and vault */
    oas_shm_word_t head[OAS_SHM_HEAD_WORDS];
    oas_shm_word_t chains[OAS_SHM_CHAINS]; /* pair: record before it in the chain, record behind it */
    oas_shm_word_t due;                    /* the second in which it is due, as far as it matters for its slot */
    oas_shm_word_t boxes[OAS_SHM_FIRST_ROOM]; /* face, values, label, vault: each begins with a word of its own */
} oas_shm_first_block_t;

typedef union {
    struct {
        oas_shm_word_t self; /* the same; of a free block the next one of the free list */
        oas_shm_word_t boxes[OAS_SHM_NEXT_ROOM];
    };
    oas_shm_first_block_t first;
} oas_shm_block_t;

/* A process' view of a stripe. */
typedef struct {
    oas_shm_control_t *control;
    oas_shm_id_t *ids;
    oas_shm_word_t *slots;
    oas_shm_bucket_t *buckets;
    oas_shm_word_t *tags; /* two for each of tag_count */
    oas_shm_block_t *blocks;
    uint32_t id_count;
    uint32_t slot_count;  /* a power of two */
    uint32_t bucket_count;
    uint32_t tag_count;
    uint32_t block_count;
} oas_shm_stripe_t;

/* And of all of it. */
typedef struct {
    oas_shm_header_t *header;
    size_t size; /* bytes */
    uint32_t stripe_count;
    oas_shm_stripe_t stripes[OAS_SHM_STRIPES_MOST];
} oas_shm_segment_t;

/* The view of size bytes of memory, whatever lies in them. false: too small or too large for a table. */
OAS_MUST_CHECK bool oas_shm_segment_view(oas_shm_segment_t *segment, void *memory, size_t size);

/* A table of this layout and size lies there. */
bool oas_shm_segment_is_ours(const oas_shm_segment_t *segment);

/* Nothing was ever written to its header. */
bool oas_shm_segment_is_blank(const oas_shm_segment_t *segment);

/* Make it an empty table. */
OAS_MUST_CHECK oas_status_t oas_shm_segment_format(const oas_shm_segment_t *segment, oas_work_t *work);

/* Where an index or a used id belongs: its stripe, and one of count places in it. Indexes are MACs, and ids random or
 * digests: any part of them is as good as a hash. */
const oas_shm_stripe_t *oas_shm_stripe_of(const oas_shm_segment_t *segment, const oas_index_t *index);
uint32_t oas_shm_place_of(const oas_index_t *index, uint32_t count);

/* One of count places for a hash. */
static inline uint32_t oas_shm_spread(uint64_t hash, uint32_t count)
{
    return (uint32_t)((hash * UINT64_C(0x9e3779b97f4a7c15) >> 32) * count >> 32); /* 2^64 by the golden ratio */
}

/* The block of a number; NULL when there is none. */
static inline oas_shm_block_t *oas_shm_block(const oas_shm_stripe_t *stripe, uint32_t number)
{
    return number != 0 && number <= stripe->block_count ? &stripe->blocks[number - 1] : NULL;
}

/* The slot of a second. */
static inline oas_shm_word_t *oas_shm_slot(const oas_shm_stripe_t *stripe, uint64_t second)
{
    return &stripe->slots[second & (stripe->slot_count - 1)];
}

/* The second in which a record is due. */
static inline uint32_t oas_shm_due(const oas_shm_first_block_t *first)
{
    return oas_shm_low(oas_shm_load(&first->due));
}

/* Note that a number was met that can not be; the next who has the lock mends the stripe. OAS_BROKEN. */
oas_status_t oas_shm_damaged(const oas_shm_stripe_t *stripe);

#endif
