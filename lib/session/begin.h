/* SPDX-License-Identifier: Apache-2.0 */
/* What those who make sessions have in common: a session finds its ticket, and its place in the store. */
#ifndef OAS_SESSION_BEGIN_H
#define OAS_SESSION_BEGIN_H

#include "session/contents.h"

/* Keep a new session with these contents, whose head tells its times, under a ticket of its own. cookie gets the ticket's
 * value; it is empty, and session wiped, unless OAS_OK. OAS_FULL, OAS_REFUSED, OAS_UNAVAILABLE: as oas_session_begin. */
OAS_MUST_CHECK oas_status_t oas_session_keep_new(oas_session_t *session, char cookie[OAS_TICKET_LENGTH + 1],
                                                 const oas_sessions_t *sessions, const oas_contents_t *contents,
                                                 oas_work_t *work);

#endif
