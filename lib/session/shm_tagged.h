/* SPDX-License-Identifier: Apache-2.0 */
/* All records of a tag. Those of a subject or of a provider session hang together in each stripe, in a chain that is followed
 * with the lock. No lock is held for longer because somebody has many sessions: where a chain goes on and on, and for a realm,
 * which has no chains, they are met on a walk, and each that is to go is removed for itself. */
#ifndef OAS_SESSION_SHM_TAGGED_H
#define OAS_SESSION_SHM_TAGGED_H

#include "session/shm_steps.h"

/* Add the heads (oas_record_head_t) of all living records of a tag, which is not 0. */
OAS_MUST_CHECK oas_status_t oas_shm_tagged_find(apr_array_header_t *heads, const oas_shm_segment_t *segment,
                                                oas_tag_kind_t kind, uint64_t tag, oas_work_t *work);

/* Remove them; *count of them, in any case. */
OAS_MUST_CHECK oas_status_t oas_shm_tagged_remove(uint64_t *count, const oas_shm_segment_t *segment, oas_tag_kind_t kind,
                                                  uint64_t tag, oas_work_t *work);

#endif
