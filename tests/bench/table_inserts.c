/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include <math.h>

#include "stage.h"
#include "timing.h"

enum {
    SIZE = 32 * 1024 * 1024, /* of a store where nothing is configured */
    ROUNDS = 15,
    INSERTS = 10000 /* in each; fewer than fill the store */
};

/* Nanoseconds. */
typedef struct {
    double median;
    double p99;
} inserts_t;

/* Of the calls that find room, and of those that find none. */
typedef struct {
    double found[INSERTS];
    double refused[INSERTS];
    size_t found_count;
    size_t refused_count;
    double nothing;
} times_t;

static times_t times;

static void time_insert(stage_t *stage)
{
    const oas_record_t record = stage_record(stage, stage->sessions++);
    double start = nanoseconds(), time;
    oas_status_t status = stage->store->calls->put(stage->store, &record, &stage->work);

    time = nanoseconds() - start - times.nothing;
    if (status == OAS_OK)
        times.found[times.found_count++] = time;
    else if (status == OAS_FULL && times.refused_count < INSERTS)
        times.refused[times.refused_count++] = time;
    else
        stage_fail(stage, "put");
    oas_forgive(&stage->work);
    apr_pool_clear(stage->work.pool);
}

typedef void round_t(stage_t *stage);

static void insert_into_an_empty_store(stage_t *stage)
{
    while (times.found_count < INSERTS)
        time_insert(stage);
}

static void insert_where_all_are_over(stage_t *stage)
{
    stage_fill_to_the_brim(stage);
    stage_end_all(stage);
    insert_into_an_empty_store(stage);
}

static void insert_where_they_end_one_by_one(stage_t *stage)
{
    stage_fill_for_long(stage);
    while (times.found_count < INSERTS) {
        stage_live_on(stage);
        time_insert(stage);
    }
}

static double lower(double left, double right)
{
    return left < right ? left : right;
}

/* The best round's: so somebody else's work on the machine does least harm. */
static void add_round(inserts_t *best, double *durations, size_t count)
{
    if (count < INSERTS / 10) /* too few to say anything */
        return;
    best->median = lower(best->median, quantile(durations, count, 0.5));
    best->p99 = lower(best->p99, quantile(durations, count, 0.99));
}

static void measure_round(round_t *insert, inserts_t *found, inserts_t *refused)
{
    stage_t stage;

    times = (times_t){.nothing = nanoseconds_of_nothing()};
    stage_open(&stage, SIZE);
    insert(&stage);
    stage_close(&stage);
    add_round(found, times.found, times.found_count);
    add_round(refused, times.refused, times.refused_count);
}

static void show(const char *median, const char *p99, const inserts_t *inserts)
{
    figure(median, inserts->median, "ns");
    figure(p99, inserts->p99, "ns");
}

/* In turn, so that what else the machine does meets all of them. */
void measure_inserts(void)
{
    const inserts_t never = {.median = HUGE_VAL, .p99 = HUGE_VAL};
    inserts_t empty = never, full = never, ending = never, refused = never;

    for (int i = 0; i < ROUNDS; i++) {
        measure_round(insert_into_an_empty_store, &empty, &refused);
        measure_round(insert_where_all_are_over, &full, &refused);
        measure_round(insert_where_they_end_one_by_one, &ending, &refused);
    }
    show("table.insert.empty.median", "table.insert.empty.p99", &empty);
    show("table.insert.full.median", "table.insert.full.p99", &full);
    show("table.insert.ending.median", "table.insert.ending.p99", &ending);
    show("table.insert.refused.median", "table.insert.refused.p99", &refused);
}
