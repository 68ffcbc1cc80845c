/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_bucket.h"

oas_status_t oas_shm_place_again(oas_shm_place_t *place)
{
    uint64_t link = oas_shm_load(place->link);

    oas_shm_at(OAS_SHM_AT_READ);
    if (oas_shm_low(link) == 0)
        return OAS_NOT_FOUND;
    if (!oas_shm_prefix_load(&place->prefix, place->stripe, link)
        || oas_shm_place_of(&place->prefix.head.index, place->stripe->bucket_count) != place->bucket)
        return OAS_BROKEN;
    return OAS_OK;
}

oas_status_t oas_shm_place_first(oas_shm_place_t *place, const oas_shm_stripe_t *stripe, uint32_t bucket)
{
    place->stripe = stripe;
    place->link = &stripe->buckets[bucket].link;
    place->bucket = bucket;
    place->passed = 0;
    return oas_shm_place_again(place);
}

oas_status_t oas_shm_place_next(oas_shm_place_t *place)
{
    place->link = &oas_shm_block(place->stripe, place->prefix.number)->first.next_record;
    if ((place->passed += place->prefix.blocks) > place->stripe->block_count)
        return OAS_BROKEN;
    return oas_shm_place_again(place);
}

oas_status_t oas_shm_place_find(oas_shm_place_t *place, const oas_shm_stripe_t *stripe, const oas_index_t *index)
{
    uint32_t bucket = oas_shm_place_of(index, stripe->bucket_count);
    oas_status_t status = oas_shm_place_first(place, stripe, bucket);

    while (status == OAS_OK && memcmp(&place->prefix.head.index, index, sizeof(*index)) != 0)
        status = oas_shm_place_next(place);
    return status;
}
