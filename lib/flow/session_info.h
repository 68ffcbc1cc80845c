/* SPDX-License-Identifier: Apache-2.0 */
/* The endpoints "session" and "refresh": what a script of this site may know of the session it is in, as JSON; the one as it is,
 * the other as the provider says now. Neither prolongs the session, or asks anybody to sign in. */
#ifndef OAS_FLOW_SESSION_INFO_H
#define OAS_FLOW_SESSION_INFO_H

#include "flow/message.h"
#include "flow/site.h"

/* 200 with user, provider, seconds left and version; with "claims=1" in the query the claims, too, and with "token=1" what
 * oas_session_renew() wants. 401 without a session, 403 for pages of other origins. OAS_REFUSED: the query is no form. OAS_UNAVAILABLE: the store can not say. */
OAS_MUST_CHECK oas_status_t oas_session_info(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                             oas_work_t *work);

/* A POST with "token" in its form: tokens and claims are asked for anew, and then the same answer. Those that came within the
 * last seconds count as new: no script has the provider called without end. 409 where the provider has given nothing to ask
 * with. OAS_REFUSED: form_token, or the query or the form is none. OAS_UNAVAILABLE: the provider or the store can not say, and
 * the session is as before. */
OAS_MUST_CHECK oas_status_t oas_session_renew(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                              oas_work_t *work);

#endif
