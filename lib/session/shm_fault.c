/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_fault.h"

#define NAME(point, name) name,
const char *const oas_shm_point_names[OAS_SHM_POINT_COUNT] = {OAS_SHM_POINTS(NAME)};
#undef NAME

#ifdef OAS_SHM_FAULTS
_Atomic(oas_shm_fault_t *) oas_shm_fault;
#endif
