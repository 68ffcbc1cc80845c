/* SPDX-License-Identifier: Apache-2.0 */
/* What a session is called where people and programs see it. */
#ifndef OAS_SESSION_NAME_H
#define OAS_SESSION_NAME_H

#include "session/lifecycle.h"

enum { OAS_SESSION_NAME_LENGTH = 22 }; /* characters: 16 bytes in base64url */

/* The name of the session with this head: made of its index under a key of the server, the same as long as it lasts, and
 * of no use but to point at it in a list. name is empty unless OAS_OK. OAS_NOT_FOUND: its key is listed no more. */
OAS_MUST_CHECK oas_status_t oas_session_name(char name[OAS_SESSION_NAME_LENGTH + 1], const oas_sessions_t *sessions,
                                             const oas_record_head_t *head, oas_work_t *work);

#endif
