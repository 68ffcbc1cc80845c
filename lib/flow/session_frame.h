/* SPDX-License-Identifier: Apache-2.0 */
/* The page "session-frame" (OpenID Connect Session Management 1.0 §3.1): framed by pages of this site, it frames one of the
 * provider, and asks it now and then whether the person is still signed in there as he was. */
#ifndef OAS_FLOW_SESSION_FRAME_H
#define OAS_FLOW_SESSION_FRAME_H

#include "flow/message.h"
#include "flow/site.h"

/* The page for the session that the browser has; 204 where there is nothing to ask: no session, or a provider that does not
 * tell, or is not to be asked. */
OAS_MUST_CHECK oas_status_t oas_session_frame(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                              oas_work_t *work);

#endif
