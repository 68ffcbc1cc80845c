/* SPDX-License-Identifier: Apache-2.0 */
/* The way to a provider of OAuth 1.0a and back. Its temporary credentials are known only after the callback's URL was, so
 * they can not travel in state: the browser keeps them, sealed and bound to the attempt, in a cookie that only the callback's
 * path is sent. */
#ifndef OAS_FLOW_OAUTH1_WAY_H
#define OAS_FLOW_OAUTH1_WAY_H

#include "flow/message.h"
#include "flow/site.h"
#include "oidc/login_attempt.h"
#include "oidc/oauth1.h"

/* Get temporary credentials for this attempt and have the browser keep them. *url is where to send it, in work->pool; NULL
 * unless OAS_OK. Statuses as oas_oauth1_begin. */
OAS_MUST_CHECK oas_status_t oas_oauth1_depart(const char **url, oas_reply_t *reply, const oas_site_t *site,
                                              const oas_request_t *request, const oas_login_attempt_t *attempt,
                                              const char *state, oas_work_t *work);

/* The credentials that the browser kept of this attempt; they live in work->pool, and the cookie is cleared. False: it has
 * none, or those of another attempt: another tab's, say. */
bool oas_oauth1_recall(oas_oauth1_token_t *temporary, oas_reply_t *reply, const oas_site_t *site,
                       const oas_request_t *request, const oas_login_attempt_t *attempt, oas_work_t *work);

#endif
