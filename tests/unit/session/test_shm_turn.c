/* SPDX-License-Identifier: Apache-2.0 */
/* Who waits for whom: writers for each other, and readers for nobody. */
#include "table_fixture.h"

#include <signal.h>
#include <sys/wait.h>

static void wait_until_it_stops(pid_t pid)
{
    int status;

    assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
    assert_true(WIFSTOPPED(status));
}

static void end(pid_t pid)
{
    kill(pid, SIGKILL);
    assert_was_killed(pid);
}

static int stop_with(void *data)
{
    if (pthread_mutex_lock(data) == 0)
        raise(SIGSTOP);
    return 1;
}

static int die_with(void *data)
{
    if (pthread_mutex_lock(data) == 0)
        raise(SIGKILL);
    return 1;
}

/* Takes the second for which it is waited. */
static void a_stopped_writer_keeps_writers_waiting_and_no_reader(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool);
    oas_store_t *store = table_filled(memory, work);
    pid_t pid = start_child(stop_with, &table_stripe(memory).control->lock);
    oas_index_t index = sample_index(1);

    wait_until_it_stops(pid);
    assert_int_equal(table_count(store, work), TABLE_SAMPLES);
    work->now++;
    assert_int_equal(store->calls->touch(store, &(apr_time_t){0}, &index, work), OAS_OK);
    assert_int_equal(usage_of(store, work).sessions, TABLE_SAMPLES);
    assert_null(work->reason);
    assert_int_equal(table_remove(store, 1, work), OAS_UNAVAILABLE);
    assert_reason(work, "store_locked");
    end(pid);
    assert_table_is_complete(store, work);
}

static void a_stopped_writer_keeps_nobody_waiting_in_other_stripes(void **state)
{
    enum { SIZE = 8 * 1024 * 1024 };
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(SIZE, work->pool);
    oas_store_t *store = table_opened(memory, SIZE, false, work);
    oas_shm_segment_t segment;
    uint64_t count = 0;
    pid_t pid;

    assert_true(oas_shm_segment_view(&segment, memory, SIZE));
    pid = start_child(stop_with, &segment.stripes[0].control->lock);
    wait_until_it_stops(pid);
    for (uint64_t n = 1; n <= TABLE_SAMPLES; n++) {
        oas_index_t index = sample_index(n);

        if (oas_shm_stripe_of(&segment, &index) == &segment.stripes[0])
            continue;
        assert_int_equal(table_put(store, n, 1, work), OAS_OK);
        assert_int_equal(table_put(store, n, 2, work), OAS_OK);
        count++;
    }
    end(pid);
    assert_int_equal(table_count(store, work), count);
    assert_sound(store, work);
}

/* The lock itself */

static void a_lost_lock_lets_readers_go_on_and_a_restart_mends_it(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool);
    oas_store_t *store = table_filled(memory, work);
    pthread_mutex_t *lock = &table_stripe(memory).control->lock;

    assert_was_killed(start_child(die_with, lock));
    pthread_mutex_lock(lock);
    pthread_mutex_unlock(lock); /* without having mended it: it can not be recovered */
    assert_int_equal(table_count(store, work), TABLE_SAMPLES);
    assert_int_equal(table_remove(store, 1, work), OAS_UNAVAILABLE);
    assert_reason(work, "store_lock_lost");
    assert_table_is_complete(table_opened(memory, TABLE_SIZE, false, work), work);
}

static void a_damaged_lock_crashes_nobody_and_a_restart_mends_it(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool);
    oas_store_t *store = table_filled(memory, work);
    unsigned char *lock = (unsigned char *)&table_stripe(memory).control->lock;

    for (size_t byte = sizeof(int); byte < sizeof(pthread_mutex_t); byte++) { /* the first int says who holds it */
        oas_status_t status;

        lock[byte] ^= 0x41;
        status = table_put(store, 1, 1, work);
        assert_true(status == OAS_UNAVAILABLE || status == OAS_REFUSED);
        store = table_opened(memory, TABLE_SIZE, false, work);
    }
    assert_table_is_complete(store, work);
}

/* Opening takes no lock: the C library would follow what somebody wrote into it. */
static void opening_waits_for_no_lock(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool);
    pid_t pid;

    table_filled(memory, work);
    pid = start_child(stop_with, &table_stripe(memory).control->lock);
    wait_until_it_stops(pid);
    assert_table_is_complete(table_opened(memory, TABLE_SIZE, false, work), work);
    end(pid);
}

/* Stopped and killed before each lock, store and unlock */

#ifdef OAS_SHM_FAULTS

typedef struct {
    void *memory;
    oas_work_t *work;
    oas_shm_point_t point;
} writer_t;

static oas_shm_point_t stop_at;

static void stop_there(oas_shm_point_t point)
{
    if (point == stop_at)
        raise(SIGSTOP);
}

/* All that writers do: a sample comes, is replaced, used, and goes; one is over, an id is used. */
static int write_all(void *data)
{
    const writer_t *writer = data;
    oas_work_t *work = writer->work;
    oas_index_t id = sample_index(2000);
    oas_store_t *store;

    if (oas_shm_table_join(&store, writer->memory, TABLE_SIZE, work->pool, work) != OAS_OK)
        return 1;
    stop_at = writer->point;
    oas_shm_fault = stop_there;
    (void)!table_put(store, 100, 1, work);
    (void)!table_put(store, 100, 2, work);
    (void)!table_remove(store, 101, work);
    (void)!store->calls->use_once(store, &id, work->now + 1, work);
    (void)!table_remove(store, 100, work);
    return 0;
}

/* false: it is not passed by this writer. */
static bool stops(pid_t pid)
{
    int status;

    assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
    assert_true(WIFSTOPPED(status) || WIFEXITED(status));
    return WIFSTOPPED(status);
}

static void a_writer_may_stop_and_die_before_any_store(void **state)
{
    oas_work_t *work = unit_work(state);
    int passed = 0;

    for (oas_shm_point_t point = 0; point < OAS_SHM_POINT_COUNT; point++) {
        void *memory = map_shared(TABLE_SIZE, work->pool);
        oas_store_t *store = table_filled(memory, work);
        writer_t writer = {.memory = memory, .work = work, .point = point};
        oas_record_t *record;
        oas_status_t status;
        pid_t pid;

        assert_int_equal(table_put(store, 101, 1, work), OAS_OK);
        pid = start_child(write_all, &writer);
        if (!stops(pid))
            continue;
        passed++;
        assert_int_equal(table_count(store, work), TABLE_SAMPLES);
        status = table_get(store, &record, 100, work);
        assert_true(status == OAS_NOT_FOUND || (status == OAS_OK && is_sample(record, 100)));
        end(pid);
        assert_table_is_complete(store, work);
    }
    assert_true(passed >= 20);
}

#else

static void a_writer_may_stop_and_die_before_any_store(void **state)
{
    (void)state;
    skip(); /* this build has no such points */
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stopped_writer_keeps_writers_waiting_and_no_reader),
        cmocka_unit_test(a_stopped_writer_keeps_nobody_waiting_in_other_stripes),
        cmocka_unit_test(a_lost_lock_lets_readers_go_on_and_a_restart_mends_it),
        cmocka_unit_test(a_damaged_lock_crashes_nobody_and_a_restart_mends_it),
        cmocka_unit_test(opening_waits_for_no_lock),
        cmocka_unit_test(a_writer_may_stop_and_die_before_any_store),
    };
    return unit_run("shm_turn", tests, sizeof(tests) / sizeof(tests[0]));
}
