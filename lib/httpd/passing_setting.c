/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/passing_setting.h"

#include <strings.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "flow/passed_name.h"
#include "httpd/directives.h"
#include "httpd/our_names.h"

/* In the order of oas_pass_t, and of oas_encoding_t. */
const char *const oas_pass_words[] = {"auto", "environment", "headers", "both", "none", "jwt", "json", NULL};
const char *const oas_encoding_words[] = {"utf-8", "latin1", "base64url", "percent", NULL};

oas_passing_t *oas_passing_of(oas_directory_config_t *directory, apr_pool_t *pool)
{
    if (directory->passing == NULL) {
        oas_passing_t *passing = apr_pcalloc(pool, sizeof(*passing));

        oas_settings_clear(passing, OAS_PLACE_PASSING);
        directory->passing = passing;
    }
    return (oas_passing_t *)directory->passing;
}

void oas_passing_inherit_some(oas_directory_config_t *config, const oas_directory_config_t *base, apr_pool_t *pool)
{
    oas_passing_t *passing;

    if (config->pass_claims == -1)
        config->passed_form = base->passed_form;
    if (base->passing == NULL)
        return;
    if (config->passing == NULL) {
        config->passing = base->passing;
        return;
    }
    passing = apr_pmemdup(pool, config->passing, sizeof(*passing));
    oas_settings_inherit(passing, base->passing, OAS_PLACE_PASSING, pool);
    config->passing = passing;
}

/* --- OAuthPassClaims --- */

/* The path of the innermost <Location> that the line stands in; "/" where that is none, or one of many paths. */
static const char *place_of(const cmd_parms *cmd)
{
    for (const ap_directive_t *section = cmd->directive->parent; section != NULL; section = section->parent)
        if (strcasecmp(section->directive, "<Location") == 0)
            return cmd->path != NULL && cmd->path[0] == '/' && section->args[0] != '~' && strpbrk(cmd->path, "*?[") == NULL
                       ? cmd->path
                       : "/";
    return "/";
}

/* Either these or all but these: both at once would leave open what becomes of all others. */
static const char *check_names(int count, char *const names[])
{
    for (int i = 0; i < count; i++)
        if ((*names[i] == '!') != (*names[0] == '!') || names[i][*names[i] == '!'] == '\0')
            return "OAuthPassClaims takes names of claims behind its first word, or \"!\" before each of them, and not both";
    return NULL;
}

static const char *read_form(oas_directory_config_t *config, const cmd_parms *cmd, int count, char *const names[])
{
    const char *error = check_names(count, names);
    oas_passed_form_t *form = apr_pcalloc(cmd->pool, sizeof(*form));
    const char **claims = apr_pcalloc(cmd->pool, (size_t)(count + 1) * sizeof(*claims));

    if (error != NULL)
        return error;
    if (config->pass_claims == OAS_PASS_NONE && count != 0)
        return "OAuthPassClaims none takes no names of claims";
    for (int i = 0; i < count; i++)
        claims[i] = names[i];
    form->claims = count != 0 ? claims : NULL;
    form->place = place_of(cmd);
    config->passed_form = count != 0 || config->pass_claims > OAS_PASS_NONE ? form : NULL;
    return NULL;
}

const char *oas_passing_set_claims(cmd_parms *cmd, void *directory, int count, char *const words[])
{
    oas_server_config_t *server = oas_server_config(cmd->server);
    oas_directory_config_t *config = directory;
    const char *error;

    if (server->open_provider != NULL)
        return "OAuthPassClaims does not belong into <OAuthProvider>";
    if ((error = oas_setting_set(config, cmd->info, count != 0 ? words[0] : "", cmd->pool)) != NULL)
        return apr_psprintf(cmd->pool, "OAuthPassClaims: %s", error);
    server->wants_signing_key |= config->pass_claims == OAS_PASS_JWT;
    return read_form(config, cmd, count - 1, words + 1);
}

/* --- names --- */

static const char *refuse(const cmd_parms *cmd, const char *value, const char *flaw)
{
    return apr_psprintf(cmd->pool, "%s: \"%s\" %s", cmd->cmd->name, value, flaw);
}

static const char *misplaced(const cmd_parms *cmd)
{
    if (oas_server_config(cmd->server)->open_provider == NULL)
        return NULL;
    return apr_psprintf(cmd->pool, "%s does not belong into <OAuthProvider>", cmd->cmd->name);
}

const char *oas_passing_set_prefix(cmd_parms *cmd, void *directory, const char *prefix)
{
    const char *flaw = misplaced(cmd);

    if (flaw != NULL)
        return flaw;
    if ((flaw = oas_prefix_flaw(prefix, cmd->pool)) != NULL)
        return refuse(cmd, prefix, apr_pstrcat(cmd->pool, flaw, "; such as X-Remote- would be right", NULL));
    oas_our_headers_add(apr_pstrcat(cmd->pool, prefix, "*", NULL));
    oas_our_variables_add(apr_pstrcat(cmd->pool, prefix, "*", NULL));
    oas_passing_of(directory, cmd->pool)->prefix = prefix;
    return NULL;
}

const char *oas_passing_set_user_header(cmd_parms *cmd, void *directory, const char *name)
{
    const char *flaw = misplaced(cmd);

    if (flaw != NULL)
        return flaw;
    if ((flaw = oas_user_header_flaw(name, cmd->pool)) != NULL)
        return refuse(cmd, name, apr_pstrcat(cmd->pool, flaw, "; such as X-Forwarded-User would be right", NULL));
    oas_our_headers_add(name);
    oas_passing_of(directory, cmd->pool)->user_header = name;
    return NULL;
}

const char *oas_passing_set_delimiter(cmd_parms *cmd, void *directory, const char *delimiter)
{
    const char *flaw = misplaced(cmd);

    if (flaw != NULL)
        return flaw;
    if (strcasecmp(delimiter, "json") != 0 && (!apr_ispunct(delimiter[0]) || delimiter[0] == '\\' || delimiter[1] != '\0')
        && strcmp(delimiter, " ") != 0)
        return refuse(cmd, delimiter, "is not json, nor one of the characters that are no letter, digit or \\, such as ,");
    oas_passing_of(directory, cmd->pool)->delimiter = strcasecmp(delimiter, "json") != 0 ? delimiter : "json";
    return NULL;
}
