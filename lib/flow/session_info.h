/* SPDX-License-Identifier: Apache-2.0 */
/* The endpoint "session": what a script of this site may know of the session it is in, as JSON. To ask does not prolong the
 * session, and asks nobody to sign in. */
#ifndef OAS_FLOW_SESSION_INFO_H
#define OAS_FLOW_SESSION_INFO_H

#include "flow/message.h"
#include "flow/site.h"

/* 200 with user, provider, seconds left and version; with "claims=1" in the query the claims, too. 401 without a session,
 * 403 for pages of other origins. OAS_REFUSED: the query is no form. OAS_UNAVAILABLE: the store can not say. */
OAS_MUST_CHECK oas_status_t oas_session_info(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                             oas_work_t *work);

#endif
