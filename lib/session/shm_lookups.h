/* SPDX-License-Identifier: Apache-2.0 */
/* The count of lookups: the one thing that each of them writes. It is spread over the header, so that readers do not wait
 * for each other's lines of memory. */
#ifndef OAS_SESSION_SHM_LOOKUPS_H
#define OAS_SESSION_SHM_LOOKUPS_H

#include "session/shm_segment.h"

void oas_shm_lookups_count(const oas_shm_segment_t *segment);
uint64_t oas_shm_lookups(const oas_shm_segment_t *segment);

#endif
