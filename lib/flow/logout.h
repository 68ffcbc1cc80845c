/* SPDX-License-Identifier: Apache-2.0 */
/* Signing out: GET asks, POST does. A POST counts when it comes from a page of this site or carries the token that our
 * own page gave out, so that no foreign page can sign anyone out. Where the administrator wants it, the browser then goes to
 * the provider, which signs the person out, too, and sends him back. */
#ifndef OAS_FLOW_LOGOUT_H
#define OAS_FLOW_LOGOUT_H

#include "flow/message.h"
#include "flow/site.h"

/* When the reply says that the person is signed out, the session is gone for every process. OAS_UNAVAILABLE: the store
 * can not be asked, so that nothing is claimed. */
OAS_MUST_CHECK oas_status_t oas_logout(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                       oas_work_t *work);

/* The person leaves: end this session, revoke its tokens where that is wanted, tell whom OAuthLogoutCall names, and have the
 * browser forget what it keeps for it; all else of the reply is the caller's. As oas_logout. */
OAS_MUST_CHECK oas_status_t oas_logout_of(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                          const oas_session_t *session, oas_work_t *work);

/* End this session and say so, without going to the provider: it is over there. As oas_logout. */
OAS_MUST_CHECK oas_status_t oas_logout_here(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                            const oas_session_t *session, oas_work_t *work);

/* "logged-out": the provider sent the browser back. Whether it did, or somebody else: nobody is signed out by this page, or
 * in. Only who comes from our own request goes on to the site's logout target. */
OAS_MUST_CHECK oas_status_t oas_logged_out(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                           oas_work_t *work);

#endif
