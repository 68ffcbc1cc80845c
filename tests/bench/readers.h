/* SPDX-License-Identifier: Apache-2.0 */
/* Processes and threads that read sessions as fast as they can. */
#ifndef OAS_BENCH_READERS_H
#define OAS_BENCH_READERS_H

#include "stage.h"

enum { READERS_PROCESSES = 2, READERS_THREADS = 32 }; /* at most */

/* Reads per second of all of them together. Ends the bench when one read goes wrong. */
double readers_run(const stage_t *stage, unsigned processes, unsigned threads);

#endif
