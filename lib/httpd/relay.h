/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthRelay: requests to a proxied application bear the user's access token (RFC 6750 §2.1), and nothing else here does. */
#ifndef OAS_HTTPD_RELAY_H
#define OAS_HTTPD_RELAY_H

#include <httpd.h>
#include <stdbool.h>

#include "httpd/config.h"
#include "session/lifecycle.h"

static inline bool oas_relay_is_on(const oas_directory_config_t *directory)
{
    return directory->relay == OAS_RELAY_ON;
}

/* pre_config. mod_proxy's hook is an optional one: without that module nobody calls it. */
int oas_relay_join(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temporary);

/* See that there is a token to relay for an open session, and take away what the client sent in its place. DECLINED: there is.
 * Else what a hook gives back to httpd: it was logged. */
int oas_relay_prepare(request_rec *r, const oas_session_t *session);

#endif
