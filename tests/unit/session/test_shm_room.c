/* SPDX-License-Identifier: Apache-2.0 */
/* What a writer leaves behind who dies while he looks for room: the next one must find what is over by then. */
#include "unit.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "samples.h"
#include "shm_fixture.h"

#ifdef OAS_SHM_FAULTS
#include "session/shm_fault.h"

enum { SIZE = 256 * 1024, MOST_STEPS = 10000 };

static const apr_time_t SECOND = APR_TIME_C(1000000);

typedef struct {
    oas_store_t *store;
    oas_work_t work;
} room_t;

/* All are over after a minute in which nobody uses them, and every other one a hundred seconds after the first. */
static oas_status_t put(room_t *room, uint64_t n)
{
    oas_record_t record = sample_of(n, 1, (sample_sizes_t){.face = 500}, &room->work);

    record.head.created = record.head.last_used = room->work.now;
    record.head.idle_timeout = 60 * SECOND;
    record.head.expires = n % 2 == 0 ? OAS_TEST_NOW + 100 * SECOND : OAS_TEST_NOW + 10000 * SECOND;
    oas_forgive(&room->work);
    return room->store->calls->put(room->store, &record, &room->work);
}

static void use_all(room_t *room, uint64_t count)
{
    for (uint64_t n = 0; n < count; n++) {
        oas_index_t index = sample_index(n);

        assert_int_equal(room->store->calls->touch(room->store, &(apr_time_t){0}, &index, &room->work), OAS_OK);
    }
}

/* A table in new memory, filled to the brim with the living, *count of them, which are used before they are due. */
static room_t full_table(uint64_t *count, apr_pool_t *pool)
{
    room_t room = {.work = oas_work(pool, OAS_TEST_NOW)};

    room.store = open_table(map_shared(SIZE, pool), SIZE, &room.work);
    for (*count = 0; put(&room, *count) == OAS_OK; ++*count)
        ;
    assert_reason(&room.work, "store_full");
    room.work.now += 50 * SECOND;
    use_all(&room, *count);
    return room;
}

static int steps_to_live;

static void die_in_time(oas_shm_point_t point)
{
    if (point != OAS_SHM_AT_READ && --steps_to_live == 0)
        kill(getpid(), SIGKILL);
}

/* A child looks for room, in vain, when all are due; it dies at this step. false: it lived. */
static bool search_and_die(room_t *room, uint64_t n, int step)
{
    pid_t child;
    int status;

    room->work.now = OAS_TEST_NOW + 70 * SECOND;
    if ((child = fork()) == 0) {
        steps_to_live = step;
        oas_shm_fault = die_in_time;
        _exit(put(room, n) == OAS_FULL ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
    return WIFSIGNALED(status);
}

static void who_dies_while_he_looks_for_room_hides_none_from_others(void **state)
{
    oas_work_t *work = unit_work(state);
    bool died = true;
    int step;

    for (step = 1; died && step < MOST_STEPS; step++) {
        apr_pool_t *pool;
        uint64_t count;
        room_t room;

        apr_pool_create(&pool, work->pool);
        room = full_table(&count, pool);
        died = search_and_die(&room, count, step);
        room.work.now = OAS_TEST_NOW + 100 * SECOND;
        assert_int_equal(put(&room, count + 2), OAS_OK);
        apr_pool_destroy(pool);
    }
    assert_false(died);
    assert_true(step > 100); /* it did look at them */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_dies_while_he_looks_for_room_hides_none_from_others),
    };
    return unit_run("shm_room", tests, sizeof(tests) / sizeof(tests[0]));
}

#else

int main(void)
{
    print_message("built without --enable-faults\n");
    return 77;
}

#endif
