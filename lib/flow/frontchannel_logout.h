/* SPDX-License-Identifier: Apache-2.0 */
/* A page of the provider has this browser say that somebody signed out there: "frontchannel-logout" (OpenID Connect
 * Front-Channel Logout 1.0 §2). For providers that know no other way: a browser that is closed, or keeps cookies and frames
 * apart, brings no such message. */
#ifndef OAS_FLOW_FRONTCHANNEL_LOGOUT_H
#define OAS_FLOW_FRONTCHANNEL_LOGOUT_H

#include "flow/message.h"
#include "flow/site.h"

/* Ends the sessions of the provider's session that the query names; a cookie is not needed, for a frame often has none. The
 * name is known to the provider and to us alone. OAS_REFUSED: no issuer of a provider that may do this, or no session is
 * named. OAS_UNAVAILABLE: the store can not be asked. */
OAS_MUST_CHECK oas_status_t oas_frontchannel_logout(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                                    oas_work_t *work);

#endif
