/* SPDX-License-Identifier: Apache-2.0 */
#include "lock_watch.h"

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

static bool is_watching;
static double taken, longest;

/* Names that the linker gives. */
int __real_pthread_mutex_timedlock(pthread_mutex_t *lock, const struct timespec *deadline);
int __real_pthread_mutex_unlock(pthread_mutex_t *lock);
int __wrap_pthread_mutex_timedlock(pthread_mutex_t *lock, const struct timespec *deadline);
int __wrap_pthread_mutex_unlock(pthread_mutex_t *lock);

static double processor_time(void)
{
    struct timespec time;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

int __wrap_pthread_mutex_timedlock(pthread_mutex_t *lock, const struct timespec *deadline)
{
    int error = __real_pthread_mutex_timedlock(lock, deadline);

    if (is_watching)
        taken = processor_time();
    return error;
}

int __wrap_pthread_mutex_unlock(pthread_mutex_t *lock)
{
    double held = is_watching ? processor_time() - taken : 0;

    if (held > longest)
        longest = held;
    return __real_pthread_mutex_unlock(lock);
}

void lock_watch_begin(void)
{
    is_watching = true;
    longest = 0;
}

double lock_watch_end(void)
{
    is_watching = false;
    return longest;
}
