/* SPDX-License-Identifier: Apache-2.0 */
/* Who is signed in goes from a link to the login straight on to the page. But where a place does not take his session, since
 * it is too old there or could not be confirmed, the link is to sign him in: it says in "again" which session was refused. For
 * any other, such as that which the login brings, it is a link like all others. It is sealed, so that nobody else can make
 * such a link for him. */
#ifndef OAS_FLOW_REFUSED_SESSION_H
#define OAS_FLOW_REFUSED_SESSION_H

#include "base/pairs.h"
#include "flow/message.h"
#include "flow/site.h"

/* The value of "again", in work->pool, for the session that this browser has; NULL: it has none, or it can not be said. provider
 * as for oas_access_find(). */
const char *oas_refused_session_mark(const oas_site_t *site, const oas_request_t *request, const char *provider,
                                     oas_work_t *work);

/* A link with this query is to take the place of the session. Its mark is good for an hour. */
bool oas_refused_session_is(const oas_session_t *session, const oas_site_t *site, oas_pairs_t query, oas_work_t *work);

#endif
