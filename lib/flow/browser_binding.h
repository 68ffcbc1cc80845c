/* SPDX-License-Identifier: Apache-2.0 */
/* One small cookie ties logins to the browser that begins them: the same for all tabs, so that they can be finished in any
 * order. */
#ifndef OAS_FLOW_BROWSER_BINDING_H
#define OAS_FLOW_BROWSER_BINDING_H

#include "flow/message.h"
#include "oidc/login_attempt.h"
#include "oidc/response.h"

/* The value that a new attempt is bound to, in work->pool: the one the browser has, or a new one that it is given. Where
 * answers are posted by a page of another site (OAS_MODE_FORM_POST) the cookie is SameSite=None. OAS_MISCONFIGURED: that
 * needs TLS, or loopback, and the site is reached without. */
OAS_MUST_CHECK oas_status_t oas_browser_bind(const char **browser, oas_reply_t *reply, const oas_request_t *request,
                                             oas_response_mode_t mode, oas_work_t *work);

/* One of the browser's binding cookies is that of the attempt. */
bool oas_browser_began(const oas_login_attempt_t *attempt, const oas_request_t *request, const oas_keyring_t *keys,
                       oas_work_t *work);

#endif
