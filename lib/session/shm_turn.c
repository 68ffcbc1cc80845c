/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_turn.h"

#include "session/shm_audit.h"
#include "session/shm_lock.h"

enum { ROUNDS = 8 }; /* of a reader before it takes its turn among the writers; each is lost to one in its bucket */

static bool is_damaged(const oas_shm_stripe_t *stripe)
{
    return oas_shm_load(&stripe->control->damaged) != 0;
}

/* Take the lock, and mend what its former holder left when he died, or what somebody has met. */
static oas_status_t take_lock(const oas_shm_stripe_t *stripe, oas_work_t *work)
{
    pthread_mutex_t *lock = &stripe->control->lock;
    bool holder_died;

    if (oas_shm_lock_take(lock, &holder_died, work) != OAS_OK)
        return OAS_UNAVAILABLE;
    if (holder_died || is_damaged(stripe))
        oas_shm_audit(stripe, work);
    if (holder_died)
        oas_shm_lock_mended(lock);
    return OAS_OK;
}

oas_status_t oas_shm_with_lock(const oas_shm_stripe_t *stripe, oas_shm_step_t *step, oas_shm_call_t *call,
                               oas_work_t *work)
{
    oas_status_t status;

    if ((status = take_lock(stripe, work)) != OAS_OK)
        return status;
    status = step(stripe, call, work);
    if (status == OAS_BROKEN || is_damaged(stripe)) {
        oas_shm_audit(stripe, work);
        if (status == OAS_BROKEN)
            status = step(stripe, call, work);
    }
    oas_shm_lock_give_back(&stripe->control->lock);
    if (status == OAS_BROKEN)
        return oas_fail(work, OAS_UNAVAILABLE, "store_damaged", "the session table is damaged and could not be mended");
    if (status == OAS_UNAVAILABLE)
        return oas_fail(work, OAS_UNAVAILABLE, "store_busy", "others use the session all the time");
    return status;
}

oas_status_t oas_shm_in_rounds(const oas_shm_stripe_t *stripe, oas_shm_step_t *step, oas_shm_call_t *call,
                               oas_work_t *work)
{
    oas_status_t status = OAS_UNAVAILABLE;

    for (int round = 0; round < ROUNDS && status == OAS_UNAVAILABLE; round++)
        status = step(stripe, call, work);
    return status;
}

oas_status_t oas_shm_without_lock(const oas_shm_stripe_t *stripe, oas_shm_step_t *step, oas_shm_call_t *call,
                                  oas_work_t *work)
{
    oas_status_t status = oas_shm_in_rounds(stripe, step, call, work);

    if (status == OAS_UNAVAILABLE)
        return oas_shm_with_lock(stripe, step, call, work);
    if (status != OAS_BROKEN)
        return status;
    (void)oas_shm_damaged(stripe);
    return OAS_NOT_FOUND;
}

oas_status_t oas_shm_mend(const oas_shm_stripe_t *stripe, bool *was_sound, oas_work_t *work)
{
    oas_status_t status;

    if ((status = take_lock(stripe, work)) != OAS_OK)
        return status;
    *was_sound = oas_shm_audit(stripe, work);
    oas_shm_lock_give_back(&stripe->control->lock);
    return OAS_OK;
}
