/* SPDX-License-Identifier: Apache-2.0 */
/* The points at which a writer of the session table may die: before each lock, store and unlock. In builds made for
 * tests (OAS_SHM_FAULTS) a hook is called there, which may kill, stop or delay who comes by; elsewhere there is nothing.
 */
#ifndef OAS_SESSION_SHM_FAULT_H
#define OAS_SESSION_SHM_FAULT_H

/* Each point and its name for tests. */
#define OAS_SHM_POINTS(X) \
    X(OAS_SHM_AT_LOCK, "lock") \
    X(OAS_SHM_AT_LINK, "link") \
    X(OAS_SHM_AT_UNLOCK, "unlock")

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
