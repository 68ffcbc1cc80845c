/* SPDX-License-Identifier: Apache-2.0 */
/* Room in a stripe: what is over goes as new records need its blocks. The caller holds the lock. */
#ifndef OAS_SESSION_SHM_ROOM_H
#define OAS_SESSION_SHM_ROOM_H

#include "session/shm_segment.h"

/* Drop some of those that are over, about as many as the blocks about to be taken had: so that they go even when nobody
 * needs their room. */
void oas_shm_room_sweep(const oas_shm_stripe_t *stripe, uint32_t blocks, apr_time_t now);

/* Drop those that are over until so many blocks are left; false: there are no more of them. */
bool oas_shm_room_make(const oas_shm_stripe_t *stripe, uint32_t blocks, apr_time_t now);

#endif
