/* SPDX-License-Identifier: Apache-2.0 */
/* Visitors who are not signed in, and for whom an application keeps values all the same. A guest is a session without a person
 * in it, in a table of its own, under a cookie of its own whose realm is another one: neither cookie opens what is the
 * other's. */
#ifndef OAS_FLOW_GUEST_H
#define OAS_FLOW_GUEST_H

#include "flow/message.h"
#include "flow/site.h"

/* The guest that the browser is, as oas_access_find(). OAS_NOT_FOUND also where the site has no guests. */
OAS_MUST_CHECK oas_status_t oas_guest_find(oas_session_t **guest, const oas_site_t *site, const char *cookies, bool secure,
                                           oas_work_t *work);

/* Begin a guest with nothing in it. *set_cookie, in work->pool, is what gives it to the browser; both are NULL unless OAS_OK.
 * OAS_REFUSED (guests_off): the site has none. OAS_UNAVAILABLE (guests_full): there are as many as there can be. */
OAS_MUST_CHECK oas_status_t oas_guest_begin(oas_session_t **guest, const char **set_cookie, const oas_site_t *site,
                                            bool secure, oas_work_t *work);

/* The guest that the browser is ends, and the browser forgets it. Where the table can not do it now, the guest ends by its own
 * times. */
void oas_guest_end(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_work_t *work);

#endif
