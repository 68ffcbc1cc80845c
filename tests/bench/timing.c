/* SPDX-License-Identifier: Apache-2.0 */
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { NOTHINGS = 10000 };

double nanoseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

double nanoseconds_of_nothing(void)
{
    static double times[NOTHINGS];

    for (int i = 0; i < NOTHINGS; i++) {
        double start = nanoseconds();

        times[i] = nanoseconds() - start;
    }
    return quantile(times, NOTHINGS, 0.5);
}

static int compare(const void *left, const void *right)
{
    const double *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

double quantile(double *times, size_t count, double part)
{
    qsort(times, count, sizeof(*times), compare);
    return times[(size_t)((double)(count - 1) * part)];
}

void figure(const char *name, double value, const char *unit)
{
    printf("%s %.10g %s\n", name, value, unit);
    fflush(stdout);
}
