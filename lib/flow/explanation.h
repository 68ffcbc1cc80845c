/* SPDX-License-Identifier: Apache-2.0 */
/* From how a call ended to what the person in front of the browser is told: one table. */
#ifndef OAS_FLOW_EXPLANATION_H
#define OAS_FLOW_EXPLANATION_H

#include "base/work.h"
#include "flow/denial.h"
#include "flow/message.h"

/* Make reply say what happened and what to do next: HTTP status, Retry-After, and a page, or problem+json for who is no
 * navigating browser. The page's link stays where a flow has set one. Nothing of the request or the provider's text is
 * repeated. */
void oas_explain(oas_reply_t *reply, const oas_request_t *request, oas_status_t status, const oas_work_t *work);

/* The same for somebody who is signed in and may not see the page: 403, why, and the ways on, which are local targets: to sign in
 * as somebody else (NULL: there is none), and to sign out. */
void oas_explain_forbidden(oas_reply_t *reply, const oas_request_t *request, const oas_denial_t *denial, const char *switch_to,
                           const char *logout, apr_pool_t *pool);

#endif
