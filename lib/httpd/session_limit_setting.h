/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthSessionsPerUser: how many sessions one user may have, and what becomes of the next. */
#ifndef OAS_HTTPD_SESSION_LIMIT_SETTING_H
#define OAS_HTTPD_SESSION_LIMIT_SETTING_H

#include "httpd/config.h"

/* A number, and "drop-oldest" or "refuse". NULL, or what is wrong. */
const char *oas_session_limit_set(cmd_parms *cmd, void *directory, const char *number, const char *beyond);

/* What becomes of the next goes with the number: both are the base's where config has no number. Before the settings
 * are inherited. */
void oas_session_limit_inherit(oas_server_config_t *config, const oas_server_config_t *base);

#endif
