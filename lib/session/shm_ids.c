/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_ids.h"

/* With so many slots to choose from, no id is refused before eight in ten of all slots are in use. They lie side by
 * side and are looked through in about a microsecond, once in a login. */
enum { CHOICE = 256 };

static uint32_t place_of(const oas_shm_segment_t *segment, const oas_index_t *id)
{
    uint64_t hash;

    memcpy(&hash, id->bytes, sizeof(hash)); /* ids are random or digests */
    return (uint32_t)(hash % segment->id_count);
}

static oas_shm_id_t *slot(const oas_shm_segment_t *segment, uint32_t place, uint32_t choice)
{
    uint64_t number = (uint64_t)place + choice;

    return &segment->ids[number < segment->id_count ? number : number - segment->id_count];
}

static bool is_same(const oas_index_t *left, const oas_index_t *right)
{
    return memcmp(left->bytes, right->bytes, sizeof(left->bytes)) == 0;
}

bool oas_shm_ids_has(const oas_shm_segment_t *segment, const oas_index_t *id, const oas_work_t *work)
{
    uint32_t place = place_of(segment, id);

    for (uint32_t choice = 0; choice < CHOICE; choice++) {
        const oas_shm_id_t *used = slot(segment, place, choice);

        if (used->until > work->now && is_same(&used->id, id))
            return true;
    }
    return false;
}

oas_status_t oas_shm_ids_add(const oas_shm_segment_t *segment, const oas_index_t *id, apr_time_t until,
                             oas_work_t *work)
{
    uint32_t place = place_of(segment, id);

    if (oas_shm_ids_has(segment, id, work))
        return oas_fail(work, OAS_REFUSED, "id_used", "an id that may be used once was used again");
    for (uint32_t choice = 0; choice < CHOICE; choice++) {
        oas_shm_id_t *used = slot(segment, place, choice);

        if (used->until > work->now)
            continue;
        used->id = *id;
        atomic_signal_fence(memory_order_release); /* who dies here leaves a slot that is still free */
        used->until = until;
        return OAS_OK;
    }
    return oas_fail(work, OAS_FULL, "used_ids_full", "no room to remember one more used id");
}
