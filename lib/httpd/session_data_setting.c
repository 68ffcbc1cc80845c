/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/session_data_setting.h"

#include <apr_strings.h>

#include "flow/held_text.h"
#include "session/values.h"

/* In the order of oas_session_data_t. */
const char *const oas_session_data_words[] = {"off", "on", "form", "json", NULL};

const char *oas_session_data_set(cmd_parms *cmd, void *directory, const char *word, const char *space)
{
    oas_directory_config_t *config = directory;
    const char *error;

    if (oas_server_config(cmd->server)->open_provider != NULL)
        return "OAuthSessionData does not belong into <OAuthProvider>";
    if ((error = oas_setting_set(config, cmd->info, word, cmd->pool)) != NULL)
        return apr_psprintf(cmd->pool, "OAuthSessionData: %s", error);
    if (space != NULL && !oas_value_is_space(space))
        return apr_psprintf(cmd->pool, "OAuthSessionData: \"%s\" is not a name of up to %d letters, digits, -, _ and .", space,
                            OAS_VALUE_SPACE_LONGEST);
    if (space != NULL && strcmp(space, OAS_HELD_TEXT_SPACE) == 0)
        return "OAuthSessionData: \"" OAS_HELD_TEXT_SPACE "\" is kept for OAuthSessionProvider; give any other name";
    config->session_space = space != NULL ? space : "default";
    return NULL;
}

void oas_session_data_inherit(oas_directory_config_t *config, const oas_directory_config_t *base)
{
    if (config->session_data == -1)
        config->session_space = base->session_space;
}
