/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_blocks.h"

uint32_t oas_shm_blocks_left(const oas_shm_stripe_t *stripe)
{
    uint64_t used = oas_shm_load(&stripe->control->used);

    return used < stripe->block_count ? stripe->block_count - (uint32_t)used : 0;
}

static void note_used(const oas_shm_stripe_t *stripe, uint64_t used)
{
    oas_shm_control_t *control = stripe->control;

    oas_shm_store(OAS_SHM_AT_TAKE_COUNT, &control->used, used);
    if (oas_shm_load(&control->highest_used) < used)
        oas_shm_store(OAS_SHM_AT_TAKE_HIGHEST, &control->highest_used, used);
}

/* What is taken names an owner at once: a list with a ring in it, or one that leads into a record, is found out. */
uint32_t oas_shm_blocks_take(const oas_shm_stripe_t *stripe, uint32_t count)
{
    oas_shm_control_t *control = stripe->control;
    uint32_t first = oas_shm_low(oas_shm_load(&control->free_first)), next = first;

    for (uint32_t i = 1; i <= count; i++) {
        oas_shm_block_t *block = oas_shm_block(stripe, next);
        uint64_t self = block != NULL ? oas_shm_load(&block->self) : UINT64_MAX;

        if (oas_shm_high(self) != 0) {
            oas_shm_damaged(stripe);
            return 0;
        }
        next = oas_shm_low(self);
        oas_shm_store(OAS_SHM_AT_TAKE_BLOCK, &block->self, oas_shm_pair(first, i < count ? next : 0));
    }
    oas_shm_store(OAS_SHM_AT_TAKE_LIST, &control->free_first, next);
    note_used(stripe, oas_shm_load(&control->used) + count);
    return first;
}

void oas_shm_blocks_give_back(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix)
{
    oas_shm_control_t *control = stripe->control;
    uint32_t count = prefix->blocks, next = prefix->number;

    for (uint32_t i = 1; i <= count; i++) {
        oas_shm_block_t *block = oas_shm_block(stripe, next);
        uint64_t self = block != NULL ? oas_shm_load(&block->self) : 0;

        if (oas_shm_high(self) != prefix->number) {
            oas_shm_damaged(stripe);
            return;
        }
        next = i < count ? oas_shm_low(self) : oas_shm_low(oas_shm_load(&control->free_first));
        oas_shm_store(OAS_SHM_AT_FREE_BLOCK, &block->self, oas_shm_pair(0, next));
    }
    oas_shm_store(OAS_SHM_AT_FREE_LIST, &control->free_first, prefix->number);
    oas_shm_store(OAS_SHM_AT_FREE_COUNT, &control->used, oas_shm_load(&control->used) - count);
}
