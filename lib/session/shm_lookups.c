/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_lookups.h"

#include <unistd.h>

/* The cell of this thread, from 1. Processes begin at different ones; where two threads have the same, they share it. */
static unsigned own_cell(void)
{
    static _Thread_local unsigned cell;
    static atomic_uint threads;

    if (cell == 0)
        cell = 1 + ((unsigned)getpid() * 7 + atomic_fetch_add(&threads, 1)) % OAS_SHM_CELLS;
    return cell;
}

void oas_shm_lookups_count(const oas_shm_segment_t *segment)
{
    oas_shm_count(OAS_SHM_AT_LOOKUP, &segment->header->lookups[own_cell() - 1].count);
}

uint64_t oas_shm_lookups(const oas_shm_segment_t *segment)
{
    uint64_t count = 0;

    for (size_t i = 0; i < OAS_SHM_CELLS; i++)
        count += oas_shm_load(&segment->header->lookups[i].count);
    return count;
}
