/* SPDX-License-Identifier: Apache-2.0 */
/* Records in a segment: looked for, kept, read and dropped. The caller holds the lock. OAS_BROKEN from any of these: a
 * broken link was met and noted in the header; after an audit the same can be tried again. */
#ifndef OAS_SESSION_SHM_RECORDS_H
#define OAS_SESSION_SHM_RECORDS_H

#include "session/shm_blocks.h"

/* A place in a bucket. */
typedef struct {
    oas_shm_link_t *link;         /* leads to the record */
    oas_shm_first_block_t *first; /* of the record; NULL: the bucket ends here */
    uint32_t number;
    uint32_t bucket;
    uint32_t steps; /* made so far, so that a ring ends, too */
} oas_shm_place_t;

/* The first place of a bucket, and the one behind a record. At the end and at a broken link first is NULL. */
oas_shm_place_t oas_shm_place_first(const oas_shm_segment_t *segment, uint32_t bucket);
void oas_shm_place_next(oas_shm_place_t *place, const oas_shm_segment_t *segment);

/* The place of the record of this index. One that is over is dropped and OAS_NOT_FOUND. */
OAS_MUST_CHECK oas_status_t oas_shm_record_find(oas_shm_place_t *place, const oas_shm_segment_t *segment,
                                                const oas_index_t *index, apr_time_t now);

typedef enum { OAS_SHM_FACE, OAS_SHM_LABEL, OAS_SHM_ALL } oas_shm_part_t;

/* A copy in pool of the record's head and the boxes that are asked for. */
OAS_MUST_CHECK oas_status_t oas_shm_record_read(oas_record_t **record, const oas_shm_segment_t *segment,
                                                const oas_shm_place_t *place, oas_shm_part_t part, apr_pool_t *pool);

/* Keep a record of which none is there. There must be room for it. */
OAS_MUST_CHECK oas_status_t oas_shm_record_add(const oas_shm_segment_t *segment, const oas_record_t *record);

/* Let a record take the place of another one, which is dropped. There must be room for both. */
OAS_MUST_CHECK oas_status_t oas_shm_record_swap(const oas_shm_segment_t *segment, oas_shm_place_t *place,
                                                const oas_record_t *record);

/* Drop a record; the place is then that of the record behind it. */
void oas_shm_record_drop(const oas_shm_segment_t *segment, oas_shm_place_t *place);

/* Drop records that are over until so many blocks are left; false: there are no more of them. */
bool oas_shm_make_room(const oas_shm_segment_t *segment, uint32_t blocks, apr_time_t now);

/* Drop those that are over in a few buckets: so that they go even when nobody needs their room. */
void oas_shm_sweep(const oas_shm_segment_t *segment, apr_time_t now);

#endif
