/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>

#include "stage.h"
#include "timing.h"

enum {
    SIZE = 32 * 1024 * 1024, /* of a store where nothing is configured */
    ROUNDS = 5,
    INSERTS = 10000 /* in each; fewer than fill the store */
};

static double times[ROUNDS * INSERTS];

static void time_inserts(stage_t *stage, double *inserts, double nothing)
{
    for (int i = 0; i < INSERTS; i++) {
        const oas_record_t record = stage_record(stage, stage->sessions++);
        double start = nanoseconds();

        if (stage->store->calls->put(stage->store, &record, &stage->work) != OAS_OK)
            stage_fail(stage, "put");
        inserts[i] = nanoseconds() - start - nothing;
        apr_pool_clear(stage->work.pool);
    }
}

static void say(const char *store)
{
    char name[40];

    snprintf(name, sizeof(name), "table.insert.%s.median", store);
    figure(name, quantile(times, ROUNDS * INSERTS, 0.5), "ns");
    snprintf(name, sizeof(name), "table.insert.%s.p99", store);
    figure(name, quantile(times, ROUNDS * INSERTS, 0.99), "ns");
}

static void measure_inserts_into(bool full)
{
    double nothing = nanoseconds_of_nothing();
    stage_t stage;

    for (int round = 0; round < ROUNDS; round++) {
        stage_open(&stage, SIZE);
        if (full) {
            stage_fill_to_the_brim(&stage);
            stage_end_all(&stage);
        }
        time_inserts(&stage, times + round * INSERTS, nothing);
        stage_close(&stage);
    }
    say(full ? "full" : "empty");
}

void measure_inserts(void)
{
    measure_inserts_into(false);
    measure_inserts_into(true);
}
