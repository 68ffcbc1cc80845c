/* SPDX-License-Identifier: Apache-2.0 */
/* A session cookie that belongs to no session any more: the browser is told to drop it. */
#ifndef OAS_FLOW_STALE_COOKIE_H
#define OAS_FLOW_STALE_COOKIE_H

#include "flow/message.h"
#include "flow/site.h"

/* Clear the request's session cookie in the answer to who navigates and has no session: a script of a second tab asks again
 * and again, and its answer could take away the cookie that a login in the first one has set meanwhile. And only where the store says that none belongs to it. It
 * stays where the store can not be asked, where it is of a session that only this page does not take, and where it is none of
 * this site's: one at another port has the same name, and its cookies come here, too. */
void oas_stale_cookie_clear(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_work_t *work);

#endif
