/* SPDX-License-Identifier: Apache-2.0 */
/* The free list of a stripe. The caller holds the lock. Blocks are given back in the order of their chain and taken from
 * the front, so that chains stay together where they were. */
#ifndef OAS_SESSION_SHM_BLOCKS_H
#define OAS_SESSION_SHM_BLOCKS_H

#include "session/shm_record.h"

/* Blocks that can be taken now. */
uint32_t oas_shm_blocks_left(const oas_shm_stripe_t *stripe);

/* A chain of count (at least 1) blocks that belong to the first one, whose number is returned. There must be so many
 * left. 0: damaged. */
OAS_MUST_CHECK uint32_t oas_shm_blocks_take(const oas_shm_stripe_t *stripe, uint32_t count);

/* Free the chain of a record to which no link has led since the version of its bucket grew. */
void oas_shm_blocks_give_back(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix);

#endif
