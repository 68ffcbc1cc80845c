/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/preset.h"

#include <string.h>

#include <apr_strings.h>

#include "http/percent.h"
#include "http/url.h"

const oas_preset_t *oas_preset_find(const char *word)
{
    for (const oas_preset_t *preset = oas_presets; preset->word != NULL; preset++)
        if (strcmp(preset->word, word) == 0)
            return preset;
    return NULL;
}

/* Lines of the preset go on behind it: "URL/path". */
static bool is_base_url(const char *text, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, 0);
    oas_url_t *url;

    return oas_url_parse_secure(&url, text, "the URL", &work) == OAS_OK && strpbrk(text, "?'{}") == NULL
           && text[strlen(text) - 1] != '/';
}

static bool is_name(const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        if (!oas_is_alphanumeric(*c) && strchr("-._", *c) == NULL)
            return false;
    return *text != '\0' && *text != '.' && strstr(text, "..") == NULL;
}

bool oas_preset_takes(const oas_preset_t *preset, const char *argument, apr_pool_t *pool)
{
    switch (preset->kind) {
    case OAS_PRESET_ALONE: break;
    case OAS_PRESET_URL:   return is_base_url(argument, pool);
    case OAS_PRESET_NAME:  return is_name(argument);
    }
    return false;
}

const char *oas_preset_arguments(const oas_preset_line_t *line, const char *argument, apr_pool_t *pool)
{
    const char *place = strstr(line->arguments, "{}");

    if (place == NULL)
        return line->arguments;
    if (*argument == '\0')
        return NULL;
    return apr_pstrcat(pool, apr_pstrmemdup(pool, line->arguments, (size_t)(place - line->arguments)), argument,
                       place + 2, NULL);
}

const char *oas_preset_words(apr_pool_t *pool)
{
    const char *words = "";

    for (const oas_preset_t *preset = oas_presets; preset->word != NULL; preset++)
        words = apr_pstrcat(pool, words, *words != '\0' ? ", " : "", preset->word, NULL);
    return words;
}
