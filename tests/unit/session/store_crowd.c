/* SPDX-License-Identifier: Apache-2.0 */
/* Processes and threads report by a number, for they can not fail a test themselves. */
#include "store_crowd.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <pthread.h>

#include "samples.h"
#include "store_fixture.h"

/* A view of the same store for another thread or process, with a pool of its own. */
static contract_t *another(const contract_t *contract)
{
    contract_t *other = malloc(sizeof(*other));
    apr_pool_t *pool;

    if (other == NULL || apr_pool_create_unmanaged_ex(&pool, NULL, NULL) != APR_SUCCESS)
        abort();
    *other = *contract;
    other->work = oas_work(pool, contract->work.now);
    return other;
}

static void done_with(contract_t *other)
{
    apr_pool_destroy(other->work.pool);
    free(other);
}

static pid_t start_process(int (*run)(void *data), void *data)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        _exit(run(data));
    return pid;
}

static void assert_process_ended_well(pid_t pid)
{
    int status;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static int end_first_three(void *data)
{
    contract_t *contract = data;

    return take_away(contract, 1) != OAS_OK || take_away(contract, 2) != OAS_OK || take_away(contract, 3) != OAS_OK
           || put(contract, 100) != OAS_OK || use_once(contract, 100, OAS_TEST_NOW + 10) != OAS_OK;
}

static void what_one_process_does_all_others_see(void **state)
{
    contract_t *contract = *state;

    for (uint64_t n = 1; n <= 5; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    assert_process_ended_well(start_process(end_first_three, contract));
    for (uint64_t n = 1; n <= 5; n++)
        assert_int_equal(is_there(contract, n), n > 3);
    assert_there(contract, 100);
    assert_int_equal(was_used(contract, 100), OAS_OK);
    assert_int_equal(replace(contract, 1, 2), OAS_NOT_FOUND);
}

enum { CROWD_THREADS = 4, CROWD_PROCESSES = 3, CROWD_STEPS = 5000, CROWD_SAMPLES = 40 };

/* A random step on a sample that all others work on, too; false: something came out that nobody put in. */
static bool crowd_step(contract_t *contract, uint64_t random)
{
    uint64_t n = 1 + random % CROWD_SAMPLES;
    oas_record_t *record;
    oas_status_t status;

    switch (random >> 32 & 7) {
    case 0: status = put(contract, n); return status == OAS_OK || status == OAS_REFUSED;
    case 1: status = take_away(contract, n); return status == OAS_OK || status == OAS_NOT_FOUND;
    case 2: status = touch(contract, n); return status == OAS_OK || status == OAS_NOT_FOUND;
    case 3:
        if (get(contract, &record, n) != OAS_OK)
            return true;
        status = replace(contract, n, record->head.generation + 1);
        return status == OAS_OK || status == OAS_NOT_FOUND || status == OAS_EXPIRED;
    default:
        status = get(contract, &record, n);
        return status == OAS_NOT_FOUND || (status == OAS_OK && is_sample(record, n));
    }
}

typedef struct {
    const contract_t *contract;
    uint64_t seed;
    bool failed;
} crowd_t;

static void *crowd_thread(void *data)
{
    crowd_t *crowd = data;
    contract_t *mine = another(crowd->contract);
    uint64_t random = crowd->seed;

    for (int i = 0; i < CROWD_STEPS && !crowd->failed; i++) {
        random = sample_hash(random);
        crowd->failed = !crowd_step(mine, random);
        oas_forgive(&mine->work);
        apr_pool_clear(mine->work.pool);
    }
    done_with(mine);
    return NULL;
}

static int crowd_process(void *data)
{
    const crowd_t *crowd = data;
    crowd_t crowds[CROWD_THREADS];
    pthread_t threads[CROWD_THREADS];
    bool failed = false;

    for (int i = 0; i < CROWD_THREADS; i++) {
        crowds[i] = (crowd_t){.contract = crowd->contract, .seed = crowd->seed * CROWD_THREADS + (uint64_t)i};
        if (pthread_create(&threads[i], NULL, crowd_thread, &crowds[i]) != 0)
            abort();
    }
    for (int i = 0; i < CROWD_THREADS; i++) {
        pthread_join(threads[i], NULL);
        failed |= crowds[i].failed;
    }
    return failed;
}

static void nobody_ever_gets_a_record_that_nobody_put(void **state)
{
    contract_t *contract = *state;
    pid_t pids[CROWD_PROCESSES];
    uint64_t count = 0;

    for (int i = 0; i < CROWD_PROCESSES; i++)
        pids[i] = start_process(crowd_process, &(crowd_t){.contract = contract, .seed = (uint64_t)i + 1});
    for (int i = 0; i < CROWD_PROCESSES; i++)
        assert_process_ended_well(pids[i]);
    for (uint64_t n = 1; n <= CROWD_SAMPLES; n++)
        count += is_there(contract, n);
    assert_int_equal(usage(contract).sessions, count);
    for (uint64_t n = 1; n <= CROWD_SAMPLES; n++)
        (void)!take_away(contract, n);
    assert_int_equal(usage(contract).bytes_used, 0);
}

/* One process replaces a record again and again while another ends it. */
typedef struct {
    contract_t *contract;
    atomic_uint *round; /* shared */
} race_t;

enum { RACES = 500 };

static int replace_until_gone(void *data)
{
    race_t *race = data;
    contract_t *mine = another(race->contract);
    oas_status_t status = OAS_OK;

    for (uint64_t n = 1; n <= RACES; n++) {
        while (atomic_load(race->round) < n)
            sched_yield();
        for (uint64_t generation = 2; (status = replace(mine, n, generation)) == OAS_OK; generation++)
            apr_pool_clear(mine->work.pool);
        if (status != OAS_NOT_FOUND)
            return 1;
    }
    return 0;
}

static void an_ended_record_stays_ended_whatever_is_under_way(void **state)
{
    contract_t *contract = *state;
    race_t race = {.contract = contract};
    pid_t pid;

    race.round = mmap(NULL, sizeof(*race.round), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(race.round != MAP_FAILED);
    pid = start_process(replace_until_gone, &race);
    for (uint64_t n = 1; n <= RACES; n++) {
        assert_int_equal(put(contract, n), OAS_OK);
        atomic_store(race.round, (unsigned)n);
        for (uint64_t i = 0; i < sample_hash(n) % 8; i++)
            assert_there(contract, n);
        assert_int_equal(take_away(contract, n), OAS_OK);
        assert_gone(contract, n);
    }
    assert_process_ended_well(pid);
    for (uint64_t n = 1; n <= RACES; n++)
        assert_gone(contract, n);
    assert_int_equal(usage(contract).bytes_used, 0);
    munmap(race.round, sizeof(*race.round));
}

/* Deaths: a process that does nothing but write is killed at a random moment, again and again. */

enum { KILLS = 200, BYSTANDERS = 30, VICTIMS = 20, FIRST_VICTIM = 1000 };

typedef struct {
    contract_t *contract;
    uint64_t seed;
    int at_work[2]; /* a pipe to tell that it is */
} victim_t;

/* Keep, replace and end one record after another; they were made before, so that nearly all time is the store's. */
static void write_all(contract_t *contract, const oas_record_t records[VICTIMS][2])
{
    const oas_store_calls_t *calls = contract->calls;

    for (size_t i = 0; i < VICTIMS; i++) {
        (void)!calls->put(contract->store, &records[i][0], &contract->work);
        (void)!calls->replace(contract->store, &records[i][1], &contract->work);
        if (i % 4 != 0)
            (void)!calls->remove(contract->store, &records[(i * 7) % VICTIMS][0].head.index, &contract->work);
    }
}

static int write_until_killed(void *data)
{
    victim_t *victim = data;
    contract_t *mine = another(victim->contract);
    oas_record_t records[VICTIMS][2];

    for (uint64_t i = 0; i < VICTIMS; i++)
        for (uint64_t generation = 1; generation <= 2; generation++)
            records[i][generation - 1] = sample(FIRST_VICTIM + i, generation, &mine->work);
    write_all(mine, records);
    if (write(victim->at_work[1], "w", 1) != 1)
        return 1;
    for (;;)
        write_all(mine, records);
}

/* Up to some hundred microseconds, in which nobody else is kept from working. */
static void pass_time(uint64_t steps)
{
    volatile uint64_t hash = steps;

    while (steps-- > 0)
        hash = sample_hash(hash);
}

static void let_one_write_and_kill_it(contract_t *contract, uint64_t round)
{
    victim_t victim = {.contract = contract, .seed = sample_hash(round)};
    char byte;
    pid_t pid;

    assert_int_equal(pipe(victim.at_work), 0);
    pid = start_process(write_until_killed, &victim);
    assert_int_equal(read(victim.at_work[0], &byte, 1), 1);
    pass_time(victim.seed % 50000);
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    close(victim.at_work[0]);
    close(victim.at_work[1]);
}

/* The victims are whole or not there, and can be ended. */
static void assert_no_victim_is_half(contract_t *contract)
{
    oas_record_t *record;
    oas_status_t status;

    for (uint64_t n = FIRST_VICTIM; n < FIRST_VICTIM + VICTIMS; n++) {
        status = get(contract, &record, n);
        assert_true(status == OAS_NOT_FOUND || (status == OAS_OK && is_sample(record, n)));
        if (status == OAS_OK && n % 2 == 0)
            assert_int_equal(take_away(contract, n), OAS_OK);
    }
}

static void survives_writers_killed_at_any_moment(void **state)
{
    contract_t *contract = *state;

    for (uint64_t n = 1; n <= BYSTANDERS; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    for (uint64_t round = 1; round <= KILLS; round++) {
        let_one_write_and_kill_it(contract, round);
        for (uint64_t n = 1; n <= BYSTANDERS; n++)
            assert_there(contract, n);
        assert_no_victim_is_half(contract);
    }
    for (uint64_t n = FIRST_VICTIM; n < FIRST_VICTIM + VICTIMS; n++)
        (void)!take_away(contract, n);
    assert_int_equal(usage(contract).sessions, BYSTANDERS);
    print_message("the store was mended %d times after %d kills\n", (int)usage(contract).repairs, KILLS);
}

int store_crowd_run(const char *name)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_one_process_does_all_others_see, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_ever_gets_a_record_that_nobody_put, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_ended_record_stays_ended_whatever_is_under_way, set_up, tear_down),
        cmocka_unit_test_setup_teardown(survives_writers_killed_at_any_moment, set_up, tear_down),
    };

    return unit_run(name, tests, sizeof(tests) / sizeof(tests[0]));
}
