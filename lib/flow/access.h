/* SPDX-License-Identifier: Apache-2.0 */
/* An authenticated request: from its cookies to its session. This is the hot path. */
#ifndef OAS_FLOW_ACCESS_H
#define OAS_FLOW_ACCESS_H

#include "flow/message.h"
#include "flow/site.h"

enum { OAS_MOST_COOKIES_TRIED = 4 }; /* of our name */

/* The session that the browser has. cookies is the Cookie header or NULL; at most OAS_MOST_COOKIES_TRIED are tried, since
 * another page may have put one beside ours. provider: only a session made by it counts; NULL: any. *session lives in work->pool;
 * NULL unless OAS_OK. OAS_NOT_FOUND: no (or no longer a) session. OAS_UNAVAILABLE (the store can not say), OAS_BROKEN,
 * OAS_MISCONFIGURED: no reason to send anybody to a login. */
OAS_MUST_CHECK oas_status_t oas_access_find(oas_session_t **session, const oas_site_t *site, const char *cookies,
                                            bool secure, const char *provider, oas_work_t *work);

/* The same of any sessions, whose cookies have this name. */
OAS_MUST_CHECK oas_status_t oas_access_find_among(oas_session_t **session, const oas_sessions_t *sessions, const char *name,
                                                  const char *cookies, const char *provider, oas_work_t *work);

/* What somebody without a session gets: a login when a person is on the way to a page (flow/login), 401 with a page when he sent
 * a form (flow/lost_form), else 401 application/problem+json with the URL of the login. provider NULL: of several the person
 * chooses one (flow/chooser). */
OAS_MUST_CHECK oas_status_t oas_access_demand(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                              const char *provider, oas_work_t *work);

/* The 401 of oas_access_demand: target is where to go after that login; NULL: nowhere in particular. Who has a session all the
 * same, which is not good enough here, is signed in anew by that URL, once (flow/refused_session.h). */
void oas_access_refuse(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *provider,
                       const char *target, oas_work_t *work);

/* The same document with 403, for places that want no challenge. */
void oas_access_forbid(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *provider,
                       oas_work_t *work);

#endif
