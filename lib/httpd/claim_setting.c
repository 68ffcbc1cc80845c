/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/claim_setting.h"

#include <strings.h>

#include <ap_regex.h>
#include <apr_strings.h>

#include "base/utf8.h"

/* --- patterns --- */

typedef struct {
    const ap_regex_t *pattern;
    const char *replacement;
} substitution_t;

/* What takes too long to be answered does not fit. */
static const char *substitute(const void *data, const char *text, apr_pool_t *pool)
{
    const substitution_t *substitution = data;
    ap_regmatch_t parts[AP_MAX_REG_MATCH];

    if (ap_regexec(substitution->pattern, text, AP_MAX_REG_MATCH, parts, 0) != 0)
        return NULL;
    return ap_pregsub(pool, substitution->replacement, text, AP_MAX_REG_MATCH, parts);
}

/* "$" is the end of the value, whatever RegexDefaultOptions says. NULL, or what is wrong. */
static const char *read_rule(const oas_text_rule_t **rule, const cmd_parms *cmd, const char *pattern, const char *replacement)
{
    substitution_t *substitution = apr_pcalloc(cmd->pool, sizeof(*substitution));
    oas_text_rule_t *made = apr_pcalloc(cmd->pool, sizeof(*made));

    for (const char *c = replacement; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return apr_psprintf(cmd->pool, "%s: the replacement has a control character", cmd->cmd->name);
    if (!oas_utf8_is_valid(oas_bytes_of(pattern)) || !oas_utf8_is_valid(oas_bytes_of(replacement)))
        return apr_psprintf(cmd->pool, "%s: pattern and replacement have to be UTF-8, as claims are", cmd->cmd->name);
    substitution->pattern = ap_pregcomp(cmd->pool, pattern, AP_REG_DOLLAR_ENDONLY);
    if (substitution->pattern == NULL)
        return apr_psprintf(cmd->pool, "%s: \"%s\" is no regular expression", cmd->cmd->name, pattern);
    substitution->replacement = replacement;
    *made = (oas_text_rule_t){.rewrite = substitute, .data = substitution};
    *rule = made;
    return NULL;
}

/* --- OAuthMapClaim --- */

/* One more at the end of the list. */
static void append(const oas_claim_rule_t **rules, oas_claim_rule_t rule, apr_pool_t *pool)
{
    oas_claim_rule_t *longer;
    size_t count = 0;

    while (*rules != NULL && (*rules)[count].claim != NULL)
        count++;
    longer = apr_pcalloc(pool, (count + 2) * sizeof(*longer));
    for (size_t i = 0; i < count; i++)
        longer[i] = (*rules)[i];
    longer[count] = rule;
    *rules = longer;
}

/* '\0': the word is none that says what stands between the items of a text. */
static char separator_of(const char *word)
{
    static const struct {
        const char *word;
        char separator;
    } words[] = {{"commas", ','}, {"spaces", ' '}, {"semicolons", ';'}};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcasecmp(words[i].word, word) == 0)
            return words[i].separator;
    return '\0';
}

const char *oas_claim_map_add(cmd_parms *cmd, void *directory, int count, char *const words[])
{
    oas_provider_config_t *provider = oas_server_config(cmd->server)->open_provider;
    const oas_text_rule_t *rule = NULL;
    const char *error;

    (void)directory;
    if (provider == NULL)
        return "OAuthMapClaim belongs into <OAuthProvider NAME>";
    if (count < 2 || count > 4 || (count == 3 && separator_of(words[2]) == '\0'))
        return "OAuthMapClaim takes a claim's name and the path of the provider's member, such as sub id; a pattern and its replacement "
               "may follow, or commas, spaces or semicolons";
    if ((error = oas_setting_add(provider, cmd->info, words[0], words[1], cmd->pool)) != NULL)
        return apr_psprintf(cmd->pool, "OAuthMapClaim: %s", error);
    if (count == 2)
        return NULL;
    if (count == 4 && (error = read_rule(&rule, cmd, words[2], words[3])) != NULL)
        return error;
    append(&provider->registration.claim_rules, (oas_claim_rule_t){words[0], rule, separator_of(words[2])}, cmd->pool);
    return NULL;
}

/* --- OAuthKeepClaims --- */

/* A session is somebody's: without sub it could not be said whose. */
bool oas_may_be_kept(const char *word)
{
    return strcmp(word, "!sub") != 0 && word[*word == '!'] != '\0';
}

/* --- OAuthUserClaim --- */

/* A session does not say of which of a provider's tenants its user is. */
static const char *set_of_provider(oas_provider_config_t *provider, const cmd_parms *cmd, const char *claim, const oas_text_rule_t *rule)
{
    size_t length = strlen(claim);

    provider->user_form = (oas_user_form_t){.rule = rule, .with_issuer = length > 1 && claim[length - 1] == '@'};
    provider->user_claim = provider->user_form.with_issuer ? apr_pstrmemdup(cmd->pool, claim, length - 1) : claim;
    return NULL;
}

const char *oas_user_claim_set(cmd_parms *cmd, void *directory, const char *claim, const char *pattern, const char *replacement)
{
    oas_provider_config_t *provider = oas_server_config(cmd->server)->open_provider;
    oas_directory_config_t *config = directory;
    const oas_text_rule_t *rule = NULL;
    const char *error = NULL;

    if (*claim == '\0')
        return "OAuthUserClaim: \"\" is not the name of a claim, such as preferred_username";
    if (pattern != NULL && replacement == NULL)
        return "OAuthUserClaim takes a replacement behind its pattern, such as $1";
    if (pattern != NULL && (error = read_rule(&rule, cmd, pattern, replacement)) != NULL)
        return error;
    if (provider != NULL)
        return set_of_provider(provider, cmd, claim, rule);
    if (claim[strlen(claim) - 1] == '@')
        return apr_psprintf(cmd->pool, "OAuthUserClaim: \"%s\" with its @ belongs into <OAuthProvider NAME>", claim);
    config->user_rule = rule;
    error = oas_setting_set(config, cmd->info, claim, cmd->pool);
    return error != NULL ? apr_psprintf(cmd->pool, "OAuthUserClaim: %s", error) : NULL;
}
