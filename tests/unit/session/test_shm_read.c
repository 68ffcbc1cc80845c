/* SPDX-License-Identifier: Apache-2.0 */
/* Readers beside writers. */
#include "table_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

/* A reader or writer of its own, in a thread. */
typedef struct {
    oas_store_t *store;
    uint64_t first; /* sample */
    uint64_t steps;
    atomic_bool *is_over;
    uint64_t wrong; /* what must not be */
} party_t;

/* Read samples that are always there, in whatever generation. */
static void *read_until_over(void *data)
{
    party_t *party = data;
    oas_work_t work = work_apart();
    oas_record_t *record;

    for (uint64_t i = 0; !atomic_load(party->is_over); i++) {
        uint64_t n = 1 + sample_hash(i + party->first) % TABLE_SAMPLES;

        party->wrong += table_get(party->store, &record, n, &work) != OAS_OK || !is_sample(record, n);
        party->steps++;
        apr_pool_clear(work.pool);
    }
    apr_pool_destroy(work.pool);
    return NULL;
}

/* Replace them, each time by one of another size, and let others come and go: their blocks are always on the move. */
static void write_beside_readers(oas_store_t *store, uint64_t steps, oas_work_t *work)
{
    uint64_t generations[TABLE_SAMPLES + 1];
    oas_work_t each = *work;

    apr_pool_create(&each.pool, work->pool);
    for (uint64_t n = 1; n <= TABLE_SAMPLES; n++)
        generations[n] = n % 2 == 0 ? 2 : 1;
    for (uint64_t i = 0; i < steps; i++) {
        uint64_t n = 1 + sample_hash(i) % TABLE_SAMPLES;

        assert_int_equal(table_put(store, n, ++generations[n], &each), OAS_OK);
        assert_int_equal(table_put(store, 1000 + i % 20, 1, &each), OAS_OK);
        assert_int_equal(table_remove(store, 1000 + i % 20, &each), OAS_OK);
        apr_pool_clear(each.pool);
    }
}

static void no_reader_misses_or_mixes_what_is_replaced_meanwhile(void **state)
{
    enum { READERS = 3, STEPS = 10000 };
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_filled(map_shared(TABLE_SIZE, work->pool), work);
    atomic_bool is_over = false;
    party_t parties[READERS];
    pthread_t threads[READERS];

    for (uint64_t i = 0; i < READERS; i++) {
        parties[i] = (party_t){.store = store, .first = i * 1000000, .is_over = &is_over};
        assert_int_equal(pthread_create(&threads[i], NULL, read_until_over, &parties[i]), 0);
    }
    write_beside_readers(store, STEPS, work);
    atomic_store(&is_over, true);
    for (size_t i = 0; i < READERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(parties[i].wrong, 0);
        assert_true(parties[i].steps > 0);
    }
    assert_table_is_complete(store, work);
}

static int read_in_another_process(void *data)
{
    party_t *party = data;

    read_until_over(party);
    return party->wrong != 0;
}

static void nor_does_one_in_another_process(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_filled(map_shared(TABLE_SIZE, work->pool), work);
    party_t party = {.store = store, .is_over = map_shared(4096, work->pool)};
    pid_t pid = start_child(read_in_another_process, &party);

    write_beside_readers(store, 5000, work);
    atomic_store(party.is_over, true);
    assert_ended_well(pid);
}

static bool look_at_label(void *data, const oas_record_t *record)
{
    party_t *party = data;
    uint64_t n = sample_number(record);
    sample_sizes_t label_only = {.label = sample_sizes(n, record->head.generation).label};

    party->wrong += !is_sample_of(record, n, label_only);
    party->steps++;
    return true;
}

static int list_until_over(void *data)
{
    party_t *party = data;
    oas_work_t work = work_apart();

    while (!atomic_load(party->is_over)) {
        party->wrong += party->store->calls->visit(party->store, look_at_label, party, &work) != OAS_OK;
        apr_pool_clear(work.pool);
    }
    apr_pool_destroy(work.pool);
    return party->wrong != 0 || party->steps == 0;
}

static void no_list_shows_a_mixture(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_filled(map_shared(TABLE_SIZE, work->pool), work);
    party_t party = {.store = store, .is_over = map_shared(4096, work->pool)};
    pid_t pid = start_child(list_until_over, &party);

    write_beside_readers(store, 10000, work);
    atomic_store(party.is_over, true);
    assert_ended_well(pid);
}

/* Somebody writes where he has no business, and a reader can not get hold of a bucket at rest. */
static void *never_rest(void *data)
{
    party_t *party = data;
    oas_shm_word_t *version = (oas_shm_word_t *)party->first;

    while (!atomic_load(party->is_over))
        atomic_fetch_add(version, 1);
    return NULL;
}

static void a_bucket_that_never_rests_holds_nobody_up(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool);
    oas_store_t *store = table_filled(memory, work);
    oas_shm_stripe_t stripe = table_stripe(memory);
    atomic_bool is_over = false;
    party_t party = {.first = (uintptr_t)&table_bucket(&stripe, 1)->version, .is_over = &is_over};
    pthread_t thread;
    oas_record_t *record;

    assert_int_equal(pthread_create(&thread, NULL, never_rest, &party), 0);
    for (int i = 0; i < 200; i++) {
        oas_status_t status = table_get(store, &record, 1, work);

        assert_true(status == OAS_UNAVAILABLE || (status == OAS_OK && is_sample(record, 1)));
    }
    atomic_store(&is_over, true);
    pthread_join(thread, NULL);
}

/* Touches */

static void a_touch_never_sets_the_time_back(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_filled(map_shared(TABLE_SIZE, work->pool), work);
    oas_index_t index = sample_index(1);
    oas_record_t *record;

    work->now += 1000;
    assert_int_equal(store->calls->touch(store, &(apr_time_t){0}, &index, work), OAS_OK);
    work->now -= 500;
    assert_int_equal(store->calls->touch(store, &(apr_time_t){0}, &index, work), OAS_OK);
    assert_int_equal(table_get(store, &record, 1, work), OAS_OK);
    assert_int_equal(record->head.last_used, OAS_TEST_NOW + 1000);
}

static void one_that_is_over_can_not_be_touched(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_filled(map_shared(TABLE_SIZE, work->pool), work);
    oas_index_t index = sample_index(1);

    work->now += apr_time_from_sec(1800);
    assert_int_equal(store->calls->touch(store, &(apr_time_t){0}, &index, work), OAS_NOT_FOUND);
    work->now -= 1;
    assert_int_equal(store->calls->touch(store, &(apr_time_t){0}, &index, work), OAS_OK);
}

#ifdef OAS_SHM_FAULTS

/* What happens between the moment in which a touch has found its record and the one in which it changes the time. */
static struct {
    void (*happens)(oas_store_t *store, oas_work_t *work);
    oas_store_t *store;
    oas_work_t *work;
    int times;
    apr_time_t before;          /* the use that the touch follows */
    apr_time_t before_of_other; /* and the one of touch_it */
} meanwhile;

static void happen(oas_shm_point_t point)
{
    if (point == OAS_SHM_AT_TOUCH && meanwhile.times-- > 0) {
        oas_shm_fault = NULL;
        meanwhile.happens(meanwhile.store, meanwhile.work);
        oas_shm_fault = happen;
    }
}

static oas_status_t touch_while(void (*happens)(oas_store_t *store, oas_work_t *work), int times, oas_store_t *store,
                                oas_work_t *work)
{
    oas_index_t index = sample_index(1);
    oas_status_t status;

    meanwhile.happens = happens;
    meanwhile.store = store;
    meanwhile.work = work;
    meanwhile.times = times;
    oas_shm_fault = happen;
    status = store->calls->touch(store, &meanwhile.before, &index, work);
    oas_shm_fault = NULL;
    return status;
}

static void end_it(oas_store_t *store, oas_work_t *work)
{
    assert_int_equal(table_remove(store, 1, work), OAS_OK);
}

static void end_it_and_put_another_one_there(oas_store_t *store, oas_work_t *work)
{
    end_it(store, work);
    work->now -= 1000; /* the other one was used last in the same microsecond */
    assert_int_equal(table_put(store, 500, 1, work), OAS_OK);
    work->now += 1000;
}

static void replace_it(oas_store_t *store, oas_work_t *work)
{
    oas_record_t record = sample(1, 2, work);

    record.head.created = record.head.last_used = OAS_TEST_NOW;
    assert_int_equal(store->calls->replace(store, &record, work), OAS_OK);
}

static void touch_it(oas_store_t *store, oas_work_t *work)
{
    oas_index_t index = sample_index(1);
    oas_work_t earlier = oas_work(work->pool, work->now - 5 + meanwhile.times);

    assert_int_equal(store->calls->touch(store, &meanwhile.before_of_other, &index, &earlier), OAS_OK);
}

static void end_all_others(oas_store_t *store, oas_work_t *work)
{
    for (uint64_t n = 2; n < 1000; n++)
        (void)!table_remove(store, n, work); /* those that are there */
}

static apr_time_t last_use_of(oas_store_t *store, uint64_t n, oas_work_t *work)
{
    oas_record_t *record;

    assert_int_equal(table_get(store, &record, n, work), OAS_OK);
    assert_true(is_sample(record, n));
    return record->head.last_used;
}

static void a_touch_does_not_bring_back_what_was_ended_meanwhile(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_filled(map_shared(TABLE_SIZE, work->pool), work);
    oas_record_t *record;

    work->now += 1000;
    assert_int_equal(touch_while(end_it, 1, store, work), OAS_NOT_FOUND);
    assert_int_equal(table_get(store, &record, 1, work), OAS_NOT_FOUND);
    assert_sound(store, work);
}

static void a_touch_leaves_one_alone_that_took_its_place(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool);
    oas_store_t *store = table_filled(memory, work);
    oas_shm_stripe_t stripe = table_stripe(memory);
    uint32_t number = table_number(&stripe, 1);

    work->now += 1000;
    assert_int_equal(touch_while(end_it_and_put_another_one_there, 1, store, work), OAS_NOT_FOUND);
    assert_int_equal(table_number(&stripe, 500), number);
    assert_int_equal(last_use_of(store, 500, work), OAS_TEST_NOW);
}

static void a_touch_finds_the_next_generation(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_filled(map_shared(TABLE_SIZE, work->pool), work);

    work->now += 1000;
    assert_int_equal(touch_while(replace_it, 1, store, work), OAS_OK);
    assert_int_equal(last_use_of(store, 1, work), OAS_TEST_NOW + 1000);
}

static void the_latest_of_many_touches_counts(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_filled(map_shared(TABLE_SIZE, work->pool), work);

    work->now += 1000;
    assert_int_equal(touch_while(touch_it, 3, store, work), OAS_OK);
    assert_int_equal(last_use_of(store, 1, work), OAS_TEST_NOW + 1000);
}

static void of_two_touches_at_the_same_time_one_follows_the_other(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_filled(map_shared(TABLE_SIZE, work->pool), work);

    work->now += 1000;
    assert_int_equal(touch_while(touch_it, 1, store, work), OAS_OK);
    assert_int_equal(meanwhile.before_of_other, OAS_TEST_NOW);
    assert_int_equal(meanwhile.before, OAS_TEST_NOW + 1000 - 5);
}

static void a_touch_that_is_made_again_follows_what_it_followed_before(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_filled(map_shared(TABLE_SIZE, work->pool), work);

    work->now += 1000;
    assert_int_equal(touch_while(end_all_others, 1, store, work), OAS_OK);
    assert_int_equal(meanwhile.before, OAS_TEST_NOW);
    assert_int_equal(touch_while(replace_it, 1, store, work), OAS_OK); /* nothing is noted a second time */
    assert_int_equal(meanwhile.before, OAS_TEST_NOW + 1000);
}

static void a_touch_of_the_next_generation_follows_the_use_before(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_store_t *store = table_filled(map_shared(TABLE_SIZE, work->pool), work);

    work->now += 1000;
    assert_int_equal(touch_while(replace_it, 1, store, work), OAS_OK);
    assert_int_equal(meanwhile.before, OAS_TEST_NOW);
}

/* A reader begins while somebody is stopped who takes a large record away; after some steps of the reader that one goes
 * on, and another record comes to lie in the same blocks. */

enum { LARGE = 700, OTHER = 701 };

static const sample_sizes_t large_sizes = {.face = 700, .vault = 1200, .label = 50};

static struct {
    oas_store_t *store;
    oas_work_t *work;
    oas_shm_point_t point; /* where the writer stops */
    pid_t writer;
    int steps;             /* of the reader until it goes on */
} held_up;

static void put_large(uint64_t n)
{
    oas_record_t record = sample_of(n, 1, large_sizes, held_up.work);

    assert_int_equal(held_up.store->calls->put(held_up.store, &record, held_up.work), OAS_OK);
}

static void stop_at_point(oas_shm_point_t point)
{
    if (point != held_up.point)
        return;
    oas_shm_fault = NULL;
    raise(SIGSTOP);
}

static int remove_large(void *data)
{
    (void)data;
    oas_shm_fault = stop_at_point;
    return table_remove(held_up.store, LARGE, held_up.work) != OAS_OK;
}

static void go_on_meanwhile(oas_shm_point_t point)
{
    if (point != OAS_SHM_AT_READ || --held_up.steps != 0)
        return;
    oas_shm_fault = NULL;
    kill(held_up.writer, SIGCONT);
    assert_ended_well(held_up.writer);
    put_large(OTHER);
}

/* false: the reader had ended before. */
static bool read_with_a_writer_held_up(oas_shm_point_t point, int steps)
{
    oas_record_t *record;
    oas_status_t status;

    put_large(LARGE);
    held_up.point = point;
    held_up.steps = steps;
    held_up.writer = start_child(remove_large, NULL);
    assert_int_equal(waitpid(held_up.writer, NULL, WUNTRACED), held_up.writer);
    oas_shm_fault = go_on_meanwhile;
    status = table_get(held_up.store, &record, LARGE, held_up.work);
    oas_shm_fault = NULL;
    assert_true(status == OAS_NOT_FOUND || (status == OAS_OK && is_sample_of(record, LARGE, large_sizes)));
    if (held_up.steps > 0) {
        kill(held_up.writer, SIGCONT);
        assert_ended_well(held_up.writer);
        return false;
    }
    assert_int_equal(table_remove(held_up.store, OTHER, held_up.work), OAS_OK);
    return true;
}

static void who_begins_beside_a_removal_sees_no_mixture(void **state)
{
    static const oas_shm_point_t points[] = {OAS_SHM_AT_LINK_REMOVE, OAS_SHM_AT_VERSION, OAS_SHM_AT_FREE_BLOCK,
                                             OAS_SHM_AT_FREE_LIST};
    oas_work_t *work = unit_work(state);
    int steps;

    held_up.store = table_filled(map_shared(TABLE_SIZE, work->pool), work);
    held_up.work = work;
    for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
        for (steps = 1; read_with_a_writer_held_up(points[i], steps); steps++)
            ;
        assert_true(steps > 1);
    }
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_reader_misses_or_mixes_what_is_replaced_meanwhile),
        cmocka_unit_test(nor_does_one_in_another_process),
        cmocka_unit_test(no_list_shows_a_mixture),
        cmocka_unit_test(a_bucket_that_never_rests_holds_nobody_up),
        cmocka_unit_test(a_touch_never_sets_the_time_back),
        cmocka_unit_test(one_that_is_over_can_not_be_touched),
#ifdef OAS_SHM_FAULTS
        cmocka_unit_test(a_touch_does_not_bring_back_what_was_ended_meanwhile),
        cmocka_unit_test(a_touch_leaves_one_alone_that_took_its_place),
        cmocka_unit_test(a_touch_finds_the_next_generation),
        cmocka_unit_test(the_latest_of_many_touches_counts),
        cmocka_unit_test(of_two_touches_at_the_same_time_one_follows_the_other),
        cmocka_unit_test(a_touch_that_is_made_again_follows_what_it_followed_before),
        cmocka_unit_test(a_touch_of_the_next_generation_follows_the_use_before),
        cmocka_unit_test(who_begins_beside_a_removal_sees_no_mixture),
#endif
    };
    return unit_run("shm_read", tests, sizeof(tests) / sizeof(tests[0]));
}
