/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include <math.h>

#include "stage.h"
#include "timing.h"

enum {
    SIZE = 32 * 1024 * 1024, /* of a store where nothing is configured */
    ROUNDS = 5,
    INSERTS = 10000 /* in each; fewer than fill the store */
};

/* Nanoseconds, the best round's: so somebody else's work on the machine does least harm. */
typedef struct {
    double median;
    double p99;
} inserts_t;

static void time_inserts(stage_t *stage, double *times, double nothing)
{
    for (int i = 0; i < INSERTS; i++) {
        const oas_record_t record = stage_record(stage, stage->sessions++);
        double start = nanoseconds();

        if (stage->store->calls->put(stage->store, &record, &stage->work) != OAS_OK)
            stage_fail(stage, "put");
        times[i] = nanoseconds() - start - nothing;
        apr_pool_clear(stage->work.pool);
    }
}

static inserts_t measure_round(bool full, double nothing)
{
    static double times[INSERTS];
    stage_t stage;

    stage_open(&stage, SIZE);
    if (full) {
        stage_fill_to_the_brim(&stage);
        stage_end_all(&stage);
    }
    time_inserts(&stage, times, nothing);
    stage_close(&stage);
    return (inserts_t){.median = quantile(times, INSERTS, 0.5), .p99 = quantile(times, INSERTS, 0.99)};
}

static inserts_t measure_inserts_into(bool full)
{
    inserts_t best = {.median = HUGE_VAL, .p99 = HUGE_VAL};
    double nothing = nanoseconds_of_nothing();

    for (int round = 0; round < ROUNDS; round++) {
        const inserts_t inserts = measure_round(full, nothing);

        best.median = inserts.median < best.median ? inserts.median : best.median;
        best.p99 = inserts.p99 < best.p99 ? inserts.p99 : best.p99;
    }
    return best;
}

void measure_inserts(void)
{
    const inserts_t empty = measure_inserts_into(false), full = measure_inserts_into(true);

    figure("table.insert.empty.median", empty.median, "ns");
    figure("table.insert.empty.p99", empty.p99, "ns");
    figure("table.insert.full.median", full.median, "ns");
    figure("table.insert.full.p99", full.p99, "ns");
}
