/* SPDX-License-Identifier: Apache-2.0 */
#include "table_fixture.h"

#include <string.h>
#include <sys/mman.h>

#include "store_contract.h"

static oas_store_t *make_table(size_t size, apr_pool_t *pool)
{
    oas_work_t *work = apr_palloc(pool, sizeof(*work));

    *work = oas_work(pool, OAS_TEST_NOW);
    return table_opened(map_shared(size, pool), size, false, work);
}

/* Opening */

static void blank_memory_becomes_an_empty_table(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_opened(map_shared(TABLE_SIZE, work->pool), TABLE_SIZE, false, work);

    assert_int_equal(usage_of(store, work).sessions, 0);
    assert_int_equal(usage_of(store, work).repairs, 0);
}

static void a_restart_finds_everything(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool);

    table_filled(memory, work);
    for (int i = 0; i < 3; i++)
        assert_table_is_complete(table_opened(memory, TABLE_SIZE, false, work), work);
}

static void a_restart_at_another_address_finds_everything(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool), *elsewhere = map_shared(TABLE_SIZE, work->pool);

    table_filled(memory, work);
    memcpy(elsewhere, memory, TABLE_SIZE);
    memset(memory, 0xa5, TABLE_SIZE);
    assert_table_is_complete(table_opened(elsewhere, TABLE_SIZE, false, work), work);
}

static void foreign_memory_is_replaced(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool);

    for (int byte = 1; byte < 256; byte += 50) {
        memset(memory, byte, TABLE_SIZE);
        assert_int_equal(usage_of(table_opened(memory, TABLE_SIZE, true, work), work).sessions, 0);
    }
}

static void a_table_of_another_layout_is_replaced(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shm_header_t *header = map_shared(TABLE_SIZE, work->pool);

    table_filled(header, work);
    atomic_fetch_add(&header->layout, 1);
    assert_int_equal(usage_of(table_opened(header, TABLE_SIZE, true, work), work).sessions, 0);
}

static void a_table_of_another_size_is_replaced(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(2 * TABLE_SIZE, work->pool);

    table_filled(memory, work);
    assert_int_equal(usage_of(table_opened(memory, 2 * TABLE_SIZE, true, work), work).sessions, 0);
    assert_int_equal(usage_of(table_opened(memory, TABLE_SIZE, true, work), work).sessions, 0);
}

static void a_table_that_was_never_finished_is_replaced(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shm_header_t *header = map_shared(TABLE_SIZE, work->pool);

    table_filled(header, work);
    header->magic = 0;
    assert_int_equal(usage_of(table_opened(header, TABLE_SIZE, true, work), work).sessions, 0);
}

static void refuses_too_little_memory(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(OAS_SHM_TABLE_SMALLEST, work->pool);
    oas_store_t *store;
    bool was_replaced;

    for (size_t size = 0; size < OAS_SHM_TABLE_SMALLEST; size += size < 4200 ? 1 : 4096)
        assert_int_equal(oas_shm_table_open(&store, &was_replaced, memory, size, work->pool, work), OAS_MISCONFIGURED);
    assert_null(store);
    assert_reason(work, "store_size");
    table_opened(memory, OAS_SHM_TABLE_SMALLEST, false, work);
}

/* From one table to another */

static void joining_neither_reads_nor_writes(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool);
    oas_store_t *store;

    table_filled(memory, work);
    assert_int_equal(mprotect(memory, TABLE_SIZE, PROT_NONE), 0);
    assert_int_equal(oas_shm_table_join(&store, memory, TABLE_SIZE, work->pool, work), OAS_OK);
    assert_int_equal(mprotect(memory, TABLE_SIZE, PROT_READ | PROT_WRITE), 0);
    assert_table_is_complete(store, work);
    assert_int_equal(oas_shm_table_join(&store, memory, OAS_SHM_TABLE_SMALLEST - 1, work->pool, work),
                     OAS_MISCONFIGURED);
    assert_null(store);
}

typedef struct {
    oas_store_t *to;
    oas_work_t *work;
    uint64_t records;
    uint64_t ids;
} move_t;

static bool move(void *data, const oas_shm_item_t *item)
{
    move_t *moved = data;

    assert_int_equal(oas_shm_table_keep(moved->to, item, moved->work), OAS_OK);
    moved->records += item->record != NULL;
    moved->ids += item->record == NULL;
    return true;
}

static void all_items_of_a_table_move_to_one_of_another_size(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *from = table_filled(map_shared(TABLE_SIZE, work->pool), work);
    oas_index_t id = sample_index(1001);
    size_t sizes[] = {256 * 1024, TABLE_SIZE, 30 * 1024 * 1024};

    assert_int_equal(from->calls->use_once(from, &id, OAS_TEST_NOW, work), OAS_OK); /* its time has passed */
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        move_t moved = {.to = table_opened(map_shared(sizes[i], work->pool), sizes[i], false, work), .work = work};

        assert_int_equal(oas_shm_table_items(from, move, &moved, work), OAS_OK);
        assert_int_equal(moved.records, TABLE_SAMPLES);
        assert_int_equal(moved.ids, 1);
        assert_table_is_complete(moved.to, work);
    }
}

static void what_is_there_already_is_not_kept_again(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_filled(map_shared(TABLE_SIZE, work->pool), work);
    oas_record_t record = sample(1, 2, work);
    oas_index_t id = sample_index(TABLE_ID);

    assert_int_equal(oas_shm_table_keep(store, &(oas_shm_item_t){.record = &record}, work), OAS_REFUSED);
    assert_int_equal(oas_shm_table_keep(store, &(oas_shm_item_t){.id = &id, .until = OAS_TEST_NOW + 1}, work),
                     OAS_REFUSED);
    assert_table_is_complete(store, work);
}

/* Not OAS_REFUSED, as a session that begins is: one that is there may not be left out like a double. */
static void one_that_is_larger_than_the_table_finds_no_room(void **state)
{
    oas_work_t *work = unit_work(state);
    const size_t size = OAS_SHM_TABLE_SMALLEST;
    oas_store_t *store = table_opened(map_shared(size, work->pool), size, false, work);
    oas_record_t record = sample_of(1, 1, (sample_sizes_t){.face = size}, work);

    assert_int_equal(oas_shm_table_keep(store, &(oas_shm_item_t){.record = &record}, work), OAS_FULL);
    assert_reason(work, "store_full");
}

static bool count_two(void *data, const oas_shm_item_t *item)
{
    (void)item;
    return ++*(int *)data < 2;
}

static void items_that_are_over_are_not_shown(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_filled(map_shared(TABLE_SIZE, work->pool), work);
    int count = 0;

    assert_int_equal(oas_shm_table_items(store, count_two, &count, work), OAS_OK);
    assert_int_equal(count, 2);
    work->now += apr_time_from_sec(1800);
    assert_int_equal(oas_shm_table_items(store, count_two, &count, work), OAS_OK);
    assert_int_equal(count, 2);
}

/* Room */

static void each_stripe_is_a_part_that_is_full_for_itself(void **state)
{
    enum { SIZE = 9 * 1024 * 1024 };
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_opened(map_shared(SIZE, work->pool), SIZE, false, work);
    bool is_full[2] = {false, false};

    assert_int_equal(store->parts, 2);
    for (uint64_t n = 1; !is_full[0] || !is_full[1]; n++) {
        oas_record_t record = sample_of(n, 1, (sample_sizes_t){.face = 50000}, work);
        unsigned part = store->calls->part_of(store, &record.head.index);
        oas_status_t status = store->calls->put(store, &record, work);

        assert_true(part < 2);
        assert_true(status == OAS_FULL || !is_full[part]);
        is_full[part] = status == OAS_FULL;
    }
}

static void ten_thousand_sessions_of_1500_bytes_fit_into_20_MB(void **state)
{
    enum { SIZE = 20 * 1000 * 1000 };
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_opened(map_shared(SIZE, work->pool), SIZE, false, work);
    oas_record_t record = sample_of(0, 1, (sample_sizes_t){.face = 500, .vault = 900, .label = 100}, work);
    oas_store_usage_t full;

    for (uint64_t n = 1; n <= 10000; n++) {
        record.head.index = sample_index(n);
        assert_int_equal(store->calls->put(store, &record, work), OAS_OK);
    }
    full = usage_of(store, work);
    assert_int_equal(full.sessions, 10000);
    assert_true(full.bytes_used <= UINT64_C(10000) * 1500 * 125 / 100); /* a quarter on top, at most */
}

/* Fill the table with samples of one size; their count. */
static uint64_t fill_with(oas_store_t *store, sample_sizes_t sizes, oas_work_t *work)
{
    oas_status_t status = OAS_OK;
    uint64_t n = 0;

    while (status == OAS_OK) {
        oas_record_t record = sample_of(n + 1, 1, sizes, work);

        status = store->calls->put(store, &record, work);
        n += status == OAS_OK;
    }
    assert_int_equal(status, OAS_FULL);
    return n;
}

/* A token refresh must not fail because strangers signed in. */
static void a_living_session_can_be_replaced_in_a_full_table(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_opened(map_shared(TABLE_SIZE, work->pool), TABLE_SIZE, false, work);
    sample_sizes_t sizes = {.face = 700, .vault = 1500, .label = 80};
    uint64_t count = fill_with(store, sizes, work);

    for (uint64_t n = 1; n <= count; n++) {
        oas_record_t record = sample_of(n, 2, sizes, work);

        assert_int_equal(store->calls->replace(store, &record, work), OAS_OK);
    }
}

static void records_that_are_over_go_even_when_nobody_needs_their_room(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_filled(map_shared(TABLE_SIZE, work->pool), work);

    work->now += apr_time_from_sec(1800);
    for (uint64_t n = 1000; n < 1200; n++) { /* one at a time comes and goes */
        oas_record_t record = sample(n, 1, work);

        assert_int_equal(store->calls->put(store, &record, work), OAS_OK);
        assert_int_equal(store->calls->remove(store, &record.head.index, work), OAS_OK);
    }
    assert_int_equal(usage_of(store, work).sessions, 0);
    assert_int_equal(usage_of(store, work).bytes_used, 0);
}

/* A round of the search has just said that nothing is over for long. */
static void a_short_session_makes_room_though_nobody_expected_it(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_opened(map_shared(TABLE_SIZE, work->pool), TABLE_SIZE, false, work);
    sample_sizes_t sizes = {.face = 50000};
    oas_record_t brief = sample_of(1000, 1, sizes, work), late = sample_of(1001, 1, sizes, work);
    uint64_t count = fill_with(store, sizes, work);

    assert_int_equal(table_remove(store, count, work), OAS_OK);
    brief.head.expires = work->now + apr_time_from_sec(10);
    assert_int_equal(store->calls->put(store, &brief, work), OAS_OK);
    assert_int_equal(store->calls->put(store, &late, work), OAS_FULL);
    work->now += apr_time_from_sec(10);
    assert_int_equal(store->calls->put(store, &late, work), OAS_OK);
    assert_int_equal(usage_of(store, work).sessions, count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blank_memory_becomes_an_empty_table),
        cmocka_unit_test(a_restart_finds_everything),
        cmocka_unit_test(a_restart_at_another_address_finds_everything),
        cmocka_unit_test(foreign_memory_is_replaced),
        cmocka_unit_test(a_table_of_another_layout_is_replaced),
        cmocka_unit_test(a_table_of_another_size_is_replaced),
        cmocka_unit_test(a_table_that_was_never_finished_is_replaced),
        cmocka_unit_test(refuses_too_little_memory),
        cmocka_unit_test(joining_neither_reads_nor_writes),
        cmocka_unit_test(all_items_of_a_table_move_to_one_of_another_size),
        cmocka_unit_test(what_is_there_already_is_not_kept_again),
        cmocka_unit_test(one_that_is_larger_than_the_table_finds_no_room),
        cmocka_unit_test(items_that_are_over_are_not_shown),
        cmocka_unit_test(each_stripe_is_a_part_that_is_full_for_itself),
        cmocka_unit_test(ten_thousand_sessions_of_1500_bytes_fit_into_20_MB),
        cmocka_unit_test(a_living_session_can_be_replaced_in_a_full_table),
        cmocka_unit_test(a_short_session_makes_room_though_nobody_expected_it),
        cmocka_unit_test(records_that_are_over_go_even_when_nobody_needs_their_room),
    };
    int failed = store_contract_run("shm_table keeps the contract", make_table);

    return failed + unit_run("shm_table", tests, sizeof(tests) / sizeof(tests[0]));
}
