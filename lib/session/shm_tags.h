/* SPDX-License-Identifier: Apache-2.0 */
/* Chains of the records of a stripe that have the same subject, or the same provider session: doubly linked, so that one
 * can be taken out without a walk. Chains whose tags meet in one head are one chain. The caller holds the lock; a repair
 * makes all chains anew, and so damage is noted in the stripe and otherwise passed over. */
#ifndef OAS_SESSION_SHM_TAGS_H
#define OAS_SESSION_SHM_TAGS_H

#include "session/shm_record.h"

uint64_t oas_shm_tag_of(const oas_record_head_t *head, oas_tag_kind_t kind);

/* Begin to fetch where the chains of these tags begin: oas_shm_tags_add will write there. */
void oas_shm_tags_prefetch(const oas_shm_stripe_t *stripe, const oas_record_head_t *head);

/* Put a record into the chains of its tags, or take it out. */
void oas_shm_tags_add(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix);
void oas_shm_tags_remove(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix);

/* A walk along a chain. */
typedef struct {
    const oas_shm_stripe_t *stripe;
    const oas_shm_word_t *head;
    oas_tag_kind_t kind;
    uint32_t before;         /* number of the record passed last */
    uint32_t steps;          /* made so far, so that a ring ends, too */
    oas_shm_prefix_t prefix; /* of the record */
} oas_shm_tagged_t;

/* The first record of the chain in which those of a tag are, and the one behind it; their tags may be other ones.
 * OAS_NOT_FOUND: the chain ends here. OAS_BROKEN: it is damaged, which was noted. */
OAS_MUST_CHECK oas_status_t oas_shm_tagged_first(oas_shm_tagged_t *tagged, const oas_shm_stripe_t *stripe,
                                                 oas_tag_kind_t kind, uint64_t tag);
OAS_MUST_CHECK oas_status_t oas_shm_tagged_next(oas_shm_tagged_t *tagged);

/* Empty all chains. */
void oas_shm_tags_clear(const oas_shm_stripe_t *stripe);

/* Records in all chains of both kinds; UINT64_MAX: one of them is damaged. */
uint64_t oas_shm_tags_count(const oas_shm_stripe_t *stripe);

#endif
