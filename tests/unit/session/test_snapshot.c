/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/buffer.h"
#include "samples.h"
#include "session/snapshot.h"

enum { MEMORY = 1024 * 1024, SMALL = 256 * 1024, MANY = 70, FEW = 2, HEAD = 36, LARGEST = 4 * 1024 * 1024 };

#define KEY        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
#define LATER_KEY  "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=\n"

static oas_keyring_t *ring_of(const char *text, oas_work_t *work)
{
    oas_keyring_t *ring;

    assert_int_equal(oas_keyring_parse(&ring, oas_bytes_of(text), work), OAS_OK);
    return ring;
}

static oas_store_t *table_of(size_t size, oas_work_t *work)
{
    unsigned char *memory = apr_pcalloc(work->pool, size + 4096);
    oas_store_t *store;
    bool was_replaced;

    memory += 4096 - (uintptr_t)memory % 4096;
    assert_int_equal(oas_shm_table_open(&store, &was_replaced, memory, size, work->pool, work), OAS_OK);
    return store;
}

/* The even ones are in their second generation. */
static oas_store_t *filled(uint64_t samples, oas_work_t *work)
{
    oas_store_t *table = table_of(MEMORY, work);
    oas_index_t id = sample_index(1000);

    for (uint64_t n = 1; n <= samples; n++) {
        oas_record_t first = sample(n, 1, work), second = sample(n, 2, work);

        assert_int_equal(table->calls->put(table, &first, work), OAS_OK);
        if (n % 2 == 0)
            assert_int_equal(table->calls->replace(table, &second, work), OAS_OK);
    }
    assert_int_equal(table->calls->use_once(table, &id, OAS_TEST_NOW + 1000, work), OAS_OK);
    return table;
}

static bool append(void *data, oas_bytes_t bytes)
{
    oas_buffer_add(data, bytes);
    return !((oas_buffer_t *)data)->overflowed;
}

static oas_bytes_t written(oas_store_t *table, const char *keys, oas_work_t *work)
{
    oas_buffer_t file = oas_buffer(work->pool, LARGEST);

    assert_int_equal(oas_snapshot_write(table, MEMORY, ring_of(keys, work), append, &file, work), OAS_OK);
    return oas_buffer_bytes(&file);
}

static oas_status_t read_it(oas_bytes_t file, const char *keys, oas_work_t *work)
{
    oas_snapshot_t snapshot;
    oas_status_t status = oas_snapshot_read(&snapshot, file, ring_of(keys, work), work);

    if (status == OAS_OK)
        assert_int_equal(snapshot.table_size, MEMORY);
    return status;
}

static unsigned long restored(oas_store_t *table, oas_bytes_t file, const char *keys, oas_work_t *work)
{
    oas_snapshot_t snapshot;
    oas_snapshot_restored_t restored;

    assert_int_equal(oas_snapshot_read(&snapshot, file, ring_of(keys, work), work), OAS_OK);
    assert_int_equal(oas_snapshot_restore(&snapshot, table, &restored, work), OAS_OK);
    return restored.sessions;
}

static void assert_refused(oas_bytes_t file, const char *reason, oas_work_t *work)
{
    oas_forgive(work);
    assert_int_equal(read_it(file, KEY, work), OAS_REFUSED);
    assert_reason(work, reason);
}

static void assert_there(oas_store_t *table, uint64_t n, uint64_t generation, oas_work_t *work)
{
    oas_index_t index = sample_index(n);
    oas_record_t *record;

    assert_int_equal(table->calls->get(table, &record, &index, OAS_BOXES_ALL, work), OAS_OK);
    assert_true(is_sample(record, n));
    assert_int_equal(record->head.generation, generation);
}

/* --- what it is for --- */

static void all_that_was_written_is_restored(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *table = table_of(MEMORY, work);
    oas_index_t id = sample_index(1000), other = sample_index(1001);

    assert_int_equal(restored(table, written(filled(MANY, work), KEY, work), KEY, work), MANY);
    for (uint64_t n = 1; n <= MANY; n++)
        assert_there(table, n, n % 2 == 0 ? 2 : 1, work);
    assert_int_equal(table->calls->was_used(table, &id, work), OAS_OK);
    assert_int_equal(table->calls->was_used(table, &other, work), OAS_NOT_FOUND);
}

static void a_record_keeps_its_whole_head(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *table = table_of(MEMORY, work);
    oas_record_t before = sample(1, 1, work), *after;

    restored(table, written(filled(1, work), KEY, work), KEY, work);
    assert_int_equal(table->calls->get(table, &after, &before.head.index, OAS_BOXES_ALL, work), OAS_OK);
    assert_memory_equal(&after->head, &before.head, sizeof(before.head));
}

static void an_empty_table_has_a_snapshot_too(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_int_equal(restored(table_of(MEMORY, work), written(table_of(MEMORY, work), KEY, work), KEY, work), 0);
}

static void what_is_over_meanwhile_is_left_out(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t file = written(filled(MANY, work), KEY, work);
    oas_store_t *table = table_of(MEMORY, work);
    oas_index_t id = sample_index(1000);

    work->now += apr_time_from_sec(1801); /* the idle timeout of the samples is half an hour */
    assert_int_equal(restored(table, file, KEY, work), 0);
    work->now -= apr_time_from_sec(1801);
    assert_int_equal(table->calls->was_used(table, &id, work), OAS_NOT_FOUND);
}

static void a_former_key_opens_it_too(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t file = written(filled(FEW, work), KEY, work);

    assert_int_equal(restored(table_of(MEMORY, work), file, LATER_KEY KEY, work), FEW);
}

/* --- refusals --- */

static void refuses_one_that_ends_too_early_wherever_that_is(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t file = written(filled(FEW, work), KEY, work);

    for (size_t length = 0; length < file.length; length++)
        assert_refused(oas_bytes(file.data, length), length < HEAD ? "snapshot_form" : "snapshot_broken", work);
}

static void refuses_one_of_which_any_byte_was_changed(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t file = written(filled(FEW, work), KEY, work);
    unsigned char *bytes = (unsigned char *)file.data;

    for (size_t place = 0; place < file.length; place++) {
        bytes[place] ^= (unsigned char)(1u << place % 8);
        assert_int_not_equal(read_it(file, KEY, work), OAS_OK);
        bytes[place] ^= (unsigned char)(1u << place % 8);
    }
    oas_forgive(work);
    assert_int_equal(read_it(file, KEY, work), OAS_OK);
}

static void refuses_one_with_something_behind_its_end(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_buffer_t file = oas_buffer(work->pool, LARGEST);

    append(&file, written(filled(FEW, work), KEY, work));
    for (int i = 0; i < 100; i++) {
        oas_buffer_add_u8(&file, 0);
        assert_refused(oas_buffer_bytes(&file), "snapshot_broken", work);
    }
}

/* Its chunks with their lengths; returns how many. */
static size_t chunks_of(oas_bytes_t *chunks, size_t most, oas_bytes_t file)
{
    size_t at = HEAD, count = 0;

    while (at < file.length) {
        size_t length = 4 + ((size_t)file.data[at] << 24 | (size_t)file.data[at + 1] << 16
                             | (size_t)file.data[at + 2] << 8 | file.data[at + 3]);

        assert_true(count < most && length <= file.length - at);
        chunks[count++] = oas_bytes(file.data + at, length);
        at += length;
    }
    return count;
}

/* The head of file with some of its chunks, named by digits. */
static oas_bytes_t assembled(oas_bytes_t file, const oas_bytes_t *chunks, const char *order, oas_work_t *work)
{
    oas_buffer_t made = oas_buffer(work->pool, LARGEST);

    oas_buffer_add(&made, oas_bytes(file.data, HEAD));
    for (; *order != '\0'; order++)
        oas_buffer_add(&made, chunks[*order - '0']);
    return oas_buffer_bytes(&made);
}

static void refuses_chunks_that_are_missing_repeated_or_elsewhere(void **state)
{
    static const char *const orders[] = {"", "0", "01", "1", "2", "12", "02", "10", "102", "021", "201", "0012", "0122", "01212"};
    oas_work_t *work = unit_work(state);
    oas_bytes_t file = written(filled(MANY, work), KEY, work), chunks[8];

    assert_true(chunks_of(chunks, 8, file) == 3);
    assert_int_equal(read_it(assembled(file, chunks, "012", work), KEY, work), OAS_OK);
    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
        assert_refused(assembled(file, chunks, orders[i], work), "snapshot_broken", work);
}

static void refuses_chunks_of_another_snapshot(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *table = filled(MANY, work);
    oas_bytes_t first = written(table, KEY, work), second = written(table, KEY, work), chunks[8], others[8];

    assert_int_equal(chunks_of(chunks, 8, first), chunks_of(others, 8, second));
    for (size_t i = 0; i < 3; i++) {
        oas_bytes_t mine = chunks[i];

        chunks[i] = others[i];
        assert_refused(assembled(first, chunks, "012", work), "snapshot_broken", work);
        chunks[i] = mine;
    }
    assert_refused(assembled(first, others, "012", work), "snapshot_broken", work);
}

static void refuses_one_under_a_key_that_is_not_listed(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_int_equal(read_it(written(filled(FEW, work), KEY, work), LATER_KEY, work), OAS_NOT_FOUND);
    assert_reason(work, "snapshot_key");
}

static void refuses_another_layout(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t file = written(filled(FEW, work), KEY, work);

    ((unsigned char *)file.data)[7] = '0';
    assert_refused(file, "snapshot_form", work);
}

static void takes_no_memory_on_the_word_of_a_length(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t file = written(filled(FEW, work), KEY, work);

    memset((unsigned char *)file.data + HEAD, 0xff, 4);
    assert_refused(file, "snapshot_broken", work);
}

static void refuses_a_table_that_has_no_room(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t file = written(filled(3 * MANY, work), KEY, work);
    oas_snapshot_t snapshot;
    oas_snapshot_restored_t restored;

    assert_int_equal(oas_snapshot_read(&snapshot, file, ring_of(KEY, work), work), OAS_OK);
    assert_int_equal(oas_snapshot_restore(&snapshot, table_of(SMALL, work), &restored, work), OAS_FULL);
}

static void leaves_out_what_is_there_already_and_nothing_else(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *table = filled(1, work);
    oas_snapshot_restored_t restored;
    oas_snapshot_t snapshot;

    assert_int_equal(oas_snapshot_read(&snapshot, written(filled(MANY, work), KEY, work), ring_of(KEY, work), work), OAS_OK);
    assert_int_equal(oas_snapshot_restore(&snapshot, table, &restored, work), OAS_OK);
    assert_int_equal(restored.sessions, MANY - 1);
    assert_int_equal(restored.doubles, 2); /* a session and a used id */
    assert_null(work->failure);
    for (uint64_t n = 1; n <= MANY; n++)
        assert_there(table, n, n % 2 == 0 ? 2 : 1, work);
}

/* --- writing --- */

static bool take_some(void *data, oas_bytes_t bytes)
{
    (void)bytes;
    return --*(int *)data >= 0;
}

static void says_so_when_it_can_not_be_written(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *table = filled(MANY, work);

    for (int pieces = 0; pieces < 7; pieces++) {
        int left = pieces;

        oas_forgive(work);
        assert_int_equal(oas_snapshot_write(table, MEMORY, ring_of(KEY, work), take_some, &left, work), OAS_UNAVAILABLE);
        assert_reason(work, "snapshot_write");
    }
}

static void shows_nothing_of_what_is_in_it(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t file = written(filled(MANY, work), KEY, work);

    for (uint64_t n = 1; n <= MANY; n++) {
        oas_index_t index = sample_index(n);

        for (size_t place = 0; place + sizeof(index) <= file.length; place++)
            assert_memory_not_equal(file.data + place, &index, sizeof(index));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_was_written_is_restored),
        cmocka_unit_test(a_record_keeps_its_whole_head),
        cmocka_unit_test(an_empty_table_has_a_snapshot_too),
        cmocka_unit_test(what_is_over_meanwhile_is_left_out),
        cmocka_unit_test(a_former_key_opens_it_too),
        cmocka_unit_test(refuses_one_that_ends_too_early_wherever_that_is),
        cmocka_unit_test(refuses_one_of_which_any_byte_was_changed),
        cmocka_unit_test(refuses_one_with_something_behind_its_end),
        cmocka_unit_test(refuses_chunks_that_are_missing_repeated_or_elsewhere),
        cmocka_unit_test(refuses_chunks_of_another_snapshot),
        cmocka_unit_test(refuses_one_under_a_key_that_is_not_listed),
        cmocka_unit_test(refuses_another_layout),
        cmocka_unit_test(leaves_out_what_is_there_already_and_nothing_else),
        cmocka_unit_test(takes_no_memory_on_the_word_of_a_length),
        cmocka_unit_test(refuses_a_table_that_has_no_room),
        cmocka_unit_test(says_so_when_it_can_not_be_written),
        cmocka_unit_test(shows_nothing_of_what_is_in_it),
    };

    return unit_run("snapshot", tests, sizeof(tests) / sizeof(tests[0]));
}
