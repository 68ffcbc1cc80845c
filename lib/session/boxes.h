/* SPDX-License-Identifier: Apache-2.0 */
/* The sealed boxes of a record. Each is bound to its kind and to all that the record's head says but last_used and lease: a box
 * that was moved to another record, or back to a later generation of its own, or whose head was given more time, does
 * not open. */
#ifndef OAS_SESSION_BOXES_H
#define OAS_SESSION_BOXES_H

#include "session/store.h"

typedef enum { OAS_BOX_FACE = 'F', OAS_BOX_VALUES = 'D', OAS_BOX_VAULT = 'V', OAS_BOX_LABEL = 'L' } oas_box_kind_t;

/* What a box is bound to; borrowed. */
typedef struct {
    oas_box_kind_t kind;
    oas_bytes_t key;
    const oas_record_head_t *head;
} oas_box_binding_t;

/* *box lives in work->pool; plain is wiped. OAS_BROKEN: no randomness, or OpenSSL failed. */
OAS_MUST_CHECK oas_status_t oas_record_box_close(oas_bytes_t *box, const oas_box_binding_t *binding, oas_bytes_t plain,
                                                 oas_work_t *work);

/* *plain lives in work->pool and is wiped with it; empty unless OAS_OK. OAS_NOT_FOUND: not bound so, or changed. */
OAS_MUST_CHECK oas_status_t oas_record_box_open(oas_bytes_t *plain, const oas_box_binding_t *binding, oas_bytes_t box,
                                                oas_work_t *work);

/* The same into memory that the caller wipes: box.length - OAS_BOX_OVERHEAD bytes (crypto/seal.h). */
OAS_MUST_CHECK oas_status_t oas_record_box_open_to(unsigned char *out, const oas_box_binding_t *binding, oas_bytes_t box,
                                                   oas_work_t *work);

#endif
