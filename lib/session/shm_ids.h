/* SPDX-License-Identifier: Apache-2.0 */
/* Used ids in a stripe: each lies in one of a few slots behind the place its value names. There are no links that could
 * break: a slot whose time has passed is free. The caller holds the lock. */
#ifndef OAS_SESSION_SHM_IDS_H
#define OAS_SESSION_SHM_IDS_H

#include "session/shm_segment.h"

/* Remember id until a time. OAS_REFUSED: it is remembered already. OAS_FULL: all slots it could have are in use. */
OAS_MUST_CHECK oas_status_t oas_shm_ids_add(const oas_shm_stripe_t *stripe, const oas_index_t *id, apr_time_t until,
                                            oas_work_t *work);

/* It is remembered at the time of work. */
bool oas_shm_ids_has(const oas_shm_stripe_t *stripe, const oas_index_t *id, const oas_work_t *work);

/* The id in a slot, by number below id_count; *until when. For one who holds no lock, where nobody writes. */
oas_index_t oas_shm_ids_at(const oas_shm_stripe_t *stripe, uint32_t number, apr_time_t *until);

#endif
