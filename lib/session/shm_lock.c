/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_lock.h"

#include <errno.h>
#include <time.h>

#include "session/shm_fault.h"

/* What is done under the lock takes microseconds, and mending a table of many gigabytes less than this. */
enum { PATIENCE = 1 }; /* seconds */

oas_status_t oas_shm_lock_make(pthread_mutex_t *lock, oas_work_t *work)
{
    pthread_mutexattr_t kind;
    int error;

    if ((error = pthread_mutexattr_init(&kind)) == 0) {
        if ((error = pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED)) == 0
            && (error = pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST)) == 0) {
            oas_shm_at(OAS_SHM_AT_LOCK_MAKE);
            error = pthread_mutex_init(lock, &kind);
        }
        pthread_mutexattr_destroy(&kind);
    }
    if (error != 0)
        return oas_fail(work, OAS_BROKEN, "store_lock_unsupported", "no lock that outlives its holder: error %d",
                        error);
    return OAS_OK;
}

/* The C library obeys whatever kind a mutex claims to be, and some kinds change the thread's priority. So damage there
 * is looked for where its place is known. */
#ifdef __GLIBC__
static bool is_of_our_kind(const pthread_mutex_t *lock)
{
    enum { ROBUST_SHARED = 16 + 128 };

    return lock->__data.__kind == ROBUST_SHARED;
}
#else
static bool is_of_our_kind(const pthread_mutex_t *lock)
{
    return lock != NULL;
}
#endif

/* Not pthread_mutex_trylock first: in glibc (2.36) it keeps a lock of which it says that it can not be recovered.
 * Not pthread_mutex_clocklock, which would not depend on the wall clock: neither musl nor ThreadSanitizer know it. */
static int wait_for(pthread_mutex_t *lock)
{
    struct timespec deadline;

    timespec_get(&deadline, TIME_UTC);
    deadline.tv_sec += PATIENCE;
    return pthread_mutex_timedlock(lock, &deadline);
}

oas_status_t oas_shm_lock_take(pthread_mutex_t *lock, bool *holder_died, oas_work_t *work)
{
    int error;

    oas_shm_at(OAS_SHM_AT_LOCK);
    error = is_of_our_kind(lock) ? wait_for(lock) : EINVAL;
    *holder_died = error == EOWNERDEAD;
    if (error == 0 || error == EOWNERDEAD)
        return OAS_OK;
    if (error == ETIMEDOUT)
        return oas_fail(work, OAS_UNAVAILABLE, "store_locked", "the session table's lock was held for %d s", PATIENCE);
    return oas_fail(work, OAS_BROKEN, "store_lock_lost", "the session table's lock is damaged: error %d", error);
}

void oas_shm_lock_mended(pthread_mutex_t *lock)
{
    oas_shm_at(OAS_SHM_AT_MENDED);
    pthread_mutex_consistent(lock);
}

void oas_shm_lock_give_back(pthread_mutex_t *lock)
{
    oas_shm_at(OAS_SHM_AT_UNLOCK);
    pthread_mutex_unlock(lock);
}
