/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into httpd: who takes a lock with a deadline, as only writers of the session table do, and finds the file
 * OAS_DEATH_WANTED, removes it and is killed a moment later. The moment is by chance, and comes while the lock is held
 * or soon after. Who starts the others is spared.
 * OAS_DEATHS_FILE gets a "k" for each who is going to be killed, and an "h" for each lock whose holder had died. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { LONGEST = 30 * 1000 }; /* nanoseconds from the lock to the death */

static long by_chance(long below)
{
    return (long)arc4random_uniform((unsigned)below);
}

static void note(const char *what)
{
    int file = open(getenv("OAS_DEATHS_FILE"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);

    if (file >= 0 && write(file, what, 1) == 1)
        close(file);
}

static void die_soon(void)
{
    struct sigevent killing = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL};
    struct itimerspec moment = {.it_value = {.tv_nsec = 1 + by_chance(LONGEST)}};
    timer_t timer;

    note("k");
    if (timer_create(CLOCK_MONOTONIC, &killing, &timer) != 0 || timer_settime(timer, 0, &moment, NULL) != 0)
        kill(getpid(), SIGKILL);
}

int pthread_mutex_timedlock(pthread_mutex_t *lock, const struct timespec *deadline)
{
    int (*take)(pthread_mutex_t *, const struct timespec *);
    int error;

    *(void **)&take = dlsym(RTLD_NEXT, "pthread_mutex_timedlock");
    if ((error = take(lock, deadline)) == EOWNERDEAD)
        note("h");
    if (getpid() != getsid(0) && unlink(getenv("OAS_DEATH_WANTED")) == 0)
        die_soon();
    return error;
}
