/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_ids.h"

/* With so many slots to choose from, no id is refused before eight in ten of all slots are in use. They lie side by
 * side and are looked through in about a microsecond, once in a login. */
enum { CHOICE = 256 };

/* Of slots for one id. */
static uint32_t choices(const oas_shm_stripe_t *stripe)
{
    return stripe->id_count < CHOICE ? stripe->id_count : CHOICE;
}

static oas_shm_id_t *slot(const oas_shm_stripe_t *stripe, uint32_t place, uint32_t choice)
{
    uint64_t number = (uint64_t)place + choice;

    return &stripe->ids[number < stripe->id_count ? number : number - stripe->id_count];
}

static bool is_free(const oas_shm_id_t *used, const oas_work_t *work)
{
    return (apr_time_t)oas_shm_load(&used->until) <= work->now;
}

static bool holds(const oas_shm_id_t *used, const oas_index_t *id)
{
    uint64_t words[2] = {oas_shm_load(&used->id[0]), oas_shm_load(&used->id[1])};

    return memcmp(words, id->bytes, sizeof(words)) == 0;
}

bool oas_shm_ids_has(const oas_shm_stripe_t *stripe, const oas_index_t *id, const oas_work_t *work)
{
    uint32_t place = oas_shm_place_of(id, stripe->id_count);

    for (uint32_t choice = 0; choice < choices(stripe); choice++) {
        const oas_shm_id_t *used = slot(stripe, place, choice);

        if (!is_free(used, work) && holds(used, id))
            return true;
    }
    return false;
}

/* The time comes last: who dies here leaves a slot that is still free. */
static void write_slot(oas_shm_id_t *used, const oas_index_t *id, apr_time_t until)
{
    uint64_t words[2];

    memcpy(words, id->bytes, sizeof(words));
    oas_shm_store(OAS_SHM_AT_ID, &used->id[0], words[0]);
    oas_shm_store(OAS_SHM_AT_ID, &used->id[1], words[1]);
    oas_shm_store(OAS_SHM_AT_ID_UNTIL, &used->until, (uint64_t)until);
}

oas_status_t oas_shm_ids_add(const oas_shm_stripe_t *stripe, const oas_index_t *id, apr_time_t until, oas_work_t *work)
{
    uint32_t place = oas_shm_place_of(id, stripe->id_count);

    if (oas_shm_ids_has(stripe, id, work))
        return oas_fail(work, OAS_REFUSED, "id_used", "an id that may be used once was used again");
    for (uint32_t choice = 0; choice < choices(stripe); choice++) {
        oas_shm_id_t *used = slot(stripe, place, choice);

        if (is_free(used, work)) {
            write_slot(used, id, until);
            return OAS_OK;
        }
    }
    return oas_fail(work, OAS_FULL, "used_ids_full", "no room to remember one more used id");
}

oas_index_t oas_shm_ids_at(const oas_shm_stripe_t *stripe, uint32_t number, apr_time_t *until)
{
    const oas_shm_id_t *used = &stripe->ids[number];
    uint64_t words[2] = {oas_shm_load(&used->id[0]), oas_shm_load(&used->id[1])};
    oas_index_t id;

    memcpy(id.bytes, words, sizeof(words));
    *until = (apr_time_t)oas_shm_load(&used->until);
    return id;
}
