/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "samples.h"
#include "session/shm_blocks.h"
#include "session/shm_lock.h"
#include "session/shm_table.h"
#include "store_contract.h"

enum { MEMORY = 512 * 1024, SAMPLES = 60 };

typedef struct {
    void *data;
    size_t size;
} mapping_t;

static apr_status_t unmap(void *given)
{
    mapping_t *mapping = given;

    munmap(mapping->data, mapping->size);
    return APR_SUCCESS;
}

/* Memory that processes forked later share, until pool is cleared. */
static void *map(size_t size, apr_pool_t *pool)
{
    mapping_t *mapping = apr_palloc(pool, sizeof(*mapping));

    mapping->size = size;
    mapping->data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(mapping->data != MAP_FAILED);
    apr_pool_cleanup_register(pool, mapping, unmap, apr_pool_cleanup_null);
    return mapping->data;
}

static oas_store_t *opened(void *memory, size_t size, bool was_replaced, oas_work_t *work)
{
    oas_store_t *store;
    bool replaced;

    assert_int_equal(oas_shm_table_open(&store, &replaced, memory, size, work->pool, work), OAS_OK);
    assert_int_equal(replaced, was_replaced);
    return store;
}

static oas_store_t *make_table(size_t size, apr_pool_t *pool)
{
    oas_work_t *work = apr_palloc(pool, sizeof(*work));

    *work = oas_work(pool, OAS_TEST_NOW);
    return opened(map(size, pool), size, false, work);
}

/* A table of SAMPLES samples, the even ones in their second generation, and a used id. */
static oas_store_t *filled(void *memory, oas_work_t *work)
{
    oas_store_t *store = opened(memory, MEMORY, false, work);
    oas_index_t id = sample_index(1000);

    for (uint64_t n = 1; n <= SAMPLES; n++) {
        oas_record_t first = sample(n, 1, work), second = sample(n, 2, work);

        assert_int_equal(store->calls->put(store, &first, work), OAS_OK);
        if (n % 2 == 0)
            assert_int_equal(store->calls->replace(store, &second, work), OAS_OK);
    }
    assert_int_equal(store->calls->use_once(store, &id, OAS_TEST_NOW + 1000, work), OAS_OK);
    return store;
}

static uint64_t count_samples(oas_store_t *store, oas_work_t *work)
{
    oas_record_t *record;
    uint64_t count = 0;

    for (uint64_t n = 1; n <= SAMPLES; n++) {
        oas_index_t index = sample_index(n);

        if (store->calls->get(store, &record, &index, true, work) == OAS_OK && is_sample(record, n))
            count++;
    }
    return count;
}

static void assert_complete(oas_store_t *store, oas_work_t *work)
{
    oas_index_t id = sample_index(1000);
    bool was_sound;

    assert_int_equal(count_samples(store, work), SAMPLES);
    assert_int_equal(store->calls->was_used(store, &id, work), OAS_OK);
    assert_int_equal(oas_shm_table_audit(store, &was_sound, work), OAS_OK);
    assert_true(was_sound);
}

static oas_store_usage_t usage(oas_store_t *store, oas_work_t *work)
{
    oas_store_usage_t usage;

    assert_int_equal(store->calls->usage(store, &usage, work), OAS_OK);
    return usage;
}

/* Opening */

static void blank_memory_becomes_an_empty_table(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = opened(map(MEMORY, work->pool), MEMORY, false, work);

    assert_int_equal(usage(store, work).sessions, 0);
    assert_int_equal(usage(store, work).repairs, 0);
}

static void a_restart_finds_everything(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map(MEMORY, work->pool);

    filled(memory, work);
    for (int i = 0; i < 3; i++)
        assert_complete(opened(memory, MEMORY, false, work), work);
}

static void a_restart_at_another_address_finds_everything(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map(MEMORY, work->pool), *elsewhere = map(MEMORY, work->pool);

    filled(memory, work);
    memcpy(elsewhere, memory, MEMORY);
    memset(memory, 0xa5, MEMORY);
    assert_complete(opened(elsewhere, MEMORY, false, work), work);
}

static void foreign_memory_is_replaced(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map(MEMORY, work->pool);

    for (int byte = 1; byte < 256; byte += 50) {
        memset(memory, byte, MEMORY);
        assert_int_equal(usage(opened(memory, MEMORY, true, work), work).sessions, 0);
    }
}

static void a_table_of_another_layout_is_replaced(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shm_header_t *header = map(MEMORY, work->pool);

    filled(header, work);
    header->layout++;
    assert_int_equal(usage(opened(header, MEMORY, true, work), work).sessions, 0);
}

static void a_table_of_another_size_is_replaced(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map(2 * MEMORY, work->pool);

    filled(memory, work);
    assert_int_equal(usage(opened(memory, 2 * MEMORY, true, work), work).sessions, 0);
    assert_int_equal(usage(opened(memory, MEMORY, true, work), work).sessions, 0);
}

static void a_table_that_was_never_finished_is_replaced(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shm_header_t *header = map(MEMORY, work->pool);

    filled(header, work);
    header->magic = 0;
    assert_int_equal(usage(opened(header, MEMORY, true, work), work).sessions, 0);
}

static void refuses_too_little_memory(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map(OAS_SHM_TABLE_SMALLEST, work->pool);
    oas_store_t *store;
    bool was_replaced;

    for (size_t size = 0; size < OAS_SHM_TABLE_SMALLEST; size += size < 4200 ? 1 : 4096)
        assert_int_equal(oas_shm_table_open(&store, &was_replaced, memory, size, work->pool, work), OAS_MISCONFIGURED);
    assert_null(store);
    assert_reason(work, "store_size");
    opened(memory, OAS_SHM_TABLE_SMALLEST, false, work);
}

/* Each size divides into parts that do not overlap, lie in order, and end where the memory does. */
static void every_size_is_divided_cleanly(void **state)
{
    static unsigned char memory[1]; /* no byte of it is touched */
    oas_shm_segment_t segment;

    (void)state;
    for (size_t size = OAS_SHM_TABLE_SMALLEST; size < 64 * 1024 * 1024; size += size < 400000 ? 1 : 1000003) {
        assert_true(oas_shm_segment_view(&segment, memory, size));
        assert_true((uintptr_t)segment.ids == (uintptr_t)memory + 4096);
        assert_true((uintptr_t)(segment.ids + segment.id_count) <= (uintptr_t)segment.buckets);
        assert_true((uintptr_t)(segment.buckets + segment.bucket_count) <= (uintptr_t)segment.blocks);
        assert_true((uintptr_t)(segment.blocks + segment.block_count) <= (uintptr_t)memory + size);
        assert_true(((uintptr_t)segment.blocks - (uintptr_t)memory) % OAS_SHM_BLOCK_SIZE == 0);
        assert_true((uintptr_t)memory + size - (uintptr_t)(segment.blocks + segment.block_count) < OAS_SHM_BLOCK_SIZE);
    }
}

/* From one table to another */

static void joining_neither_reads_nor_writes(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map(MEMORY, work->pool);
    oas_store_t *store;

    filled(memory, work);
    assert_int_equal(mprotect(memory, MEMORY, PROT_NONE), 0);
    assert_int_equal(oas_shm_table_join(&store, memory, MEMORY, work->pool, work), OAS_OK);
    assert_int_equal(mprotect(memory, MEMORY, PROT_READ | PROT_WRITE), 0);
    assert_complete(store, work);
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
    oas_store_t *from = filled(map(MEMORY, work->pool), work);
    oas_index_t id = sample_index(1001);
    size_t sizes[] = {OAS_SHM_TABLE_SMALLEST, MEMORY, 30 * 1024 * 1024};

    assert_int_equal(from->calls->use_once(from, &id, OAS_TEST_NOW, work), OAS_OK); /* its time has passed */
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        move_t moved = {.to = opened(map(sizes[i], work->pool), sizes[i], false, work), .work = work};

        assert_int_equal(oas_shm_table_items(from, move, &moved, work), OAS_OK);
        assert_int_equal(moved.records, SAMPLES);
        assert_int_equal(moved.ids, 1);
        assert_complete(moved.to, work);
    }
}

static void what_is_there_already_is_not_kept_again(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = filled(map(MEMORY, work->pool), work);
    oas_record_t record = sample(1, 2, work);
    oas_index_t id = sample_index(1000);

    assert_int_equal(oas_shm_table_keep(store, &(oas_shm_item_t){.record = &record}, work), OAS_REFUSED);
    assert_int_equal(oas_shm_table_keep(store, &(oas_shm_item_t){.id = &id, .until = OAS_TEST_NOW + 1}, work),
                     OAS_REFUSED);
    assert_complete(store, work);
}

static bool count_two(void *data, const oas_shm_item_t *item)
{
    (void)item;
    return ++*(int *)data < 2;
}

static void items_that_are_over_are_not_shown(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = filled(map(MEMORY, work->pool), work);
    int count = 0;

    assert_int_equal(oas_shm_table_items(store, count_two, &count, work), OAS_OK);
    assert_int_equal(count, 2);
    work->now += apr_time_from_sec(1800);
    assert_int_equal(oas_shm_table_items(store, count_two, &count, work), OAS_OK);
    assert_int_equal(count, 2);
}

/* Deaths in the middle of a change, each made up where it hurts most */

typedef void harm_t(oas_shm_header_t *header, const oas_shm_segment_t *segment);

static void hurt_nothing(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    (void)header;
    (void)segment;
}

static void take_blocks_and_link_them_nowhere(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    (void)header;
    (void)!oas_shm_blocks_take(segment, 20);
}

static void take_blocks_without_counting_them(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    (void)!oas_shm_blocks_take(segment, 20);
    header->used -= 20;
}

static void count_one_session_too_many(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    (void)segment;
    header->sessions++;
}

static void lose_the_free_list(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    (void)segment;
    header->free_first = 0;
}

static void let_the_free_list_lead_into_a_record(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    uint32_t bucket = 0;

    while (segment->buckets[bucket] == 0)
        bucket++;
    header->free_first = segment->buckets[bucket];
}

static void bend_the_free_list_into_a_ring(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    oas_shm_block(segment, header->free_first)->next = header->free_first;
}

static void die_under_the_lock(void *memory, harm_t *harm)
{
    oas_shm_header_t *header = memory;
    oas_shm_segment_t segment;
    pid_t pid = fork();
    int status;

    assert_true(pid >= 0);
    if (pid == 0) {
        if (oas_shm_segment_view(&segment, memory, MEMORY) && pthread_mutex_lock(&header->lock) == 0) {
            harm(header, &segment);
            raise(SIGKILL);
        }
        _exit(1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
}

static void a_death_under_the_lock_costs_no_session(void **state)
{
    static harm_t *const harms[] = {
        hurt_nothing,
        take_blocks_and_link_them_nowhere,
        take_blocks_without_counting_them,
        count_one_session_too_many,
        lose_the_free_list,
        let_the_free_list_lead_into_a_record,
        bend_the_free_list_into_a_ring,
    };
    oas_work_t *work = unit_work(state);
    void *memory = map(MEMORY, work->pool);
    oas_store_t *store = filled(memory, work);
    oas_store_usage_t before = usage(store, work), after;

    for (size_t i = 0; i < sizeof(harms) / sizeof(harms[0]); i++) {
        die_under_the_lock(memory, harms[i]);
        assert_complete(store, work);
        after = usage(store, work);
        assert_true(after.bytes_used == before.bytes_used && after.sessions == before.sessions);
        assert_int_equal(after.repairs, i);
    }
}

static void a_death_before_a_restart_costs_no_session(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map(MEMORY, work->pool);

    filled(memory, work);
    die_under_the_lock(memory, take_blocks_without_counting_them);
    assert_complete(opened(memory, MEMORY, false, work), work);
}

/* Links that can not be, each of a kind of its own: whoever meets one has it mended, and all records that it does not
 * concern stay. */

static uint32_t number_of(const oas_shm_segment_t *segment, uint64_t n)
{
    oas_index_t index = sample_index(n);
    uint32_t number = segment->buckets[oas_shm_bucket_of(segment, &index)];

    while (memcmp(&oas_shm_block(segment, number)->first.head.index, &index, sizeof(index)) != 0)
        number = oas_shm_block(segment, number)->first.next_record;
    return number;
}

static oas_shm_first_block_t *first_of(const oas_shm_segment_t *segment, uint64_t n)
{
    return &oas_shm_block(segment, number_of(segment, n))->first;
}

static void lead_into_another_record(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    (void)header;
    first_of(segment, 1)->next = first_of(segment, 2)->next;
}

static void lead_to_a_free_block(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    first_of(segment, 1)->next = header->free_first;
}

static void lead_out_of_the_table(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    (void)header;
    first_of(segment, 1)->next = segment->block_count + 1;
}

static void end_too_early(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    (void)header;
    first_of(segment, 1)->next = 0;
}

static void claim_to_be_huge(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    (void)header;
    first_of(segment, 1)->face = UINT32_MAX;
}

static void claim_to_be_longer(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    (void)header;
    first_of(segment, 1)->vault += OAS_SHM_BLOCK_SIZE;
}

static void lead_into_another_bucket(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    oas_index_t index = sample_index(1);

    (void)header;
    segment->buckets[oas_shm_bucket_of(segment, &index)] = number_of(segment, 2);
}

static void lead_back_to_itself(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    oas_index_t index = sample_index(1);

    (void)header;
    first_of(segment, 1)->next_record = number_of(segment, 1);
    segment->buckets[oas_shm_bucket_of(segment, &index)] = number_of(segment, 1);
    first_of(segment, 1)->head.index.bytes[15] ^= 1; /* so that nobody finds what he looks for in this ring */
}

static void claim_to_be_huge_and_lead_back_to_itself(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    claim_to_be_huge(header, segment);
    first_of(segment, 1)->next_record = number_of(segment, 1);
}

static void lead_to_the_middle_of_a_record(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    oas_index_t index = sample_index(1);

    (void)header;
    segment->buckets[oas_shm_bucket_of(segment, &index)] = first_of(segment, 1)->next;
}

static void a_broken_link_is_mended_by_who_meets_it(void **state)
{
    static harm_t *const harms[] = {
        lead_into_another_record, lead_to_a_free_block,
        lead_out_of_the_table,    end_too_early,
        claim_to_be_huge,         claim_to_be_longer,
        lead_back_to_itself,      lead_to_the_middle_of_a_record,
        lead_into_another_bucket, claim_to_be_huge_and_lead_back_to_itself,
    };
    oas_work_t *work = unit_work(state);
    void *memory = map(MEMORY, work->pool), *image = map(MEMORY, work->pool);
    oas_store_t *store = filled(memory, work);
    oas_shm_segment_t segment;
    bool was_sound;

    assert_true(oas_shm_segment_view(&segment, memory, MEMORY));
    memcpy(image, memory, MEMORY);
    for (size_t i = 0; i < sizeof(harms) / sizeof(harms[0]); i++) {
        memcpy(memory, image, MEMORY);
        harms[i](memory, &segment);
        assert_true(count_samples(store, work) >= SAMPLES - 2); /* it, and one that shared its bucket */
        assert_int_equal(usage(store, work).repairs, 1);
        assert_int_equal(oas_shm_table_audit(store, &was_sound, work), OAS_OK);
        assert_true(was_sound);
    }
}

static void go_on_behind_the_end(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    oas_shm_block_t *block = oas_shm_block(segment, number_of(segment, 1));

    while (block->next != 0)
        block = oas_shm_block(segment, block->next);
    block->next = header->free_first;
}

static void count_wrong(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    (void)segment;
    header->used++;
}

static void forget_the_highest(oas_shm_header_t *header, const oas_shm_segment_t *segment)
{
    (void)segment;
    header->highest_used = 0;
}

/* What nobody meets is found when the table is taken over. */
static void a_restart_mends_what_nobody_met(void **state)
{
    static harm_t *const harms[] = {
        go_on_behind_the_end, count_wrong, forget_the_highest, count_one_session_too_many, lose_the_free_list,
    };
    oas_work_t *work = unit_work(state);
    void *memory = map(MEMORY, work->pool), *image = map(MEMORY, work->pool);
    uint64_t used = usage(filled(memory, work), work).bytes_used;
    oas_shm_segment_t segment;

    assert_true(oas_shm_segment_view(&segment, memory, MEMORY));
    memcpy(image, memory, MEMORY);
    for (size_t i = 0; i < sizeof(harms) / sizeof(harms[0]); i++) {
        oas_store_t *store;

        memcpy(memory, image, MEMORY);
        harms[i](memory, &segment);
        store = opened(memory, MEMORY, false, work);
        assert_int_equal(usage(store, work).repairs, 1);
        assert_true(count_samples(store, work) >= SAMPLES - 1);
        assert_true(usage(store, work).bytes_used <= used);
        assert_true(usage(store, work).highest_used >= usage(store, work).bytes_used);
    }
}

static void a_broken_link_is_mended_by_who_puts_a_record(void **state)
{
    static harm_t *const harms[] = {
        lose_the_free_list,
        let_the_free_list_lead_into_a_record,
        bend_the_free_list_into_a_ring,
    };
    oas_work_t *work = unit_work(state);
    void *memory = map(MEMORY, work->pool), *image = map(MEMORY, work->pool);
    oas_store_t *store = filled(memory, work);
    oas_shm_segment_t segment;

    assert_true(oas_shm_segment_view(&segment, memory, MEMORY));
    memcpy(image, memory, MEMORY);
    for (size_t i = 0; i < sizeof(harms) / sizeof(harms[0]); i++) {
        oas_record_t large = sample_of(1001, 1, (sample_sizes_t){.face = 3000}, work), *record;

        memcpy(memory, image, MEMORY);
        harms[i](memory, &segment);
        assert_int_equal(store->calls->put(store, &large, work), OAS_OK);
        assert_int_equal(store->calls->get(store, &record, &large.head.index, false, work), OAS_OK);
        assert_int_equal(usage(store, work).repairs, 1);
        assert_complete(store, work);
    }
}

/* The lock */

static void a_lost_lock_makes_the_store_unavailable_and_a_restart_mends_it(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map(MEMORY, work->pool);
    oas_shm_header_t *header = memory;
    oas_store_t *store = filled(memory, work);
    oas_index_t index = sample_index(1);
    oas_record_t *record;

    die_under_the_lock(memory, hurt_nothing);
    pthread_mutex_lock(&header->lock);
    pthread_mutex_unlock(&header->lock); /* without having mended it: it can not be recovered */
    assert_int_equal(store->calls->get(store, &record, &index, false, work), OAS_UNAVAILABLE);
    assert_reason(work, "store_lock_lost");
    assert_null(record);
    assert_complete(opened(memory, MEMORY, false, work), work);
}

static void a_damaged_lock_crashes_nobody_and_a_restart_mends_it(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shm_header_t *header = map(MEMORY, work->pool);
    oas_store_t *store = filled(header, work);
    unsigned char *lock = (unsigned char *)&header->lock;
    oas_index_t index = sample_index(1);
    oas_record_t *record;

    for (size_t byte = sizeof(int); byte < sizeof(header->lock); byte++) { /* the first int says who holds it */
        oas_status_t status;

        lock[byte] ^= 0x41;
        status = store->calls->get(store, &record, &index, true, work);
        assert_true(status == OAS_UNAVAILABLE || (status == OAS_OK && is_sample(record, 1)));
        store = opened(header, MEMORY, false, work);
    }
    assert_complete(store, work);
}

static int hold_for_ever(oas_shm_header_t *header)
{
    if (pthread_mutex_lock(&header->lock) != 0)
        return 1;
    raise(SIGSTOP);
    return 1;
}

/* Takes the second for which it is waited. */
static void a_stopped_holder_makes_the_store_unavailable(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_shm_header_t *header = map(MEMORY, work->pool);
    oas_store_t *store = filled(header, work);
    oas_index_t index = sample_index(1);
    oas_record_t *record;
    int status;
    pid_t pid = fork();

    if (pid == 0)
        _exit(hold_for_ever(header));
    assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
    assert_true(WIFSTOPPED(status));
    assert_int_equal(store->calls->get(store, &record, &index, false, work), OAS_UNAVAILABLE);
    assert_reason(work, "store_locked");
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_complete(store, work);
}

/* Damage: random bits are flipped in a copy of a table, which is then used. It may lose what it hit, and must not
 * crash, hang, or give out anything under the wrong index. */

enum { FLIPS = 4000, NEIGHBOURS = 6 }; /* a bucket whose link is damaged may lose all its records */

static void use(oas_store_t *store, uint64_t random, oas_work_t *work)
{
    uint64_t n = 1 + random % (2 * SAMPLES);
    oas_record_t record = sample(n, 1 + random % 3, work);

    switch (random >> 32 & 3) {
    case 0: (void)!store->calls->put(store, &record, work); break;
    case 1: (void)!store->calls->replace(store, &record, work); break;
    case 2: (void)!store->calls->remove(store, &record.head.index, work); break;
    case 3: (void)!store->calls->touch(store, &record.head.index, work); break;
    }
}

static void assert_no_stranger(oas_store_t *store, oas_work_t *work)
{
    oas_record_t *record;

    for (uint64_t n = 1; n <= 2 * SAMPLES; n++) {
        oas_index_t index = sample_index(n);
        oas_status_t status = store->calls->get(store, &record, &index, true, work);

        assert_true(status == OAS_OK || status == OAS_NOT_FOUND);
        if (status == OAS_OK)
            assert_memory_equal(&record->head.index, &index, sizeof(index));
    }
}

/* Flip a bit anywhere but in the lock. */
static void flip(unsigned char *memory, uint64_t random)
{
    size_t lock = offsetof(oas_shm_header_t, lock), byte = random % MEMORY;

    if (random >> 60 == 0)
        byte = random % sizeof(oas_shm_header_t); /* one in sixteen hits the header */
    if (byte < lock || byte >= lock + sizeof(pthread_mutex_t))
        memory[byte] ^= (unsigned char)(1u << (random >> 32 & 7));
}

static void flipped_bits_cost_no_more_than_they_hit(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map(MEMORY, work->pool), *image = map(MEMORY, work->pool);
    oas_store_t *store = filled(memory, work);
    apr_pool_t *pool;

    memcpy(image, memory, MEMORY);
    apr_pool_create(&pool, work->pool);
    for (uint64_t i = 0; i < FLIPS; i++) {
        oas_work_t trial = oas_work(pool, OAS_TEST_NOW);

        memcpy(memory, image, MEMORY);
        flip(memory, sample_hash(i));
        assert_true(count_samples(store, &trial) + NEIGHBOURS >= SAMPLES);
        for (uint64_t j = 0; j < 20; j++)
            use(store, sample_hash(i * 1000 + j), &trial);
        if (i % 16 == 0)
            assert_no_stranger(store, &trial);
        apr_pool_clear(pool);
    }
}

static void many_flipped_bits_leave_a_table_that_can_be_used(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map(MEMORY, work->pool), *image = map(MEMORY, work->pool);
    oas_store_t *store = filled(memory, work);
    bool was_sound;
    apr_pool_t *pool;

    memcpy(image, memory, MEMORY);
    apr_pool_create(&pool, work->pool);
    for (uint64_t i = 0; i < 200; i++) {
        oas_work_t trial = oas_work(pool, OAS_TEST_NOW);

        memcpy(memory, image, MEMORY);
        for (uint64_t j = 0; j < 2000; j++)
            flip(memory, sample_hash(i * 2000 + j));
        assert_no_stranger(store, &trial);
        for (uint64_t j = 0; j < 100; j++)
            use(store, sample_hash(i * 1000 + j), &trial);
        assert_no_stranger(store, &trial);
        assert_int_equal(oas_shm_table_audit(store, &was_sound, &trial), OAS_OK);
        assert_int_equal(oas_shm_table_audit(store, &was_sound, &trial), OAS_OK);
        assert_true(was_sound);
        apr_pool_clear(pool);
    }
}

/* Room */

static void ten_thousand_sessions_of_1500_bytes_fit_into_20_MB(void **state)
{
    enum { SIZE = 20 * 1000 * 1000 };
    oas_work_t *work = unit_work(state);
    oas_store_t *store = opened(map(SIZE, work->pool), SIZE, false, work);
    oas_record_t record = sample_of(0, 1, (sample_sizes_t){.face = 500, .vault = 900, .label = 100}, work);
    oas_store_usage_t full;

    for (uint64_t n = 1; n <= 10000; n++) {
        record.head.index = sample_index(n);
        assert_int_equal(store->calls->put(store, &record, work), OAS_OK);
    }
    full = usage(store, work);
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
    oas_store_t *store = opened(map(MEMORY, work->pool), MEMORY, false, work);
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
    oas_store_t *store = filled(map(MEMORY, work->pool), work);

    work->now += apr_time_from_sec(1800);
    for (uint64_t n = 1000; n < 1200; n++) { /* one at a time comes and goes */
        oas_record_t record = sample(n, 1, work);

        assert_int_equal(store->calls->put(store, &record, work), OAS_OK);
        assert_int_equal(store->calls->remove(store, &record.head.index, work), OAS_OK);
    }
    assert_int_equal(usage(store, work).sessions, 0);
    assert_int_equal(usage(store, work).bytes_used, 0);
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
        cmocka_unit_test(every_size_is_divided_cleanly),
        cmocka_unit_test(joining_neither_reads_nor_writes),
        cmocka_unit_test(all_items_of_a_table_move_to_one_of_another_size),
        cmocka_unit_test(what_is_there_already_is_not_kept_again),
        cmocka_unit_test(items_that_are_over_are_not_shown),
        cmocka_unit_test(a_death_under_the_lock_costs_no_session),
        cmocka_unit_test(a_death_before_a_restart_costs_no_session),
        cmocka_unit_test(a_broken_link_is_mended_by_who_meets_it),
        cmocka_unit_test(a_restart_mends_what_nobody_met),
        cmocka_unit_test(a_broken_link_is_mended_by_who_puts_a_record),
        cmocka_unit_test(a_lost_lock_makes_the_store_unavailable_and_a_restart_mends_it),
        cmocka_unit_test(a_damaged_lock_crashes_nobody_and_a_restart_mends_it),
        cmocka_unit_test(a_stopped_holder_makes_the_store_unavailable),
        cmocka_unit_test(flipped_bits_cost_no_more_than_they_hit),
        cmocka_unit_test(many_flipped_bits_leave_a_table_that_can_be_used),
        cmocka_unit_test(ten_thousand_sessions_of_1500_bytes_fit_into_20_MB),
        cmocka_unit_test(a_living_session_can_be_replaced_in_a_full_table),
        cmocka_unit_test(records_that_are_over_go_even_when_nobody_needs_their_room),
    };
    int failed = store_contract_run("shm_table keeps the contract", make_table);

    return failed + unit_run("shm_table", tests, sizeof(tests) / sizeof(tests[0]));
}
