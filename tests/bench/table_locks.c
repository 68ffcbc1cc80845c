/* SPDX-License-Identifier: Apache-2.0 */
/* Who looks at very many sessions must not keep others from writing: how long a lock is held at a time while all sessions are
 * listed, and while those of a user are found and ended who has all of them. Beside it somebody else writes all the time. */
#include "table.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "lock_watch.h"
#include "stage.h"
#include "timing.h"

enum { SESSIONS = 100000, OTHERS = 1000, ROUNDS = 3, USER = 7 };

typedef struct {
    double list;
    double find;
    double remove;
} held_t;

static void put_all(stage_t *stage)
{
    for (stage->sessions = 0; stage->sessions < SESSIONS; stage->sessions++) {
        oas_record_t record = stage_record(stage, stage->sessions);

        record.head.subject = USER;
        if (stage->store->calls->put(stage->store, &record, &stage->work) != OAS_OK)
            stage_fail(stage, "no room");
        apr_pool_clear(stage->work.pool);
    }
}

static bool count_it(void *data, const oas_record_t *record)
{
    uint64_t *count = data;

    *count += record->head.subject == USER;
    return true;
}

static double while_listed(stage_t *stage)
{
    uint64_t count = 0;

    lock_watch_begin();
    if (stage->store->calls->visit(stage->store, count_it, &count, &stage->work) != OAS_OK || count != SESSIONS)
        stage_fail(stage, "a list is not whole");
    return lock_watch_end();
}

static double while_found(stage_t *stage)
{
    apr_array_header_t *heads;

    lock_watch_begin();
    if (stage->store->calls->find_tagged(stage->store, &heads, OAS_TAG_SUBJECT, USER, &stage->work) != OAS_OK
        || heads->nelts != SESSIONS)
        stage_fail(stage, "not all sessions of a user are found");
    return lock_watch_end();
}

static double while_removed(stage_t *stage)
{
    uint64_t count;

    lock_watch_begin();
    if (stage->store->calls->remove_tagged(stage->store, OAS_TAG_SUBJECT, USER, &count, &stage->work) != OAS_OK
        || count != SESSIONS)
        stage_fail(stage, "not all sessions of a user are ended");
    return lock_watch_end();
}

/* The machine's own interruptions count as the thread's time, and so the best round counts. */
static void keep_best(double *best, double held)
{
    if (*best < 0 || held < *best)
        *best = held;
}

static void measure_round(held_t *best)
{
    stage_t stage;
    pid_t writer;

    stage_open(&stage, stage_size_for(SESSIONS + OTHERS));
    put_all(&stage);
    writer = stage_start_writer(&stage, SESSIONS, OTHERS); /* sessions of others come and go in all parts of the table */
    keep_best(&best->list, while_listed(&stage));
    keep_best(&best->find, while_found(&stage));
    keep_best(&best->remove, while_removed(&stage));
    kill(writer, SIGKILL);
    waitpid(writer, NULL, 0);
    stage_close(&stage);
}

void measure_locks(void)
{
    held_t best = {-1, -1, -1};

    for (int round = 0; round < ROUNDS; round++)
        measure_round(&best);
    figure("table.lock_held.list.100000", best.list / 1e6, "ms");
    figure("table.lock_held.find_of_user.100000", best.find / 1e6, "ms");
    figure("table.lock_held.end_of_user.100000", best.remove / 1e6, "ms");
}
