/* SPDX-License-Identifier: Apache-2.0 */
/* A return target that is too long for state travels in a cookie of its own, sealed and bound to its attempt, that only
 * the callback's path is sent. */
#ifndef OAS_FLOW_RETURN_TARGET_H
#define OAS_FLOW_RETURN_TARGET_H

#include "flow/message.h"
#include "flow/site.h"
#include "oidc/login_attempt.h"

/* Characters of a target that is kept; a longer one is given up for "/": no header of ours grows without bound. */
enum { OAS_RETURN_TARGET_LONGEST = 2048 };

/* Give the browser the target of this attempt to keep until its end. */
OAS_MUST_CHECK oas_status_t oas_return_target_keep(oas_reply_t *reply, const oas_site_t *site,
                                                   const oas_request_t *request, const oas_login_attempt_t *attempt,
                                                   const char *target, oas_work_t *work);

/* Where to go after this attempt, fit to be gone to, in work->pool: from the attempt, or from the cookie, which is cleared
 * in reply; "/" when neither has it. */
const char *oas_return_target_take(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                   const oas_login_attempt_t *attempt, oas_work_t *work);

#endif
