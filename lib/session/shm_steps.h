/* SPDX-License-Identifier: Apache-2.0 */
/* What each call of the store does under the lock of the table. OAS_BROKEN: damage was met and noted; after an audit
 * the step can be made again. */
#ifndef OAS_SESSION_SHM_STEPS_H
#define OAS_SESSION_SHM_STEPS_H

#include <apr_tables.h>

#include "session/shm_segment.h"

/* What a call wants; each step uses its part. */
typedef struct {
    const oas_index_t *index;    /* of a record, or a used id */
    const oas_record_t *given;   /* put, replace */
    oas_record_t **found;        /* get */
    bool with_vault;
    apr_time_t until;            /* use_once */
    uint32_t bucket;             /* find_tagged, remove_tagged, visit: one at a time */
    oas_tag_kind_t kind;
    uint64_t tag;
    apr_array_header_t *heads;   /* of those found so far */
    uint64_t count;              /* of those removed so far */
    apr_array_header_t *records; /* visit: copies for the visitor, const oas_record_t * */
    oas_store_usage_t *usage;
} oas_shm_call_t;

typedef oas_status_t oas_shm_step_t(const oas_shm_segment_t *segment, oas_shm_call_t *call, oas_work_t *work);

oas_shm_step_t oas_shm_step_get;
oas_shm_step_t oas_shm_step_put;
oas_shm_step_t oas_shm_step_keep;
oas_shm_step_t oas_shm_step_replace;
oas_shm_step_t oas_shm_step_touch;
oas_shm_step_t oas_shm_step_remove;
oas_shm_step_t oas_shm_step_find_tagged;
oas_shm_step_t oas_shm_step_remove_tagged;
oas_shm_step_t oas_shm_step_visit;
oas_shm_step_t oas_shm_step_use_once;
oas_shm_step_t oas_shm_step_was_used;
oas_shm_step_t oas_shm_step_usage;

#endif
