/* SPDX-License-Identifier: Apache-2.0 */
/* Records of a stripe: kept, replaced and dropped. The caller holds the lock. OAS_BROKEN: damage was met and noted; once
 * the stripe is mended the same can be tried again. */
#ifndef OAS_SESSION_SHM_RECORDS_H
#define OAS_SESSION_SHM_RECORDS_H

#include "session/shm_bucket.h"

/* The living record of this index; damage is noted. One that is over is dropped and OAS_NOT_FOUND. */
OAS_MUST_CHECK oas_status_t oas_shm_record_find(oas_shm_place_t *place, const oas_shm_stripe_t *stripe,
                                                const oas_index_t *index, apr_time_t now);

/* The place of a record that was met in a chain: there is the link that makes it part of the table. */
OAS_MUST_CHECK oas_status_t oas_shm_record_place(oas_shm_place_t *place, const oas_shm_stripe_t *stripe,
                                                 const oas_shm_prefix_t *prefix);

/* Keep a record of which none is there. There must be room for it. */
OAS_MUST_CHECK oas_status_t oas_shm_record_add(const oas_shm_stripe_t *stripe, const oas_record_t *record,
                                               apr_time_t now);

/* Let a record take the place of another one, which is dropped. There must be room for both. */
OAS_MUST_CHECK oas_status_t oas_shm_record_swap(const oas_shm_place_t *place, const oas_record_t *record,
                                                apr_time_t now);

/* Drop the record in this place. */
void oas_shm_record_drop(const oas_shm_place_t *place);

#endif
