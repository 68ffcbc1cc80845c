/* SPDX-License-Identifier: Apache-2.0 */
/* Processes and threads that read sessions as fast as they can. */
#ifndef OAS_BENCH_READERS_H
#define OAS_BENCH_READERS_H

#include "stage.h"

enum { READERS_PROCESSES = 2, READERS_THREADS = 32 }; /* at most */

typedef struct {
    double reads_per_second;           /* all of them together */
    double reads_per_processor_second; /* of the time they got: it hardly depends on what else the machine does */
    double waits_per_million;          /* reads in which the thread waited for somebody */
} readers_t;

/* Let so many of them read for a while. Ends the bench when one read goes wrong. */
readers_t readers_run(const stage_t *stage, unsigned processes, unsigned threads);

#endif
