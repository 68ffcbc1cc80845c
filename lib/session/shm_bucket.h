/* SPDX-License-Identifier: Apache-2.0 */
/* A walk along the records of a bucket, with the lock or without. Without it what is met may be a mixture, and so may be
 * its end: the answer counts only when the version of the bucket is still the same (oas_shm_bucket_version). */
#ifndef OAS_SESSION_SHM_BUCKET_H
#define OAS_SESSION_SHM_BUCKET_H

#include "session/shm_record.h"

typedef struct {
    const oas_shm_stripe_t *stripe;
    oas_shm_word_t *link;    /* leads to the record */
    uint32_t bucket;
    uint32_t passed;         /* blocks of the records before: not more than there are, or it is a ring */
    oas_shm_prefix_t prefix; /* of the record */
} oas_shm_place_t;

static inline uint64_t oas_shm_bucket_version(const oas_shm_stripe_t *stripe, uint32_t bucket)
{
    return oas_shm_load(&stripe->buckets[bucket].version);
}

/* The first record of a bucket, and the one behind a record. OAS_NOT_FOUND: the bucket ends here. OAS_BROKEN: the link
 * leads to no record of this bucket, or it is a ring. */
OAS_MUST_CHECK oas_status_t oas_shm_place_first(oas_shm_place_t *place, const oas_shm_stripe_t *stripe,
                                                uint32_t bucket);
OAS_MUST_CHECK oas_status_t oas_shm_place_next(oas_shm_place_t *place);

/* The record that is in this place now, after the one that was there has gone. */
OAS_MUST_CHECK oas_status_t oas_shm_place_again(oas_shm_place_t *place);

/* The record of an index, over or not. OAS_NOT_FOUND and OAS_BROKEN as above. */
OAS_MUST_CHECK oas_status_t oas_shm_place_find(oas_shm_place_t *place, const oas_shm_stripe_t *stripe,
                                               const oas_index_t *index);

#endif
