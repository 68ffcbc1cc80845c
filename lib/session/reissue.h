/* SPDX-License-Identifier: Apache-2.0 */
/* A session goes on under another cookie: who has a copy of the former one has nothing any more. */
#ifndef OAS_SESSION_REISSUE_H
#define OAS_SESSION_REISSUE_H

#include "session/lifecycle.h"

/* Move an open session, with all that it holds, with its times and its key, under a new ticket, and end it under the former one; cookie
 * gets the value for the browser and is empty unless OAS_OK. *session is the new one then, and as it was otherwise. A change
 * that others make meanwhile is never lost: it is in the new one, or its maker is told that the session has ended.
 * OAS_NOT_FOUND: it was ended meanwhile, and stays so. OAS_UNAVAILABLE: the store can not say, somebody has the session's
 * lease (session_leased), or others change it all the time. OAS_FULL: no room for two of it at a time. */
OAS_MUST_CHECK oas_status_t oas_session_reissue(oas_session_t *session, char cookie[OAS_TICKET_LENGTH + 1],
                                                const oas_sessions_t *sessions, oas_work_t *work);

#endif
