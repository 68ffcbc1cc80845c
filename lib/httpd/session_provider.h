/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthSessionProvider: the pairs of Apache's own mod_session, and of all modules that use it, are kept in the store of our
 * sessions, as one text that mod_session writes and reads itself. */
#ifndef OAS_HTTPD_SESSION_PROVIDER_H
#define OAS_HTTPD_SESSION_PROVIDER_H

#include <httpd.h>
#include <http_config.h>

/* pre_config: all modules are there now, in whatever order they were loaded. mod_session's hooks are its own functions, which
 * we may not need to be loaded ourselves. */
int oas_session_provider_join(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temporary);

/* OAuthSessionProvider. NULL, or what is wrong. */
const char *oas_session_provider_set(cmd_parms *cmd, void *directory, const char *word);

#endif
