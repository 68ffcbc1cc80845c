/* SPDX-License-Identifier: Apache-2.0 */
/* How a step of shm_steps.h is made: with the lock of its stripe, or without. */
#ifndef OAS_SESSION_SHM_TURN_H
#define OAS_SESSION_SHM_TURN_H

#include "session/shm_steps.h"

/* With the lock; damage that is met on the way is mended. OAS_UNAVAILABLE: somebody holds the lock and does not give it
 * back, or what is damaged can not be mended. */
OAS_MUST_CHECK oas_status_t oas_shm_with_lock(const oas_shm_stripe_t *stripe, oas_shm_step_t *step,
                                              oas_shm_call_t *call, oas_work_t *work);

/* Without it, unless a writer came between each time. OAS_NOT_FOUND also for what is damaged: it is lost, and the next
 * writer mends the rest. */
OAS_MUST_CHECK oas_status_t oas_shm_without_lock(const oas_shm_stripe_t *stripe, oas_shm_step_t *step,
                                                 oas_shm_call_t *call, oas_work_t *work);

/* Never with it, and the answer is the step's own. */
OAS_MUST_CHECK oas_status_t oas_shm_in_rounds(const oas_shm_stripe_t *stripe, oas_shm_step_t *step,
                                              oas_shm_call_t *call, oas_work_t *work);

/* Mend what must be, with the lock; *was_sound: there was nothing. */
OAS_MUST_CHECK oas_status_t oas_shm_mend(const oas_shm_stripe_t *stripe, bool *was_sound, oas_work_t *work);

#endif
