/* SPDX-License-Identifier: Apache-2.0 */
/* A lock in shared memory that outlives whoever holds it: a robust, process-shared mutex of POSIX. APR's wrapper hides
 * that the holder died, so it is used without. */
#ifndef OAS_SESSION_SHM_LOCK_H
#define OAS_SESSION_SHM_LOCK_H

#include <pthread.h>
#include <stdbool.h>

#include "base/work.h"

/* Make a lock that nobody holds, whatever was there: nothing of it is read. It is the only one of these that may be called
 * where somebody who is not trusted can write: the C library follows pointers in a lock. OAS_BROKEN: the machine has no such locks. */
OAS_MUST_CHECK oas_status_t oas_shm_lock_make(pthread_mutex_t *lock, oas_work_t *work);

/* Take the lock. *holder_died: it was held by somebody who is dead; mend what he left and call oas_shm_lock_mended
 * before giving it back. OAS_UNAVAILABLE: held for longer than any work under it takes, by a stopped process perhaps.
 * OAS_BROKEN: this is no lock (or no longer one); only making it anew helps. */
OAS_MUST_CHECK oas_status_t oas_shm_lock_take(pthread_mutex_t *lock, bool *holder_died, oas_work_t *work);

/* To be called by the holder. */
void oas_shm_lock_mended(pthread_mutex_t *lock);
void oas_shm_lock_give_back(pthread_mutex_t *lock);

#endif
