/* SPDX-License-Identifier: Apache-2.0 */
#include "session/dropped_keys.h"

/* One walk through the store. */
typedef struct {
    oas_store_t *store;
    const oas_listed_keys_t *keys;
    uint64_t ended;
    oas_status_t status;
    oas_work_t *work;
} walk_t;

static bool is_listed(const oas_listed_keys_t *keys, uint32_t key_id)
{
    for (const oas_keyring_t *const *ring = keys->rings; *ring != NULL; ring++)
        if (oas_keyring_find(*ring, key_id) != NULL)
            return true;
    return false;
}

static bool end_if_dropped(void *data, const oas_record_t *record)
{
    walk_t *walk = data;
    oas_status_t status;

    if (is_listed(walk->keys, record->head.key_id))
        return true;
    if (!walk->keys->are_current())
        return false;
    status = walk->store->calls->remove(walk->store, &record->head.index, walk->work);
    walk->ended += status == OAS_OK;
    if (status != OAS_NOT_FOUND) /* it ended by itself */
        walk->status = status;
    return walk->status == OAS_OK;
}

oas_status_t oas_session_end_of_dropped_keys(uint64_t *ended, oas_store_t *store, const oas_listed_keys_t *keys,
                                             oas_work_t *work)
{
    walk_t walk = {.store = store, .keys = keys, .status = OAS_OK, .work = work};
    oas_status_t status = store->calls->visit(store, end_if_dropped, &walk, work);

    *ended = walk.ended;
    return status == OAS_OK ? walk.status : status;
}
