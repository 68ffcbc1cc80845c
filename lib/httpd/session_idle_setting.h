/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthSessionIdle. A place whose limit is shorter than those around it can only go by uses that were noted, wherever they
 * were: so a server knows the shortest limit of all its places, and notes uses as often as that one wants. */
#ifndef OAS_HTTPD_SESSION_IDLE_SETTING_H
#define OAS_HTTPD_SESSION_IDLE_SETTING_H

#include "httpd/config.h"

/* This limit was read in the server, or in a place of it. */
void oas_session_idle_note(oas_server_config_t *config, apr_interval_time_t idle_timeout);

/* Places of the main server are there in a virtual host, too. */
void oas_session_idle_inherit(oas_server_config_t *config, const oas_server_config_t *base);

#endif
