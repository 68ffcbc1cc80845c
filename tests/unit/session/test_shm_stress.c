/* SPDX-License-Identifier: Apache-2.0 */
/* Two processes of sixteen threads on a table of several stripes. Each thread writes sessions of its own, and says in
 * shared memory what it is about to do and what it has done; all read all of them. So a reader knows what it may get:
 * a session that lived all the time must be found, whole and not older than it was; one that was ended before must not.
 * Then the same while processes are killed. */
#include "shm_fixture.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include <pthread.h>

#include "samples.h"

/* ThreadSanitizer makes it all take ten times as long: of so many threads one would wait for a lock for longer than
 * anybody does. */
#ifdef __SANITIZE_THREAD__
enum { THREADS = 4, STEPS = 1000, KILLS = 10 };
#else
enum { THREADS = 16, STEPS = 2000, KILLS = 50 };
#endif

enum {
    MEMORY = 12 * 1024 * 1024,
    PROCESSES = 2,
    WRITTEN_BY_EACH = 4,
    SESSIONS = PROCESSES * THREADS * WRITTEN_BY_EACH,
    STEPS_BEFORE_A_KILL = 30,
};

/* What a writer says of a session. It is LIVING or GONE for as long as nothing is done to it. */
typedef enum { GONE, PUTTING, LIVING, REPLACING, ENDING } phase_t;

typedef struct {
    uint64_t number; /* of the sample: another one with each put */
    uint64_t generation;
    phase_t phase;
} word_t;

typedef struct {
    _Atomic uint64_t words[SESSIONS];
    atomic_bool is_over; /* all shall end */
} board_t;

typedef struct {
    oas_store_t *store;
    board_t *board;
    size_t process;
    uint64_t steps; /* 0: until it is over */
    int at_work;    /* descriptor to tell that it is; negative: nobody asks */
} process_t;

typedef struct {
    const process_t *process;
    oas_work_t work;
    size_t mine; /* the first of the sessions it writes */
    uint64_t random;
    bool failed;
} writer_t;

static word_t word_at(const board_t *board, size_t place)
{
    uint64_t word = atomic_load(&board->words[place]);

    return (word_t){.number = word >> 24, .generation = word >> 8 & 0xffff, .phase = (phase_t)(word & 0xff)};
}

static void say(board_t *board, size_t place, word_t word)
{
    atomic_store(&board->words[place], word.number << 24 | word.generation << 8 | word.phase);
}

static bool fails(const writer_t *writer, const char *what, word_t word, oas_status_t status)
{
    print_error("%s: session %d generation %d phase %d, status %d %s\n", what, (int)word.number, (int)word.generation,
                (int)word.phase, (int)status, writer->work.reason != NULL ? writer->work.reason : "");
    return false;
}

/* Reading */

static bool is_up(word_t word)
{
    return word.phase == LIVING || word.phase == REPLACING;
}

/* A record that was found between these two words of its writer. */
static bool may_be_found(const oas_record_t *record, word_t before, word_t after)
{
    uint64_t generation = record->head.generation, newest = after.generation + (after.phase == REPLACING);

    return before.phase != GONE && is_sample(record, before.number) && generation >= before.generation
           && (after.number != before.number || generation <= newest);
}

static bool may_be_missed(word_t before, word_t after)
{
    return !(is_up(before) && is_up(after) && before.number == after.number);
}

static bool read_one(writer_t *writer, size_t place)
{
    oas_store_t *store = writer->process->store;
    word_t before = word_at(writer->process->board, place), after;
    oas_index_t index = sample_index(before.number);
    oas_record_t *record;
    oas_status_t status = store->calls->get(store, &record, &index, OAS_BOXES_ALL, &writer->work);

    after = word_at(writer->process->board, place);
    switch (status) {
    case OAS_OK: return may_be_found(record, before, after) || fails(writer, "found", before, status);
    case OAS_NOT_FOUND: return may_be_missed(before, after) || fails(writer, "missed", before, status);
    default: return fails(writer, "get", before, status);
    }
}

/* Writing */

static bool put_next(writer_t *writer, size_t place, word_t word)
{
    oas_store_t *store = writer->process->store;
    word_t next = {.number = word.number + SESSIONS, .generation = 1, .phase = PUTTING};
    oas_record_t record = sample(next.number, 1, &writer->work);
    oas_status_t status;

    say(writer->process->board, place, next);
    if ((status = store->calls->put(store, &record, &writer->work)) != OAS_OK)
        return fails(writer, "put", next, status);
    next.phase = LIVING;
    say(writer->process->board, place, next);
    return true;
}

static bool replace_it(writer_t *writer, size_t place, word_t word)
{
    oas_store_t *store = writer->process->store;
    oas_record_t record = sample(word.number, word.generation + 1, &writer->work);
    oas_status_t status;

    word.phase = REPLACING;
    say(writer->process->board, place, word);
    if ((status = store->calls->replace(store, &record, &writer->work)) != OAS_OK)
        return fails(writer, "replace", word, status);
    word.generation++;
    word.phase = LIVING;
    say(writer->process->board, place, word);
    return true;
}

static bool touch_it(writer_t *writer, word_t word)
{
    oas_store_t *store = writer->process->store;
    oas_index_t index = sample_index(word.number);
    oas_status_t status = store->calls->touch(store, &(apr_time_t){0}, &index, &writer->work);

    return status == OAS_OK || fails(writer, "touch", word, status);
}

/* By its index or by a tag, which it shares with nobody. */
static oas_status_t end_session(oas_store_t *store, uint64_t number, bool by_tag, oas_work_t *work)
{
    oas_index_t index = sample_index(number);
    uint64_t count;
    oas_status_t status;

    if (!by_tag)
        return store->calls->remove(store, &index, work);
    status = store->calls->remove_tagged(store, OAS_TAG_SUBJECT, number, &count, work);
    return status == OAS_OK && count != 1 ? OAS_NOT_FOUND : status;
}

static bool end_it(writer_t *writer, size_t place, word_t word)
{
    oas_status_t status;

    word.phase = ENDING;
    say(writer->process->board, place, word);
    status = end_session(writer->process->store, word.number, writer->random >> 50 & 1, &writer->work);
    if (status != OAS_OK)
        return fails(writer, "end", word, status);
    word.phase = GONE;
    say(writer->process->board, place, word);
    return true;
}

static bool write_one(writer_t *writer, size_t place)
{
    word_t word = word_at(writer->process->board, place);

    if (word.phase == GONE)
        return put_next(writer, place, word);
    switch (writer->random >> 40 & 7) {
    case 0:
    case 1:  return end_it(writer, place, word);
    case 2:  return touch_it(writer, word);
    default: return replace_it(writer, place, word);
    }
}

/* Threads and processes */

static bool step(writer_t *writer)
{
    bool is_right;

    writer->random = sample_hash(writer->random);
    if (writer->random >> 60 < 4)
        is_right = write_one(writer, writer->mine + writer->random % WRITTEN_BY_EACH);
    else
        is_right = read_one(writer, writer->random % SESSIONS);
    oas_forgive(&writer->work);
    apr_pool_clear(writer->work.pool);
    return is_right;
}

static bool goes_on(const process_t *process, uint64_t steps)
{
    return process->steps == 0 ? !process->board->is_over : steps < process->steps;
}

static void *run_thread(void *data)
{
    writer_t *writer = data;
    const process_t *process = writer->process;

    for (uint64_t steps = 0; goes_on(process, steps) && !writer->failed; steps++) {
        writer->failed = !step(writer);
        if (steps == STEPS_BEFORE_A_KILL && writer->mine % (THREADS * WRITTEN_BY_EACH) == 0 && process->at_work >= 0)
            writer->failed |= write(process->at_work, "w", 1) != 1;
    }
    return NULL;
}

/* Who was killed left words of what it was doing. Whatever that was, the session is whole or not there; and those that
 * nothing was done to are as they were. */
static bool take_up(writer_t *writer, size_t place)
{
    oas_store_t *store = writer->process->store;
    word_t word = word_at(writer->process->board, place);
    oas_index_t index = sample_index(word.number);
    oas_record_t *record;
    oas_status_t status = store->calls->get(store, &record, &index, OAS_BOXES_ALL, &writer->work);

    if (status != OAS_OK && status != OAS_NOT_FOUND)
        return fails(writer, "take up", word, status);
    if (status == OAS_OK ? !may_be_found(record, word, word) : is_up(word))
        return fails(writer, "took up", word, status);
    word.phase = status == OAS_OK ? LIVING : GONE;
    word.generation = status == OAS_OK ? record->head.generation : 0;
    say(writer->process->board, place, word);
    return true;
}

static int run_process(void *data)
{
    const process_t *process = data;
    writer_t writers[THREADS];
    pthread_t threads[THREADS];
    bool failed = false;

    for (size_t i = 0; i < THREADS; i++) {
        writers[i] = (writer_t){.process = process, .work = work_apart()};
        writers[i].mine = (process->process * THREADS + i) * WRITTEN_BY_EACH;
        writers[i].random = sample_hash(writers[i].mine + word_at(process->board, writers[i].mine).number);
        for (size_t place = writers[i].mine; place < writers[i].mine + WRITTEN_BY_EACH; place++)
            failed |= !take_up(&writers[i], place);
    }
    for (size_t i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, run_thread, &writers[i]) != 0)
            abort();
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        failed |= writers[i].failed;
        apr_pool_destroy(writers[i].work.pool);
    }
    return failed;
}

static board_t *new_board(oas_work_t *work)
{
    board_t *board = map_shared(sizeof(*board), work->pool);

    for (size_t place = 0; place < SESSIONS; place++)
        say(board, place, (word_t){.number = place + 1, .phase = GONE});
    return board;
}

/* Nobody is at work any more: the table has what the board says, and no byte besides. */
static void assert_is_as_told(oas_store_t *store, const board_t *board, oas_work_t *work)
{
    uint64_t living = 0;

    for (size_t place = 0; place < SESSIONS; place++) {
        word_t word = word_at(board, place);

        assert_true(word.phase == LIVING || word.phase == GONE);
        living += word.phase == LIVING;
    }
    assert_sound(store, work);
    assert_int_equal(usage_of(store, work).sessions, living);
    for (size_t place = 0; place < SESSIONS; place++) {
        word_t word = word_at(board, place);

        assert_int_equal(end_session(store, word.number, false, work), word.phase == LIVING ? OAS_OK : OAS_NOT_FOUND);
    }
    assert_int_equal(usage_of(store, work).sessions, 0);
    assert_int_equal(usage_of(store, work).bytes_used, 0);
}

static void a_session_is_found_whole_while_it_lives_and_never_after(void **state)
{
    oas_work_t *work = unit_work(state);
    process_t process = {.board = new_board(work), .steps = STEPS, .at_work = -1};
    pid_t pids[PROCESSES];

    process.store = open_table(map_shared(MEMORY, work->pool), MEMORY, work);
    for (process.process = 0; process.process < PROCESSES; process.process++)
        pids[process.process] = start_child(run_process, &process);
    for (size_t i = 0; i < PROCESSES; i++)
        assert_ended_well(pids[i]);
    assert_int_equal(usage_of(process.store, work).repairs, 0);
    assert_is_as_told(process.store, process.board, work);
}

/* Some hundred microseconds of the same kind of work that the others do. */
static void read_for_a_while(writer_t *reader, uint64_t steps)
{
    while (steps-- > 0) {
        reader->random = sample_hash(reader->random);
        assert_true(read_one(reader, reader->random % SESSIONS));
        oas_forgive(&reader->work);
        apr_pool_clear(reader->work.pool);
    }
}

/* One of the two is killed in the middle of its work and another one started in its place, again and again. */
static void kills_cost_no_session_that_was_not_being_written(void **state)
{
    oas_work_t *work = unit_work(state);
    process_t processes[PROCESSES], *victim;
    writer_t reader = {.process = &processes[0], .work = work_apart()};
    pid_t pids[PROCESSES];
    int at_work[2];

    assert_int_equal(pipe(at_work), 0);
    processes[0] = (process_t){.board = new_board(work), .at_work = at_work[1]};
    processes[0].store = open_table(map_shared(MEMORY, work->pool), MEMORY, work);
    for (size_t i = 0; i < PROCESSES; i++) {
        processes[i] = processes[0];
        processes[i].process = i;
        pids[i] = start_child(run_process, &processes[i]);
        assert_told(at_work[0]);
    }
    for (size_t round = 0; round < KILLS; round++) {
        victim = &processes[round % PROCESSES];
        read_for_a_while(&reader, sample_hash(round) % 20);
        kill(pids[victim->process], SIGKILL);
        assert_was_killed(pids[victim->process]);
        pids[victim->process] = start_child(run_process, victim);
        assert_told(at_work[0]);
    }
    processes[0].board->is_over = true;
    for (size_t i = 0; i < PROCESSES; i++)
        assert_ended_well(pids[i]);
    print_message("the table was mended %d times after %d kills\n", (int)usage_of(processes[0].store, work).repairs,
                  KILLS);
    assert_is_as_told(processes[0].store, processes[0].board, work);
    apr_pool_destroy(reader.work.pool);
    close(at_work[0]);
    close(at_work[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_is_found_whole_while_it_lives_and_never_after),
        cmocka_unit_test(kills_cost_no_session_that_was_not_being_written),
    };
    return unit_run("shm_stress", tests, sizeof(tests) / sizeof(tests[0]));
}
