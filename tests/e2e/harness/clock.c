/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into httpd: the wall clock is so many seconds ahead of the kernel's as the file OAS_CLOCK says, which holds one
 * number of 64 bits and is looked at each time. Clocks that only go on are left alone, as by who sets the machine's clock.
 * (libfaketime would do, but hangs where AddressSanitizer is loaded, too.) */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *ahead;

__attribute__((constructor)) static void look_at_file(void)
{
    const char *path = getenv("OAS_CLOCK");
    int file = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *memory = file >= 0 ? mmap(NULL, sizeof(*ahead), PROT_READ, MAP_SHARED, file, 0) : MAP_FAILED;

    if (memory != MAP_FAILED)
        ahead = memory;
    if (file >= 0)
        close(file);
}

static time_t seconds_ahead(void)
{
    return ahead != NULL ? (time_t)*ahead : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = (int)syscall(SYS_clock_gettime, clock, now);

    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += seconds_ahead();
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec time;

    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &time) != 0)
        return -1;
    now->tv_sec = time.tv_sec;
    now->tv_usec = time.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *result)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_REALTIME, &now);
    if (result != NULL)
        *result = now.tv_sec;
    return now.tv_sec;
}

/* The kernel, which waits, has the clock that was not set. */
int pthread_mutex_timedlock(pthread_mutex_t *restrict lock, const struct timespec *restrict deadline)
{
    static int (*next)(pthread_mutex_t *, const struct timespec *);
    struct timespec until = *deadline;

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "pthread_mutex_timedlock");
    until.tv_sec -= seconds_ahead();
    return next(lock, &until);
}
