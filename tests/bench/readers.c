/* SPDX-License-Identifier: Apache-2.0 */
#include "readers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "timing.h"
#include "../unit/session/samples.h"

enum { ROUND = 200 }; /* milliseconds */

/* Shared by all processes of a round. */
typedef struct {
    atomic_uint ready;
    atomic_bool begun;
    atomic_bool over;
    atomic_ullong reads;
    atomic_ullong processor; /* nanoseconds */
    atomic_ullong waits;
} round_t;

/* What a thread reads. */
typedef struct {
    const stage_t *stage;
    round_t *round;
    uint64_t seed;
} reader_t;

static void wait_milliseconds(long time)
{
    nanosleep(&(struct timespec){.tv_sec = time / 1000, .tv_nsec = time % 1000 * 1000000}, NULL);
}

static unsigned long long read_until_over(const reader_t *reader)
{
    stage_t stage = stage_of_another(reader->stage);
    unsigned long long reads = 0;

    for (; !atomic_load_explicit(&reader->round->over, memory_order_relaxed); reads++) {
        const oas_index_t index = sample_index(sample_hash(reader->seed + reads) % stage.sessions);

        stage_get(&stage, &index);
        apr_pool_clear(stage.work.pool);
    }
    apr_pool_destroy(stage.work.pool);
    return reads;
}

static unsigned long long own_processor_time(void)
{
    struct timespec time;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (unsigned long long)time.tv_sec * 1000000000 + (unsigned long long)time.tv_nsec;
}

/* How often this thread gave up the processor because it had to wait. */
static unsigned long long own_waits(void)
{
    struct rusage usage;

    getrusage(RUSAGE_THREAD, &usage);
    return (unsigned long long)usage.ru_nvcsw;
}

static void *take_part(void *data)
{
    const reader_t *reader = data;
    round_t *round = reader->round;
    unsigned long long processor, waits;

    atomic_fetch_add(&round->ready, 1);
    while (!atomic_load(&round->begun))
        wait_milliseconds(1);
    processor = own_processor_time();
    waits = own_waits();
    atomic_fetch_add(&round->reads, read_until_over(reader));
    atomic_fetch_add(&round->processor, own_processor_time() - processor);
    atomic_fetch_add(&round->waits, own_waits() - waits);
    return NULL;
}

/* Let the memory be mapped, which a process does when it first touches it. */
static void read_each_once(const stage_t *stage)
{
    stage_t mine = stage_of_another(stage);

    for (uint64_t number = 0; number < stage->sessions; number++) {
        const oas_index_t index = sample_index(number);

        stage_get(&mine, &index);
        apr_pool_clear(mine.work.pool);
    }
}

static void run_process(const stage_t *stage, round_t *round, unsigned threads, uint64_t number)
{
    reader_t readers[READERS_THREADS];
    pthread_t ids[READERS_THREADS];

    read_each_once(stage);
    for (unsigned i = 0; i < threads; i++) {
        readers[i] = (reader_t){.stage = stage, .round = round, .seed = sample_hash(number * READERS_THREADS + i)};
        if (pthread_create(&ids[i], NULL, take_part, &readers[i]) != 0)
            abort();
    }
    for (unsigned i = 0; i < threads; i++)
        pthread_join(ids[i], NULL);
    _exit(EXIT_SUCCESS);
}

static pid_t start_process(const stage_t *stage, round_t *round, unsigned threads, uint64_t number)
{
    pid_t pid = fork();

    if (pid < 0)
        stage_fail(stage, "fork");
    if (pid == 0)
        run_process(stage, round, threads, number);
    return pid;
}

/* Begin when all are ready. Nanoseconds until it was over. */
static double run_round(round_t *round, unsigned readers)
{
    double start;

    while (atomic_load(&round->ready) < readers)
        wait_milliseconds(1);
    atomic_store(&round->begun, true);
    start = nanoseconds();
    wait_milliseconds(ROUND);
    atomic_store(&round->over, true);
    return nanoseconds() - start;
}

readers_t readers_run(const stage_t *stage, unsigned processes, unsigned threads)
{
    round_t *round = mmap(NULL, sizeof(*round), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pids[READERS_PROCESSES];
    readers_t result;
    double time;
    int status;

    if (round == MAP_FAILED)
        stage_fail(stage, "mmap");
    for (unsigned i = 0; i < processes; i++)
        pids[i] = start_process(stage, round, threads, i);
    time = run_round(round, processes * threads);
    for (unsigned i = 0; i < processes; i++)
        if (waitpid(pids[i], &status, 0) != pids[i] || status != 0)
            stage_fail(stage, "a reader found something wrong");
    result = (readers_t){
        .reads_per_second = (double)round->reads / time * 1e9,
        .reads_per_processor_second = (double)round->reads / (double)round->processor * 1e9,
        .waits_per_million = (double)round->waits / (double)round->reads * 1e6,
    };
    munmap(round, sizeof(*round));
    return result;
}
