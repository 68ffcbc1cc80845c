/* SPDX-License-Identifier: Apache-2.0 */
/* What those who open and change sessions have in common: the record of a ticket, and the key of its label. */
#ifndef OAS_SESSION_FETCH_H
#define OAS_SESSION_FETCH_H

#include "session/lifecycle.h"

enum { OAS_CLOCK_TOLERANCE = 300 /* seconds by which a clock may be set right without anybody noticing */ };

/* The ticket's record as the store has it now. What the store says is not relied on: its index is the ticket's, and all
 * else of the head but last_used and lease is proven when a box opens. OAS_NOT_FOUND: there is none, or it is over.
 * One that seems to have begun later than now, for the clock was set back since, ends here. */
OAS_MUST_CHECK oas_status_t oas_session_fetch(oas_record_t **record, const oas_sessions_t *sessions,
                                              const oas_ticket_t *ticket, oas_boxes_t wanted, oas_work_t *work);

/* Say so of a session that was not found. OAS_NOT_FOUND. */
oas_status_t oas_session_is_gone(oas_work_t *work);

/* The key of the label of a record with this head, borrowed from the ring. OAS_NOT_FOUND: it is listed no more. */
OAS_MUST_CHECK oas_status_t oas_session_label_key(oas_bytes_t *key, const oas_sessions_t *sessions,
                                                  const oas_record_head_t *head, oas_work_t *work);

#endif
