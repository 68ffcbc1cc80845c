/* SPDX-License-Identifier: Apache-2.0 */
/* Reads in a table of one stripe, while a writer does nothing and while one is stopped with the stripe's lock in its hands:
 * a put that waits for the lock until it is told that it can not have it is the proof. */
#include "table.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

#include "readers.h"
#include "timing.h"

enum {
    SIZE = 3000 * 1024, /* one stripe */
    SESSIONS = 1000,
    ROUNDS = 3,
    ATTEMPTS = 100      /* to stop the writer at such a moment: more than every second one meets it */
};

/* What somebody else writes has to wait. */
static bool is_locked(stage_t *stage)
{
    const oas_record_t record = stage_record(stage, SESSIONS + 1);
    oas_status_t status = stage->store->calls->put(stage->store, &record, &stage->work);

    if (status == OAS_OK)
        status = stage->store->calls->remove(stage->store, &record.head.index, &stage->work);
    oas_forgive(&stage->work);
    apr_pool_clear(stage->work.pool);
    return status == OAS_UNAVAILABLE;
}

static void stop_with_the_lock(stage_t *stage, pid_t writer)
{
    int status;

    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        kill(writer, SIGSTOP);
        waitpid(writer, &status, WUNTRACED);
        if (WIFSTOPPED(status) && is_locked(stage))
            return;
        kill(writer, SIGCONT);
    }
    stage_fail(stage, "the writer never had the lock when it was stopped");
}

static double larger(double left, double right)
{
    return left > right ? left : right;
}

static double best_of(const stage_t *stage)
{
    double best = 0;

    for (int round = 0; round < ROUNDS; round++)
        best = larger(best, readers_run(stage, READERS_PROCESSES, READERS_THREADS).reads_per_processor_second);
    return best;
}

void measure_readers_of_a_stopped_writer(void)
{
    double undisturbed, beside_it;
    stage_t stage;
    pid_t writer;

    stage_open(&stage, SIZE);
    stage_fill(&stage, SESSIONS);
    undisturbed = best_of(&stage);
    writer = stage_start_writer(&stage, SESSIONS, 1); /* a session comes and goes, again and again */
    stop_with_the_lock(&stage, writer);
    beside_it = best_of(&stage);
    kill(writer, SIGKILL);
    waitpid(writer, NULL, 0);
    figure("table.reads_beside_stopped_writer", beside_it / undisturbed, "ratio");
    stage_close(&stage);
}
