/* SPDX-License-Identifier: Apache-2.0 */
/* A page of a list is a walk through all sessions. It is measured once more while somebody who is stopped holds every lock of
 * the table: what still comes to its end takes none. */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>

#include "crowd.h"
#include "stage.h"
#include "timing.h"
#include "session/list.h"
#include "session/shm_lock.h"
#include "session/shm_segment.h"

enum { LISTED = 100000, ROUNDS = 3 };

static void sign_in_all(stage_t *stage, const oas_sessions_t *sessions)
{
    char cookie[OAS_TICKET_LENGTH + 1];

    for (uint64_t number = 0; number < LISTED; number++) {
        if (crowd_sign_in(cookie, sessions, number, &stage->work) == NULL)
            stage_fail(stage, "no room");
        apr_pool_clear(stage->work.pool);
        stage->work.now += 1000;
    }
}

static void list_once(stage_t *stage, const oas_sessions_t *sessions, const oas_list_filter_t *filter)
{
    oas_session_page_t page;

    if (oas_session_list(&page, sessions, filter, "", &stage->work) != OAS_OK || page.count != OAS_LIST_PAGE
        || page.total != LISTED)
        stage_fail(stage, "a list is not whole");
    apr_pool_clear(stage->work.pool);
}

/* The best round counts. */
static void measure_list_of(const char *name, stage_t *stage, const oas_sessions_t *sessions, const oas_list_filter_t *filter)
{
    double times[ROUNDS];

    for (int round = 0; round < ROUNDS; round++) {
        double start = nanoseconds();

        list_once(stage, sessions, filter);
        times[round] = nanoseconds() - start;
    }
    figure(name, quantile(times, ROUNDS, 0) / 1e6, "ms");
}

static void hold_all_locks(stage_t *stage, const oas_shm_segment_t *segment)
{
    bool holder_died;

    for (uint32_t i = 0; i < segment->stripe_count; i++)
        if (oas_shm_lock_take(&segment->stripes[i].control->lock, &holder_died, &stage->work) != OAS_OK)
            stage_fail(stage, "a lock is not to be had");
}

/* The C library keeps a list of the robust locks that a thread holds, in these locks themselves: memory with one of them in it
 * can not be unmapped, for the next lock that is taken anywhere is linked to it. */
static void give_all_locks_back(const oas_shm_segment_t *segment)
{
    for (uint32_t i = 0; i < segment->stripe_count; i++)
        oas_shm_lock_give_back(&segment->stripes[i].control->lock);
}

void measure_lists(void)
{
    const oas_list_filter_t all = {0}, of_provider = {.provider = "bench"};
    oas_shm_segment_t segment;
    oas_sessions_t sessions;
    stage_t stage;

    stage_open(&stage, stage_size_for(LISTED));
    sessions = crowd_sessions(stage.store, NULL, "localhost");
    sign_in_all(&stage, &sessions);
    measure_list_of("table.list.100000", &stage, &sessions, &all);
    measure_list_of("table.list_filtered.100000", &stage, &sessions, &of_provider);
    if (!oas_shm_segment_view(&segment, stage.memory, stage.size))
        stage_fail(&stage, "no table");
    hold_all_locks(&stage, &segment);
    measure_list_of("table.list_beside_stopped_writer.100000", &stage, &sessions, &all);
    give_all_locks_back(&segment);
    stage_close(&stage);
}
