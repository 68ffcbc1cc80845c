/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include "readers.h"
#include "timing.h"

enum { ROUNDS = 5, SESSIONS = 10000 };

static double larger(double left, double right)
{
    return left > right ? left : right;
}

/* Rounds take turns, and the best of each counts: so somebody else's work on the machine does least harm. */
void measure_readers(void)
{
    double one = 0, all = 0;
    stage_t stage;

    stage_open(&stage, stage_size_for(SESSIONS));
    stage_fill(&stage, SESSIONS);
    for (int round = 0; round < ROUNDS; round++) {
        one = larger(one, readers_run(&stage, 1, 1));
        all = larger(all, readers_run(&stage, READERS_PROCESSES, READERS_THREADS));
    }
    figure("table.reads.1thread", one, "reads/s");
    figure("table.reads.2processes", all, "reads/s");
    figure("table.read_scaling.2processes", all / one, "ratio");
    stage_close(&stage);
}
