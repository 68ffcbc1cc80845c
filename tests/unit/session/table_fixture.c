/* SPDX-License-Identifier: Apache-2.0 */
#include "table_fixture.h"

oas_store_t *table_opened(void *memory, size_t size, bool was_replaced, oas_work_t *work)
{
    oas_store_t *store;
    bool replaced;

    assert_int_equal(oas_shm_table_open(&store, &replaced, memory, size, work->pool, work), OAS_OK);
    assert_int_equal(replaced, was_replaced);
    return store;
}

oas_status_t table_put(oas_store_t *store, uint64_t n, uint64_t generation, oas_work_t *work)
{
    oas_record_t record = sample(n, generation, work);

    return generation == 1 ? store->calls->put(store, &record, work) : store->calls->replace(store, &record, work);
}

oas_status_t table_get(oas_store_t *store, oas_record_t **record, uint64_t n, oas_work_t *work)
{
    oas_index_t index = sample_index(n);

    return store->calls->get(store, record, &index, OAS_BOXES_ALL, work);
}

oas_status_t table_remove(oas_store_t *store, uint64_t n, oas_work_t *work)
{
    oas_index_t index = sample_index(n);

    return store->calls->remove(store, &index, work);
}

oas_store_t *table_filled(void *memory, oas_work_t *work)
{
    oas_store_t *store = table_opened(memory, TABLE_SIZE, false, work);
    oas_index_t id = sample_index(TABLE_ID);

    for (uint64_t n = 1; n <= TABLE_SAMPLES; n++) {
        assert_int_equal(table_put(store, n, 1, work), OAS_OK);
        if (n % 2 == 0)
            assert_int_equal(table_put(store, n, 2, work), OAS_OK);
    }
    assert_int_equal(store->calls->use_once(store, &id, OAS_TEST_NOW + 1000, work), OAS_OK);
    return store;
}

uint64_t table_count(oas_store_t *store, oas_work_t *work)
{
    oas_record_t *record;
    uint64_t count = 0;

    for (uint64_t n = 1; n <= TABLE_SAMPLES; n++)
        count += table_get(store, &record, n, work) == OAS_OK && is_sample(record, n);
    return count;
}

void assert_table_is_complete(oas_store_t *store, oas_work_t *work)
{
    oas_index_t id = sample_index(TABLE_ID);

    assert_int_equal(table_count(store, work), TABLE_SAMPLES);
    assert_int_equal(store->calls->was_used(store, &id, work), OAS_OK);
    assert_sound(store, work);
}

oas_shm_stripe_t table_stripe(void *memory)
{
    oas_shm_segment_t segment;

    assert_true(oas_shm_segment_view(&segment, memory, TABLE_SIZE));
    assert_int_equal(segment.stripe_count, 1);
    return segment.stripes[0];
}

uint32_t table_number(const oas_shm_stripe_t *stripe, uint64_t n)
{
    oas_index_t index = sample_index(n);
    oas_shm_place_t place;

    assert_int_equal(oas_shm_place_find(&place, stripe, &index), OAS_OK);
    return place.prefix.number;
}

oas_shm_first_block_t *table_first_block(const oas_shm_stripe_t *stripe, uint64_t n)
{
    return &oas_shm_block(stripe, table_number(stripe, n))->first;
}

oas_shm_bucket_t *table_bucket(const oas_shm_stripe_t *stripe, uint64_t n)
{
    oas_index_t index = sample_index(n);

    return &stripe->buckets[oas_shm_place_of(&index, stripe->bucket_count)];
}
