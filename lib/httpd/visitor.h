/* SPDX-License-Identifier: Apache-2.0 */
/* The guest (flow/guest.h) that a request comes from, opened once for all its parts. Whether a place has guests is for the caller
 * to know: OAuthGuestSession is not the only reason. */
#ifndef OAS_HTTPD_VISITOR_H
#define OAS_HTTPD_VISITOR_H

#include <httpd.h>

#include "session/lifecycle.h"

/* The guest that the browser is, which is used by that; one of the site's guests. *guest lives as long as the client's request,
 * and is NULL unless OAS_OK. OAS_NOT_FOUND: it is none, or this virtual host has none. OAS_UNAVAILABLE: nobody can say. */
OAS_MUST_CHECK oas_status_t oas_visitor_find(oas_session_t **guest, request_rec *r, oas_work_t *work);

/* Begin one with nothing in it, before the head of the answer goes out. The browser knows nothing of it before
 * oas_visitor_welcome(). OAS_REFUSED (guests_part): r is a part of a page. Else as oas_guest_begin(). */
OAS_MUST_CHECK oas_status_t oas_visitor_begin(oas_session_t **guest, const char **set_cookie, request_rec *r,
                                              oas_work_t *work);

/* Something is kept for him: r's answer gives him the cookie, and is for him alone. Whoever asks for the guest gets him now. */
void oas_visitor_welcome(oas_session_t *guest, const char *set_cookie, request_rec *r);

/* Nothing could be kept for the one who just began: he ends, and never was. */
void oas_visitor_forget(oas_session_t *guest, request_rec *r, const oas_work_t *work);

/* Nobody turned out to be signed in for r, which is being told what there is of a visitor. Until then nobody knows. */
void oas_visitor_is_told(request_rec *r);
bool oas_visitor_was_told(const request_rec *r);

#endif
