/* SPDX-License-Identifier: Apache-2.0 */
/* Events that are about somebody's session: who it is, in words that give nothing away. */
#ifndef OAS_FLOW_NOTED_EVENT_H
#define OAS_FLOW_NOTED_EVENT_H

#include "base/event.h"
#include "session/lifecycle.h"

enum { OAS_USER_HASH_LENGTH = 22 }; /* characters: 16 bytes in base64url */

/* Note the event of this session, with its provider, its user and its name. What can not be named for want of a key is left out. */
void oas_note_session(oas_event_t event, const oas_sessions_t *sessions, const oas_session_t *session, oas_work_t *work);

#endif
