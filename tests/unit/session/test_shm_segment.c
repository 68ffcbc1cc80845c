/* SPDX-License-Identifier: Apache-2.0 */
#include "table_fixture.h"

enum { MB = 1024 * 1024 };

static const unsigned char *end_of_stripe(const oas_shm_stripe_t *stripe)
{
    return (const unsigned char *)(stripe->blocks + stripe->block_count);
}

/* Its parts do not overlap and lie in order, and blocks fill whole lines of memory. */
static void assert_is_divided_cleanly(const oas_shm_stripe_t *stripe)
{
    assert_true((uintptr_t)(stripe->control + 1) <= (uintptr_t)stripe->ids);
    assert_true((uintptr_t)(stripe->ids + stripe->id_count) <= (uintptr_t)stripe->slots);
    assert_true((uintptr_t)(stripe->slots + stripe->slot_count) <= (uintptr_t)stripe->buckets);
    assert_true((uintptr_t)(stripe->buckets + stripe->bucket_count) <= (uintptr_t)stripe->tags);
    assert_true((uintptr_t)(stripe->tags + 2 * stripe->tag_count) <= (uintptr_t)stripe->blocks);
    assert_true((uintptr_t)stripe->control % OAS_SHM_LINE == 0 && (uintptr_t)stripe->blocks % OAS_SHM_LINE == 0);
    assert_true(stripe->id_count > 0 && stripe->bucket_count > 0 && stripe->tag_count > 0);
    assert_true(stripe->slot_count > 1 && (stripe->slot_count & (stripe->slot_count - 1)) == 0);
}

static void every_size_is_divided_cleanly(void **state)
{
    static _Alignas(OAS_SHM_PAGE) unsigned char memory[1]; /* no byte of it is touched */
    oas_shm_segment_t segment;

    (void)state;
    for (size_t size = OAS_SHM_TABLE_SMALLEST; size < 300 * (size_t)MB; size += size < 400000 ? 1 : 1000003) {
        const unsigned char *end = memory + OAS_SHM_PAGE;

        assert_true(oas_shm_segment_view(&segment, memory, size));
        for (uint32_t i = 0; i < segment.stripe_count; i++) {
            assert_true((uintptr_t)segment.stripes[i].control >= (uintptr_t)end);
            assert_is_divided_cleanly(&segment.stripes[i]);
            end = end_of_stripe(&segment.stripes[i]);
        }
        assert_true((uintptr_t)end <= (uintptr_t)memory + size);
        assert_true((uintptr_t)memory + size - (uintptr_t)end < (size_t)OAS_SHM_BLOCK_SIZE * (segment.stripe_count + 1));
    }
}

static void there_is_a_stripe_for_each_4_MB_up_to_64(void **state)
{
    static const struct {
        size_t size;
        uint32_t stripes;
    } expected[] = {
        {OAS_SHM_TABLE_SMALLEST, 1}, {8 * MB - 1, 1}, {8 * MB, 2}, {32 * MB, 8}, {256 * MB, 64}, {(size_t)2047 * MB, 64},
    };
    static _Alignas(OAS_SHM_PAGE) unsigned char memory[1];
    oas_shm_segment_t segment;

    (void)state;
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        assert_true(oas_shm_segment_view(&segment, memory, expected[i].size));
        assert_int_equal(segment.stripe_count, expected[i].stripes);
    }
}

static void records_are_spread_evenly_over_stripes_and_buckets(void **state)
{
    enum { COUNT = 80000 };
    oas_work_t *work = unit_work(state);
    uint32_t in_stripe[OAS_SHM_STRIPES_MOST] = {0}, used = 0;
    unsigned char *is_used;
    oas_shm_segment_t segment;

    assert_true(oas_shm_segment_view(&segment, map_shared(32 * MB, work->pool), 32 * MB));
    is_used = apr_pcalloc(work->pool, segment.stripe_count * (size_t)segment.stripes[0].bucket_count);
    for (uint64_t n = 0; n < COUNT; n++) {
        oas_index_t index = sample_index(n);
        size_t stripe = (size_t)(oas_shm_stripe_of(&segment, &index) - segment.stripes);
        uint32_t bucket = oas_shm_place_of(&index, segment.stripes[0].bucket_count);

        in_stripe[stripe]++;
        used += is_used[stripe * segment.stripes[0].bucket_count + bucket]++ == 0;
    }
    for (uint32_t i = 0; i < segment.stripe_count; i++)
        assert_in_range(in_stripe[i], COUNT / 8 - 500, COUNT / 8 + 500);
    assert_true(used > 25000 && used < 32768); /* nearly all of 31,000, as chance has it */
}

static void small_numbers_are_spread_as_well_as_hashes(void **state)
{
    uint32_t counts[100] = {0};

    (void)state;
    for (uint64_t hash = 0; hash < 10000; hash++)
        counts[oas_shm_spread(hash, 100)]++;
    for (size_t i = 0; i < 100; i++)
        assert_in_range(counts[i], 95, 105);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_is_divided_cleanly),
        cmocka_unit_test(there_is_a_stripe_for_each_4_MB_up_to_64),
        cmocka_unit_test(records_are_spread_evenly_over_stripes_and_buckets),
        cmocka_unit_test(small_numbers_are_spread_as_well_as_hashes),
    };
    return unit_run("shm_segment", tests, sizeof(tests) / sizeof(tests[0]));
}
