/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/preset.h"

#include <apr_strings.h>

#include "httpd/directives.h"
#include "oidc/preset.h"

/* What is wrong with the argument, which may be NULL: it is not there, or not what the preset needs. NULL: nothing. */
static const char *flaw_of(const oas_preset_t *preset, const char *argument, apr_pool_t *pool)
{
    if (argument == NULL && preset->fallback == NULL)
        return apr_psprintf(pool, "OAuthPreset %s needs an argument: OAuthPreset %s %s", preset->word, preset->word,
                            preset->argument);
    if (argument != NULL && preset->kind == OAS_PRESET_ALONE)
        return apr_psprintf(pool, "OAuthPreset %s takes no argument", preset->word);
    if (argument != NULL && !oas_preset_takes(preset, argument, pool))
        return apr_psprintf(pool, "OAuthPreset %s %s: \"%s\" is not %s", preset->word, preset->argument, argument,
                            preset->kind == OAS_PRESET_URL ? "an https URL without a slash at its end"
                                                           : "a name of letters, digits, dots and hyphens");
    return NULL;
}

const char *oas_preset_choose(cmd_parms *cmd, void *directory, const char *word, const char *argument)
{
    oas_provider_config_t *provider = oas_server_config(cmd->server)->open_provider;
    const oas_preset_t *preset = oas_preset_find(word);
    const char *flaw;

    (void)directory;
    if (provider == NULL)
        return "OAuthPreset belongs into <OAuthProvider NAME>";
    if (provider->preset.word != NULL)
        return "OAuthPreset stands here twice";
    if (preset == NULL)
        return apr_psprintf(cmd->pool, "OAuthPreset: \"%s\" is none of %s", word, oas_preset_words(cmd->pool));
    if ((flaw = flaw_of(preset, argument, cmd->pool)) != NULL)
        return flaw;
    provider->preset = (oas_chosen_preset_t){
        .word = word, .argument = argument != NULL ? argument : preset->fallback, .place = cmd->directive};
    return NULL;
}

/* The lines as httpd would have read them in the place of OAuthPreset. */
static ap_directive_t *read_lines(const oas_preset_line_t *lines, const oas_chosen_preset_t *chosen, apr_pool_t *pool)
{
    ap_directive_t *first = NULL;
    ap_directive_t **end = &first;

    for (const oas_preset_line_t *line = lines; line->directive != NULL; line++) {
        const char *arguments = oas_preset_arguments(line, chosen->argument, pool);

        if (arguments == NULL)
            continue;
        *end = apr_pmemdup(pool, chosen->place, sizeof(**end));
        (*end)->directive = line->directive;
        (*end)->args = arguments;
        (*end)->next = NULL;
        end = &(*end)->next;
    }
    return first;
}

/* Let httpd read the lines into what is known. */
static const char *walk(cmd_parms *cmd, oas_provider_config_t *known, const oas_preset_line_t *lines,
                        const oas_chosen_preset_t *chosen)
{
    oas_server_config_t *server = oas_server_config(cmd->server);
    const char *error;

    server->open_provider = known;
    error = ap_walk_config(read_lines(lines, chosen, cmd->pool), cmd, cmd->context);
    server->open_provider = NULL;
    return error;
}

/* OAuthMemberships on: the preset's lists, and the scopes they need; own lists take the place of its lists. */
static const char *walk_memberships(cmd_parms *cmd, oas_provider_config_t *known, const oas_provider_config_t *provider)
{
    const oas_preset_t *preset = oas_preset_find(provider->preset.word);
    const char *error;

    if (preset->memberships[0].directive == NULL)
        return apr_psprintf(cmd->pool, "OAuthMemberships on: the preset %s has no lists of memberships", preset->word);
    error = walk(cmd, known, preset->memberships, &provider->preset);
    if (provider->registration.memberships.count != 0)
        known->registration.memberships = (oas_pairs_t){.count = 0};
    return error;
}

const char *oas_preset_apply(cmd_parms *cmd, oas_provider_config_t *provider)
{
    oas_provider_config_t *known = apr_pcalloc(cmd->pool, sizeof(*known));
    const char *error;

    if (provider->preset.word == NULL)
        return provider->wants_memberships ? "OAuthMemberships on goes with OAuthPreset; else name the URL of a list"
                                           : NULL;
    oas_settings_clear(known, OAS_PLACE_PROVIDER);
    if ((error = walk(cmd, known, oas_preset_find(provider->preset.word)->lines, &provider->preset)) != NULL
        || (provider->wants_memberships && (error = walk_memberships(cmd, known, provider)) != NULL))
        return error;
    oas_settings_inherit(provider, known, OAS_PLACE_PROVIDER, cmd->pool);
    if (provider->user_claim == NULL) {
        provider->user_claim = known->user_claim;
        provider->user_form = known->user_form;
    }
    return NULL;
}
