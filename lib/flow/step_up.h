/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody is signed in, but not well enough for the page: one round to the provider, and then 403 (the idea of RFC 9470,
 * for people with browsers). */
#ifndef OAS_FLOW_STEP_UP_H
#define OAS_FLOW_STEP_UP_H

#include "flow/message.h"
#include "flow/requirement.h"
#include "flow/site.h"

/* What the requirements of a page came to. */
typedef struct {
    oas_step_up_t wanted;      /* what to ask, so that all of them may be met; the same whatever the session is like */
    apr_array_header_t *unmet; /* of const oas_requirement_t * */
    bool never_redirects;      /* nobody is sent to the login from the page */
} oas_step_up_demand_t;

/* One of nothing, in pool. */
oas_step_up_demand_t *oas_step_up_demand(apr_pool_t *pool);

/* Add a requirement. */
void oas_step_up_demand_add(oas_step_up_demand_t *demand, const oas_requirement_t *requirement, bool is_met, apr_pool_t *pool);

/* The session began a moment ago with a login that was asked for just this text. OAS_UNAVAILABLE and what else a vault that does
 * not open says. */
OAS_MUST_CHECK oas_status_t oas_step_up_was_asked(bool *asked, const oas_site_t *site, const oas_session_t *session,
                                                  const char *text, oas_work_t *work);

/* What a request gets whose session does not meet the demand: a login that asks for it when a person is on the way to a
 * page, else 401 application/problem+json with the URL of that login. The session knows what its login was asked for: for a
 * minute the same is not asked again, and OAS_REFUSED says what is lacking. That is never the age: a login that was to be
 * fresh was judged when it came back, and *suffices for that minute though seconds have passed since (then there is no
 * reply). Else as oas_login_begin(). */
OAS_MUST_CHECK oas_status_t oas_step_up(bool *suffices, oas_reply_t *reply, const oas_site_t *site,
                                        const oas_request_t *request, const oas_session_t *session,
                                        const oas_step_up_demand_t *demand, oas_work_t *work);

#endif
