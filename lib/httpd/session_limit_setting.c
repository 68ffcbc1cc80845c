/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/session_limit_setting.h"

#include <strings.h>

#include <apr_strings.h>

const char *oas_session_limit_set(cmd_parms *cmd, void *directory, const char *number, const char *beyond)
{
    oas_server_config_t *server = oas_server_config(cmd->server);
    const char *error;

    (void)directory;
    if (server->open_provider != NULL)
        return "OAuthSessionsPerUser does not belong into <OAuthProvider>";
    if ((error = oas_setting_set(server, cmd->info, number, cmd->pool)) != NULL)
        return apr_psprintf(cmd->pool, "OAuthSessionsPerUser: %s", error);
    server->refuse_more_sessions = beyond != NULL && strcasecmp(beyond, "refuse") == 0;
    if (beyond != NULL && !server->refuse_more_sessions && strcasecmp(beyond, "drop-oldest") != 0)
        return apr_psprintf(cmd->pool, "OAuthSessionsPerUser: \"%s\" is not drop-oldest or refuse", beyond);
    return NULL;
}

void oas_session_limit_inherit(oas_server_config_t *config, const oas_server_config_t *base)
{
    if (config->sessions_per_user == -1)
        config->refuse_more_sessions = base->refuse_more_sessions;
}
