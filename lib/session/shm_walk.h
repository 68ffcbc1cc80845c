/* SPDX-License-Identifier: Apache-2.0 */
/* A walk through the records of a segment, the living or the others, which are copied bucket by bucket: whoever is shown them may take his
 * time and call the store. */
#ifndef OAS_SESSION_SHM_WALK_H
#define OAS_SESSION_SHM_WALK_H

#include "session/shm_steps.h"

/* Show the living records with some of their boxes until visit says false. One that comes or goes meanwhile may be shown or
 * not. */
OAS_MUST_CHECK oas_status_t oas_shm_walk(const oas_shm_segment_t *segment, oas_shm_part_t part,
                                         oas_record_visit_t *visit, void *data, oas_work_t *work);

/* The same of those that are over. */
OAS_MUST_CHECK oas_status_t oas_shm_walk_ended(const oas_shm_segment_t *segment, oas_shm_part_t part,
                                               oas_record_visit_t *visit, void *data, oas_work_t *work);

/* The same as the first in one stripe. */
OAS_MUST_CHECK oas_status_t oas_shm_walk_stripe(const oas_shm_stripe_t *stripe, oas_shm_part_t part,
                                                oas_record_visit_t *visit, void *data, oas_work_t *work);

/* The same in all, without ever taking a lock: what somebody does not leave alone long enough is not shown. false: visit said
 * so. */
bool oas_shm_walk_warily(const oas_shm_segment_t *segment, oas_shm_part_t part, oas_record_visit_t *visit, void *data,
                         oas_work_t *work);

#endif
