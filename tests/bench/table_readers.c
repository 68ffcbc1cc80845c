/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include <unistd.h>

#include "readers.h"
#include "timing.h"

enum { ROUNDS = 5, SESSIONS = 100 }; /* they lie in the caches: nothing but readers can be in readers' way */

static double larger(double left, double right)
{
    return left > right ? left : right;
}

/* The best of all rounds: somebody else's work on the machine did least harm there. */
static void note(readers_t *best, readers_t round)
{
    best->reads_per_second = larger(best->reads_per_second, round.reads_per_second);
    if (best->reads_per_processor_second < round.reads_per_processor_second) {
        best->reads_per_processor_second = round.reads_per_processor_second;
        best->waits_per_million = round.waits_per_million;
    }
}

/* Who waits for nobody, and is not slowed down by others, reads on each processor as fast as a single one does. */
static void say(const readers_t *one, const readers_t *all)
{
    const double processors = (double)sysconf(_SC_NPROCESSORS_ONLN);

    figure("table.reads.1thread", one->reads_per_second, "reads/s");
    figure("table.reads.2processes", all->reads_per_second, "reads/s");
    figure("table.read_scaling.2processes", all->reads_per_processor_second / one->reads_per_processor_second * processors,
           "ratio");
    figure("table.read_scaling.2processes.unadjusted", all->reads_per_second / one->reads_per_second, "ratio");
    figure("table.read_waits.2processes", all->waits_per_million, "per_million");
}

void measure_readers(void)
{
    readers_t one = {0}, all = {0};
    stage_t stage;

    stage_open(&stage, stage_size_for(SESSIONS));
    stage_fill(&stage, SESSIONS);
    for (int round = 0; round < ROUNDS; round++) {
        note(&one, readers_run(&stage, 1, 1));
        note(&all, readers_run(&stage, READERS_PROCESSES, READERS_THREADS));
    }
    say(&one, &all);
    stage_close(&stage);
}
