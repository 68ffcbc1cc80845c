/* SPDX-License-Identifier: Apache-2.0 */
/* The points at which a writer of the session table may die: before each lock, store and unlock; and one for the steps of
 * whoever reads it. In builds made for tests (OAS_SHM_FAULTS) a hook is called there, which may kill, stop or delay who
 * comes by; elsewhere there is nothing. What writes to the segment (shm_words.h, shm_lock.h) takes the point as a
 * parameter: no store is without a name. */
#ifndef OAS_SESSION_SHM_FAULT_H
#define OAS_SESSION_SHM_FAULT_H

/* Each point and its name for tests. */
#define OAS_SHM_POINTS(X) \
    X(OAS_SHM_AT_LOCK, "lock") \
    X(OAS_SHM_AT_UNLOCK, "unlock") \
    X(OAS_SHM_AT_TAKE_BLOCK, "take_block") \
    X(OAS_SHM_AT_TAKE_LIST, "take_list") \
    X(OAS_SHM_AT_TAKE_COUNT, "take_count") \
    X(OAS_SHM_AT_TAKE_HIGHEST, "take_highest") \
    X(OAS_SHM_AT_RECORD_NEXT, "record_next") \
    X(OAS_SHM_AT_RECORD_LENGTHS, "record_lengths") \
    X(OAS_SHM_AT_RECORD_HEAD, "record_head") \
    X(OAS_SHM_AT_RECORD_BOXES, "record_boxes") \
    X(OAS_SHM_AT_DUE, "due") \
    X(OAS_SHM_AT_CHAIN_OWN, "chain_own") \
    X(OAS_SHM_AT_CHAIN_FIRST, "chain_first") \
    X(OAS_SHM_AT_CHAIN_NEIGHBOUR, "chain_neighbour") \
    X(OAS_SHM_AT_LINK_PUT, "link_put") \
    X(OAS_SHM_AT_LINK_REPLACE, "link_replace") \
    X(OAS_SHM_AT_LINK_REMOVE, "link_remove") \
    X(OAS_SHM_AT_VERSION, "version") \
    X(OAS_SHM_AT_SESSIONS, "sessions") \
    X(OAS_SHM_AT_FREE_BLOCK, "free_block") \
    X(OAS_SHM_AT_FREE_LIST, "free_list") \
    X(OAS_SHM_AT_FREE_COUNT, "free_count") \
    X(OAS_SHM_AT_HAND, "hand") \
    X(OAS_SHM_AT_REFUSED, "refused") \
    X(OAS_SHM_AT_ID, "id") \
    X(OAS_SHM_AT_ID_UNTIL, "id_until") \
    X(OAS_SHM_AT_TOUCH, "touch") \
    X(OAS_SHM_AT_LAST_TOUCH, "last_touch") \
    X(OAS_SHM_AT_LEASE, "lease") \
    X(OAS_SHM_AT_LOOKUP, "lookup") \
    X(OAS_SHM_AT_READ, "read") \
    X(OAS_SHM_AT_DAMAGED, "damaged") \
    X(OAS_SHM_AT_MEND_LINK, "mend_link") \
    X(OAS_SHM_AT_MEND_VERSION, "mend_version") \
    X(OAS_SHM_AT_MEND_FREE, "mend_free") \
    X(OAS_SHM_AT_MEND_CHAINS, "mend_chains") \
    X(OAS_SHM_AT_MEND_COUNTS, "mend_counts") \
    X(OAS_SHM_AT_MENDED, "mended") \
    X(OAS_SHM_AT_FORMAT, "format") \
    X(OAS_SHM_AT_LOCK_MAKE, "lock_make")

#define OAS_SHM_POINT_ITSELF(point, name) point,
typedef enum { OAS_SHM_POINTS(OAS_SHM_POINT_ITSELF) OAS_SHM_POINT_COUNT } oas_shm_point_t;
#undef OAS_SHM_POINT_ITSELF

extern const char *const oas_shm_point_names[OAS_SHM_POINT_COUNT];

#ifdef OAS_SHM_FAULTS
#include <stddef.h>

typedef void oas_shm_fault_t(oas_shm_point_t point);
extern _Atomic(oas_shm_fault_t *) oas_shm_fault; /* NULL: none */

static inline void oas_shm_at(oas_shm_point_t point)
{
    oas_shm_fault_t *fault = oas_shm_fault;

    if (fault != NULL)
        fault(point);
}
#else
static inline void oas_shm_at(oas_shm_point_t point)
{
    (void)point;
}
#endif

#endif
