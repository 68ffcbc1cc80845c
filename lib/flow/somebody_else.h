/* SPDX-License-Identifier: Apache-2.0 */
/* Who may not see a page signs in as somebody else: the provider is asked to let him choose, and the session that he has goes on
 * until another one has come. */
#ifndef OAS_FLOW_SOMEBODY_ELSE_H
#define OAS_FLOW_SOMEBODY_ELSE_H

#include "flow/message.h"
#include "flow/site.h"
#include "oidc/provider.h"

/* What a login is asked for then: the text of a step-up (oidc/step_up.h). */
extern const char oas_somebody_else_text[];

/* Path and query, in work->pool, of a login at the provider of the session that comes back to this page. NULL: it could not be
 * made. */
const char *oas_somebody_else_link(const oas_site_t *site, const oas_request_t *request, const oas_session_t *session,
                                   oas_work_t *work);

/* A login as somebody else for a person on his way to a page, once: *begun with a reply. Who has just come from such a login is asked
 * no more, and nor is a program. Else as oas_login_begin(). */
OAS_MUST_CHECK oas_status_t oas_somebody_else_ask(bool *begun, oas_reply_t *reply, const oas_site_t *site,
                                                  const oas_request_t *request, const oas_session_t *session, oas_work_t *work);

/* What is asked, in words that the provider says it knows; memory is of pool. */
void oas_somebody_else_adapt(oas_pairs_t *asked, const oas_provider_t *provider, apr_pool_t *pool);

#endif
