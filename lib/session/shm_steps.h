/* SPDX-License-Identifier: Apache-2.0 */
/* What each call of the store does in a stripe. Steps that read (shm_read.c) hold no lock: OAS_UNAVAILABLE says that a
 * writer came between, and the step can be made again. Those that write (shm_write.c) hold it. OAS_BROKEN from either: a
 * number was met that can not be; once the stripe is mended the step can be made again. */
#ifndef OAS_SESSION_SHM_STEPS_H
#define OAS_SESSION_SHM_STEPS_H

#include <apr_tables.h>

#include "session/shm_segment.h"

/* Which boxes are copied with a record's head: none, the face, the face and the values, the label, all. */
typedef enum { OAS_SHM_HEAD, OAS_SHM_FACE, OAS_SHM_VALUES, OAS_SHM_LABEL, OAS_SHM_ALL } oas_shm_part_t;

/* What a call wants; each step uses its part. */
typedef struct {
    const oas_index_t *index;    /* of a record, or a used id */
    const oas_record_t *given;   /* put, keep, replace */
    const oas_record_head_t *head; /* lease, release, take_ended: of the record that is meant */
    oas_record_t **found;        /* get */
    oas_shm_part_t part;         /* get, copy */
    apr_array_header_t *records; /* copy: const oas_record_t * */
    uint32_t bucket;             /* copy: one at a time */
    bool ended;                  /* copy: those that are over, and not the living */
    oas_tag_kind_t kind;
    uint64_t tag;
    apr_array_header_t *heads;   /* find_tagged: oas_record_head_t of those found */
    uint64_t count;              /* of those removed so far */
    bool goes_on;                /* find_tagged, remove_tagged: the chain does, behind what was looked at */
    bool has_removed;            /* remove_tagged: any, over or not */
    apr_time_t before;           /* touch: the use that this one follows; 0: not known yet */
    apr_time_t until;            /* use_once, lease, release */
    apr_interval_time_t linger;  /* put: how long records stay that are over */
} oas_shm_call_t;

typedef oas_status_t oas_shm_step_t(const oas_shm_stripe_t *stripe, oas_shm_call_t *call, oas_work_t *work);

/* Without the lock. copy: all living records of a bucket, or all others; what it leaves in call->records is whole unless it answers
 * OAS_UNAVAILABLE. */
oas_shm_step_t oas_shm_step_get;
oas_shm_step_t oas_shm_step_touch;
oas_shm_step_t oas_shm_step_copy;

/* Records of a chain that are looked at while the lock is held: others get it after some tens of microseconds. */
enum { OAS_SHM_LOOKS = 128 };

/* With the lock. find_tagged and remove_tagged follow the chain of a tag; of realms there are none. Where it goes on after
 * OAS_SHM_LOOKS records they leave it at that, and call->goes_on says so. */
oas_shm_step_t oas_shm_step_put;
oas_shm_step_t oas_shm_step_keep;
oas_shm_step_t oas_shm_step_replace;
oas_shm_step_t oas_shm_step_lease;
oas_shm_step_t oas_shm_step_release;
oas_shm_step_t oas_shm_step_remove;
oas_shm_step_t oas_shm_step_take_ended;
oas_shm_step_t oas_shm_step_find_tagged;
oas_shm_step_t oas_shm_step_remove_tagged;
oas_shm_step_t oas_shm_step_use_once;
oas_shm_step_t oas_shm_step_was_used;

#endif
