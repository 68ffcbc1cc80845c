/* SPDX-License-Identifier: Apache-2.0 */
/* Where people go after signing out: where the link or form says by "to", as far as that is allowed, else where the
 * administrator says. */
#ifndef OAS_FLOW_LOGOUT_TARGET_H
#define OAS_FLOW_LOGOUT_TARGET_H

#include "flow/message.h"
#include "flow/site.h"

/* What this request asks for: a local target, or a URL of an origin of site->logout_origins, of up to
 * OAS_LOGOUT_TARGET_LONGEST characters; in work->pool. NULL: nothing that may be gone to. */
enum { OAS_LOGOUT_TARGET_LONGEST = 2048 };
const char *oas_logout_target_asked(const oas_site_t *site, const oas_request_t *request, oas_work_t *work);

/* The URL to go to after this request, in work->pool; NULL: none, and a page of ours says what has happened. */
const char *oas_logout_target_url(const oas_site_t *site, const oas_request_t *request, oas_work_t *work);

/* The same for a request that can ask for nothing. */
const char *oas_logout_target_default(const oas_site_t *site, const oas_request_t *request, apr_pool_t *pool);

/* The origin of another site that the answer to this request leads to, in work->pool; NULL: of none. */
const char *oas_logout_target_origin(const oas_site_t *site, const oas_request_t *request, oas_work_t *work);

#endif
