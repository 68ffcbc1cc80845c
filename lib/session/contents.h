/* SPDX-License-Identifier: Apache-2.0 */
/* All that a session holds, sealed into the boxes of its record and taken out of them again. */
#ifndef OAS_SESSION_CONTENTS_H
#define OAS_SESSION_CONTENTS_H

#include "session/content.h"
#include "session/lifecycle.h"

typedef struct {
    oas_face_t face;
    oas_vault_t vault;
    oas_label_t label;
    oas_bytes_t values; /* the application's own, in a form that only their reader knows; empty: none */
} oas_contents_t;

/* Fill the boxes of a record whose head is complete. They live in work->pool. OAS_REFUSED: more than a session may hold.
 * OAS_NOT_FOUND: the head's key is listed no more. OAS_BROKEN: no randomness, or OpenSSL failed. */
OAS_MUST_CHECK oas_status_t oas_contents_seal(oas_record_t *record, const oas_contents_t *contents,
                                              const oas_sessions_t *sessions, const oas_ticket_t *ticket,
                                              oas_work_t *work);

/* What the boxes of a whole record hold, in work->pool and wiped with it. OAS_NOT_FOUND: one of them does not open. */
OAS_MUST_CHECK oas_status_t oas_contents_open(oas_contents_t *contents, const oas_record_t *record,
                                              const oas_sessions_t *sessions, const oas_ticket_t *ticket,
                                              oas_work_t *work);

#endif
