/* SPDX-License-Identifier: Apache-2.0 */
/* An audit of a segment: each block is free or part of one record, each record lies in its bucket and is whole, the
 * counters are right. Whatever is not so is mended. It walks the whole table and is made when the table is taken over,
 * after the death of one who held the lock, and when a broken link was met. */
#ifndef OAS_SESSION_SHM_AUDIT_H
#define OAS_SESSION_SHM_AUDIT_H

#include "session/shm_segment.h"

/* Mend what must be. Records that are not whole are dropped, all others stay. true: nothing had to be mended.
 * The caller holds the lock. */
bool oas_shm_audit(const oas_shm_segment_t *segment, oas_work_t *work);

#endif
