/* SPDX-License-Identifier: Apache-2.0 */
/* The values that an application keeps, as a request finds them: whose they are, and in which space. They are opened once for all
 * parts of a client's request, where anybody asks. */
#ifndef OAS_HTTPD_REQUEST_VALUES_H
#define OAS_HTTPD_REQUEST_VALUES_H

#include <httpd.h>

#include "httpd/bridge.h"
#include "session/values.h"

/* Values are on in the place of this request. */
bool oas_request_has_values(const request_rec *r);

/* The session of who is signed in for this request; NULL: nobody, or not yet. */
oas_session_t *oas_request_session(request_rec *r);

/* Whose values this request has: of that session, or of the guest that the browser is. OAS_OK with *session NULL: who is nobody
 * becomes a guest when something is set. OAS_NOT_FOUND: nobody is signed in, and the place has no guests. OAS_UNAVAILABLE: nobody
 * can say. */
OAS_MUST_CHECK oas_status_t oas_request_holder(oas_session_t **session, request_rec *r, oas_work_t *work);

/* What that session is one of: the site's sessions, or its guests. */
const oas_sessions_t *oas_request_sessions_of(const oas_session_t *session, request_rec *r);

/* The values of a holder in the space of this request's place, where they are on. All who ask get the same ones until
 * oas_request_values_change. *values lives as long as the client's request, and is wiped with it; NULL unless OAS_OK.
 * Statuses as oas_session_open_values. */
OAS_MUST_CHECK oas_status_t oas_request_values(const oas_values_t **values, request_rec *r, const oas_session_t *session,
                                               oas_work_t *work);

/* Change them; who asks next gets them anew, whether that went well or not. Before the head of the answer goes out, where the
 * holder may be a guest. Statuses as oas_session_change_values and, where a guest begins, oas_visitor_begin. */
OAS_MUST_CHECK oas_status_t oas_request_values_change(request_rec *r, oas_session_t *session,
                                                      const oas_value_edits_t *edits, oas_work_t *work);

#endif
