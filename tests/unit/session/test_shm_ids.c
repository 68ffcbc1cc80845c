/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "samples.h"
#include "session/shm_ids.h"
#include "session/shm_table.h"

/* A stripe of a new table. */
static oas_shm_stripe_t stripe_of(size_t size, oas_work_t *work)
{
    oas_shm_segment_t segment;
    void *memory = apr_pcalloc(work->pool, size + 4096);

    memory = (void *)(((uintptr_t)memory + 4095) / 4096 * 4096);
    assert_true(oas_shm_segment_view(&segment, memory, size));
    assert_int_equal(oas_shm_segment_format(&segment, work), OAS_OK);
    return segment.stripes[segment.stripe_count - 1];
}

/* Remember samples from number first on until there is no room, each until a microsecond later; their count. */
static uint64_t fill(const oas_shm_stripe_t *stripe, uint64_t first, apr_time_t until, oas_work_t *work)
{
    oas_status_t status = OAS_OK;
    oas_index_t id;
    uint64_t count = 0;

    for (; status == OAS_OK; count++) {
        id = sample_index(first + count);
        status = oas_shm_ids_add(stripe, &id, until + (apr_time_t)count, work);
    }
    assert_int_equal(status, OAS_FULL);
    assert_reason(work, "used_ids_full");
    oas_forgive(work);
    return count - 1;
}

static bool has(const oas_shm_stripe_t *stripe, uint64_t n, const oas_work_t *work)
{
    oas_index_t id = sample_index(n);

    return oas_shm_ids_has(stripe, &id, work);
}

static void uses_most_of_its_room_before_it_refuses(void **state)
{
    oas_work_t *work = unit_work(state);

    for (size_t size = OAS_SHM_TABLE_SMALLEST; size <= 32 * 1024 * 1024; size *= 8) {
        oas_shm_stripe_t stripe = stripe_of(size, work);
        uint64_t count = fill(&stripe, 0, OAS_TEST_NOW + 1, work);

        assert_true(count >= stripe.id_count * 8 / 10);
        assert_true(count <= stripe.id_count);
        for (uint64_t n = 0; n < count; n++)
            assert_true(has(&stripe, n, work));
    }
}

static void ids_that_are_over_make_room(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shm_stripe_t stripe = stripe_of(OAS_SHM_TABLE_SMALLEST, work);
    uint64_t first = fill(&stripe, 0, OAS_TEST_NOW + 1000000, work), second;

    work->now = OAS_TEST_NOW + 1000000 + (apr_time_t)first;
    second = fill(&stripe, first, work->now + 1000000, work);
    assert_true(second >= stripe.id_count * 8 / 10);
    for (uint64_t n = 0; n < first; n++)
        assert_false(has(&stripe, n, work));
    for (uint64_t n = first; n < first + second; n++)
        assert_true(has(&stripe, n, work));
}

static void an_id_that_differs_anywhere_is_another_one(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shm_stripe_t stripe = stripe_of(OAS_SHM_TABLE_SMALLEST, work);
    oas_index_t id = sample_index(1);

    assert_int_equal(oas_shm_ids_add(&stripe, &id, OAS_TEST_NOW + 10, work), OAS_OK);
    for (size_t bit = 0; bit < sizeof(id) * 8; bit++) {
        id.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        assert_false(oas_shm_ids_has(&stripe, &id, work));
        id.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    assert_true(oas_shm_ids_has(&stripe, &id, work));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uses_most_of_its_room_before_it_refuses),
        cmocka_unit_test(ids_that_are_over_make_room),
        cmocka_unit_test(an_id_that_differs_anywhere_is_another_one),
    };
    return unit_run("shm_ids", tests, sizeof(tests) / sizeof(tests[0]));
}
