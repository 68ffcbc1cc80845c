/* SPDX-License-Identifier: Apache-2.0 */
/* "Require oauth-age 5m", "Require oauth-acr VALUE...", "Require oauth-amr VALUE...": lines of httpd's own authorization
 * that are about the sign-in (flow/requirement.h). */
#ifndef OAS_HTTPD_REQUIREMENT_H
#define OAS_HTTPD_REQUIREMENT_H

#include <httpd.h>
#include <http_config.h>
#include <mod_auth.h>

#include "httpd/bridge.h"

/* Make the three kinds known to httpd; part of the registration of hooks. */
void oas_requirements_register(apr_pool_t *pool);

/* The session by which the user of this request is known: what our lines look at. AUTHZ_GRANTED: there is one. */
authz_status oas_requirement_session(const oas_session_t **session, request_rec *r);

/* The user was refused: would he pass if his sign-in met those of our lines that it does not? The others are asked once
 * more, as if it did. *demand, which lives as long as the client's request, is what the lines came to that had a say in it.
 * Lines under RequireNone or behind "not" are no wish, and stay as they are. */
bool oas_requirements_would_do(oas_step_up_demand_t **demand, request_rec *r);

#endif
