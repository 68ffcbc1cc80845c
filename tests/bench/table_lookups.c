/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include <stdio.h>

#include "stage.h"
#include "timing.h"
#include "../unit/session/samples.h"

enum { LARGEST = 1000000, VISITS = 200000, MEMORY_LINE = 64 };

static double times[VISITS];

/* Sessions in an order that no cache foresees. The pool is that of one request after another. */
static double median_of_lookups(stage_t *stage, double nothing)
{
    for (uint64_t i = 0; i < VISITS; i++) {
        const oas_index_t index = sample_index(sample_hash(i) % stage->sessions);
        double start = nanoseconds();

        stage_get(stage, &index);
        times[i] = nanoseconds() - start - nothing;
        apr_pool_clear(stage->work.pool);
    }
    return quantile(times, VISITS, 0.5);
}

/* What one step into such a memory costs whoever takes it: a lookup takes a few. */
static double median_of_steps_into(const volatile unsigned char *memory, size_t size, double nothing)
{
    unsigned sum = 0;

    for (uint64_t i = 0; i < VISITS; i++) {
        const volatile unsigned char *place = memory + sample_hash(i) % (size / MEMORY_LINE) * MEMORY_LINE;
        double start = nanoseconds();

        sum += *place;
        times[i] = nanoseconds() - start - nothing;
    }
    return sum == 0 ? 0 : quantile(times, VISITS, 0.5);
}

void measure_lookups(void)
{
    static const uint64_t counts[] = {10, 10000, 100000, LARGEST};
    double nothing = nanoseconds_of_nothing();
    char name[40];
    stage_t stage;

    stage_open(&stage, stage_size_for(LARGEST));
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        stage_fill(&stage, counts[i]);
        snprintf(name, sizeof(name), "table.lookup.%llu", (unsigned long long)counts[i]);
        figure(name, median_of_lookups(&stage, nothing), "ns");
    }
    figure("table.lookup.memory", median_of_steps_into(stage.memory, stage.size, nothing), "ns");
    stage_close(&stage);
}
