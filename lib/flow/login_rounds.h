/* SPDX-License-Identifier: Apache-2.0 */
/* The brake on loops: a browser that lets go of its session's cookie would come back from each login without it, and be sent
 * to the next one by itself, for ever. It keeps a short note of its last logins for us, and the third one in a minute that
 * brings no session is stopped by a page (R-SES-10). */
#ifndef OAS_FLOW_LOGIN_ROUNDS_H
#define OAS_FLOW_LOGIN_ROUNDS_H

#include "flow/message.h"
#include "flow/site.h"
#include "oidc/login_attempt.h"

/* Before a login is completed: OAS_REFUSED when it is one too many. *rounds is what oas_login_rounds_note wants to know. */
OAS_MUST_CHECK oas_status_t oas_login_rounds_check(unsigned *rounds, const oas_site_t *site, const oas_request_t *request,
                                                   const oas_login_attempt_t *attempt, oas_work_t *work);

/* A login was completed: let the browser keep it in mind. It does not suffer when that fails. */
void oas_login_rounds_note(oas_reply_t *reply, unsigned rounds, const oas_site_t *site, const oas_request_t *request,
                           const oas_login_attempt_t *attempt, oas_work_t *work);

/* Somebody signs out: what follows is no loop. */
void oas_login_rounds_forget(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, apr_pool_t *pool);

#endif
