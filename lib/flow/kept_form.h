/* SPDX-License-Identifier: Apache-2.0 */
/* A form that meets no session is kept until its sender has signed in again, and is then given to the application as he sent it.
 *
 * Kept is what a page of this very site sent (no login would be asked for to send another site's form), of a browser whose last
 * user is known (known_user.h), for ten minutes. It lies in the table of sessions, sealed under a ticket that only a cookie of
 * this browser has, which no other path is sent. The same user gets it back, at the same address, once, and only by the login that he
 * was led to: that one takes a mark along, and makes the form due. Of each user four are kept, the newest. */
#ifndef OAS_FLOW_KEPT_FORM_H
#define OAS_FLOW_KEPT_FORM_H

#include "base/pairs.h"
#include "flow/message.h"
#include "flow/site.h"

enum { OAS_KEPT_FORM_SECONDS = 600, OAS_KEPT_FORM_DUE_SECONDS = 60, OAS_KEPT_FORMS_OF_USER = 4, OAS_KEPT_FORM_LARGEST = 512 * 1024 };

/* Sessions that are kept forms: as these, in a realm that no ServerName can be. */
oas_sessions_t oas_kept_form_sessions(const oas_sessions_t *sessions, apr_pool_t *pool);

/* This form could be kept. */
bool oas_kept_form_may_be(const oas_site_t *site, const oas_request_t *request, oas_work_t *work);

/* Keep it; reply leads on to the login, by a page that goes on by itself: a redirect would still belong to the form, and browsers
 * hold that against the form-action policy of the page that sent it. provider: of the login; NULL: the site's first.
 * OAS_NOT_FOUND: it may not be kept. OAS_FULL, OAS_REFUSED, OAS_UNAVAILABLE: there is no room for it now, which is so
 * as soon as half of the table is used. */
OAS_MUST_CHECK oas_status_t oas_kept_form_keep(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                               const char *provider, oas_bytes_t body, oas_work_t *work);

/* Where a login to target leads, in work->pool: that is target without the mark of a form, which is due now. */
const char *oas_kept_form_lead_back(const oas_site_t *site, const char *target, oas_work_t *work);

typedef struct {
    oas_pairs_t headers; /* of its request, as they came; value NULL: it had none */
    oas_bytes_t body;
    const char *clear; /* Set-Cookie of the answer */
} oas_kept_form_t;

/* The form that this navigation is to be, in work->pool; nobody else gets it any more. host: the host's own realm. NULL unless
 * OAS_OK. OAS_NOT_FOUND: there is none, or it is not its time. OAS_REFUSED: somebody else signed in; the form is gone, and
 * reply clears its cookie. */
OAS_MUST_CHECK oas_status_t oas_kept_form_take(oas_kept_form_t **form, oas_reply_t *reply, const oas_site_t *host,
                                               const oas_request_t *request, oas_work_t *work);

/* Whoever sends a form again himself does not want the kept one any more: it is gone, and reply clears its cookie. */
void oas_kept_form_drop(oas_reply_t *reply, const oas_site_t *host, const oas_request_t *request, oas_work_t *work);

/* The browser has the cookie of one, at least. */
bool oas_kept_form_is_asked_for(const oas_request_t *request);

#endif
