/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/unauthorized_setting.h"

#include <strings.h>

#include <apr_strings.h>

static const char *const words[] = {"403", "401", "login", NULL};

static const char *word_among(const char *value)
{
    for (const char *const *word = words; *word != NULL; word++)
        if (strcasecmp(*word, value) == 0)
            return *word;
    return NULL;
}

/* A path of this site, or a URL of any. */
static const char *set_address(oas_directory_config_t *config, const char *value, apr_pool_t *pool)
{
    static const oas_setting_t path = {.kind = OAS_SETTING_TARGET, .offset = offsetof(oas_directory_config_t, unauthorized)};
    static const oas_setting_t url = {.kind = OAS_SETTING_URL, .offset = offsetof(oas_directory_config_t, unauthorized)};

    return oas_setting_set(config, *value == '/' ? &path : &url, value, pool);
}

const char *oas_unauthorized_set(cmd_parms *cmd, void *directory, const char *value)
{
    const oas_setting_t *setting = cmd->info;
    oas_directory_config_t *config = directory;
    const char *word = word_among(value);

    if (oas_server_config(cmd->server)->open_provider != NULL)
        return "OAuthUnauthorized does not belong into <OAuthProvider>";
    if (word == NULL && set_address(config, value, cmd->pool) != NULL)
        return apr_psprintf(cmd->pool, "OAuthUnauthorized: \"%s\" is not %s", value, setting->right);
    if (word != NULL)
        config->unauthorized = word;
    return NULL;
}

bool oas_unauthorized_is(const oas_directory_config_t *directory, const char *word)
{
    return directory->unauthorized != NULL && strcmp(directory->unauthorized, word) == 0;
}

const char *oas_unauthorized_address(const oas_directory_config_t *directory)
{
    return directory->unauthorized != NULL && word_among(directory->unauthorized) == NULL ? directory->unauthorized : NULL;
}
