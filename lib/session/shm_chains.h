/* SPDX-License-Identifier: Apache-2.0 */
/* Chains of the records of a stripe that have the same subject, or the same provider session, or are due in the same
 * second (shm_wheel.h): doubly linked, so that one can be taken out without a walk. Chains whose keys meet in one head
 * are one chain. The caller holds the lock; a repair makes all chains anew, and so damage is noted in the stripe and
 * otherwise passed over. */
#ifndef OAS_SESSION_SHM_CHAINS_H
#define OAS_SESSION_SHM_CHAINS_H

#include "session/shm_record.h"

uint64_t oas_shm_tag_of(const oas_record_head_t *head, oas_tag_kind_t kind);

/* Begin to fetch where the chains of these tags begin; and once that is there, the records that are first in them: who
 * adds a record writes to both. */
void oas_shm_chains_prefetch_heads(const oas_shm_stripe_t *stripe, const oas_record_head_t *head);
void oas_shm_chains_prefetch_firsts(const oas_shm_stripe_t *stripe, const oas_record_head_t *head);

/* What is written to when a record is taken out. */
void oas_shm_chains_prefetch_neighbours(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix);

/* Put a record into the chains of its tags and into that of the second in which it is due, or take it out. */
void oas_shm_chains_add(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix, uint32_t due);
void oas_shm_chains_remove(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix);

/* Let it be due in another second. */
void oas_shm_chains_move(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix, uint32_t due);

/* A walk along a chain. */
typedef struct {
    const oas_shm_stripe_t *stripe;
    const oas_shm_word_t *head;
    oas_shm_chain_t chain;
    uint32_t before;         /* number of the record passed last */
    uint32_t steps;          /* made so far, so that a ring ends, too */
    oas_shm_prefix_t prefix; /* of the record */
} oas_shm_chained_t;

/* The first record of the chain in which those of a key are (a tag or a second), and the one behind it; their keys may
 * be other ones. OAS_NOT_FOUND: the chain ends here. OAS_BROKEN: it is damaged, which was noted. */
OAS_MUST_CHECK oas_status_t oas_shm_chained_first(oas_shm_chained_t *chained, const oas_shm_stripe_t *stripe,
                                                  oas_shm_chain_t chain, uint64_t key);
OAS_MUST_CHECK oas_status_t oas_shm_chained_next(oas_shm_chained_t *chained);

/* Empty all chains. */
void oas_shm_chains_clear(const oas_shm_stripe_t *stripe);

/* Places of records in all chains; UINT64_MAX: one of them is damaged. */
uint64_t oas_shm_chains_count(const oas_shm_stripe_t *stripe);

#endif
