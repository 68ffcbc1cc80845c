/* SPDX-License-Identifier: Apache-2.0 */
/* Times of single calls, and what is said of many of them. */
#ifndef OAS_BENCH_TIMING_H
#define OAS_BENCH_TIMING_H

#include <stddef.h>

/* A moment. */
double nanoseconds(void);

/* What lies between two moments when nothing is done: to be taken off what was measured. */
double nanoseconds_of_nothing(void);

/* The value below which this part of the times lies: 0.5 for the median. Sorts them. */
double quantile(double *times, size_t count, double part);

/* Print one figure: name value unit. */
void figure(const char *name, double value, const char *unit);

#endif
