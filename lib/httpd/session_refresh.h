/* SPDX-License-Identifier: Apache-2.0 */
/* A session's token and claims, as fresh as a Location wants them. */
#ifndef OAS_HTTPD_SESSION_REFRESH_H
#define OAS_HTTPD_SESSION_REFRESH_H

#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/passed_tokens.h"
#include "httpd/relay.h"

/* It cares: most Locations do not, and cost nothing. */
static inline bool oas_session_refresh_is_wanted(const oas_directory_config_t *directory)
{
    return oas_passes_token(directory, OAS_TOKENS_ACCESS) || oas_relay_is_on(directory) || directory->claims_age > 0
           || directory->confirmed_age > 0;
}

/* Renew what is due of an open session, and give the exchange its vault. What could not be renewed and serves on is logged.
 * Status as oas_refresh(), and work likewise but for OAS_OK. */
OAS_MUST_CHECK oas_status_t oas_session_refresh(request_rec *r, oas_session_t *session, oas_work_t *work);

#endif
