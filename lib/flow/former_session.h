/* SPDX-License-Identifier: Apache-2.0 */
/* The session that the browser had before a login: it ends when the login is complete, and not before. */
#ifndef OAS_FLOW_FORMER_SESSION_H
#define OAS_FLOW_FORMER_SESSION_H

#include "flow/message.h"
#include "flow/site.h"
#include "oidc/login_attempt.h"

/* What an attempt that begins with this request has to remember of it: OAS_ATTEMPT_FORMER_LENGTH bytes in work->pool.
 * NULL: there is no session, or the answer will come with its cookie. */
const unsigned char *oas_former_session_remember(const oas_site_t *site, const oas_request_t *request,
                                                 oas_response_mode_t mode, oas_work_t *work);

/* The one that the request has a cookie of, and the one that the attempt remembers: none, one or two. */
typedef struct {
    oas_index_t indexes[2];
    size_t count;
} oas_former_sessions_t;

oas_former_sessions_t oas_former_session_find(const oas_site_t *site, const oas_request_t *request,
                                              const oas_login_attempt_t *attempt, oas_work_t *work);

/* End them. The login does not suffer when the store can not. */
void oas_former_session_end(const oas_site_t *site, const oas_former_sessions_t *former, oas_work_t *work);

#endif
