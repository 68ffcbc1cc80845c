/* SPDX-License-Identifier: Apache-2.0 */
/* A text that another module keeps in a session: it reads all of it and writes all of it, and what is in it is its own
 * business. It stands in a name space that no application can have. */
#ifndef OAS_FLOW_HELD_TEXT_H
#define OAS_FLOW_HELD_TEXT_H

#include "session/values.h"

#define OAS_HELD_TEXT_SPACE "mod_session"

typedef struct {
    const char *text; /* NULL: there is none */
    uint64_t version; /* grows with each change */
} oas_held_text_t;

/* The session's text as it is now, in work->pool and wiped with it. As oas_session_open_values. */
OAS_MUST_CHECK oas_status_t oas_held_text_read(oas_held_text_t *held, const oas_session_t *session,
                                               const oas_sessions_t *sessions, oas_work_t *work);

/* Put another text in the place of the one that was read, NULL: none; *held is it then. OAS_EXPIRED: somebody else changed
 * it since. OAS_REFUSED (values_large): it has more than OAS_VALUES_BYTES. Else as oas_session_change_values. */
OAS_MUST_CHECK oas_status_t oas_held_text_replace(oas_held_text_t *held, const char *text, oas_session_t *session,
                                                  const oas_sessions_t *sessions, oas_work_t *work);

#endif
