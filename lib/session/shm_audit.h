/* SPDX-License-Identifier: Apache-2.0 */
/* An audit of a stripe: each block is free or part of one record, each record lies in its bucket and is whole, the chains
 * of tags and the counters are right. Whatever is not so is mended: all but the buckets is made anew from them. It walks
 * the whole stripe, and is made when a table is opened, after the death of one who held the lock, and when a number was
 * met that can not be. */
#ifndef OAS_SESSION_SHM_AUDIT_H
#define OAS_SESSION_SHM_AUDIT_H

#include "session/shm_segment.h"

/* Mend what must be. Records that are not whole are dropped, all others stay. true: nothing had to be mended. The caller
 * holds the lock, or knows that nobody of ours uses the table: then a lock is no help, for who could disturb him does not
 * ask for it. Each number is read once and checked before it leads anywhere. */
bool oas_shm_audit(const oas_shm_stripe_t *stripe, oas_work_t *work);

#endif
