/* SPDX-License-Identifier: Apache-2.0 */
#include "base/exposition.h"

#include <string.h>

#include <apr_strings.h>

/* The characters of special with a backslash before each, a line's end as \n. */
static const char *escape(const char *text, const char *special, apr_pool_t *pool)
{
    char *escaped = apr_palloc(pool, 2 * strlen(text) + 1), *to = escaped;

    for (; *text != '\0'; text++) {
        if (strchr(special, *text) != NULL)
            *to++ = '\\';
        *to++ = *text == '\n' ? 'n' : *text;
    }
    *to = '\0';
    return escaped;
}

const char *oas_exposition_family(const char *name, const char *type, const char *help, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "# HELP ", name, " ", escape(help, "\\\n", pool), "\n# TYPE ", name, " ", type, "\n", NULL);
}

const char *oas_exposition_sample(const char *name, oas_pairs_t labels, const char *value, apr_pool_t *pool)
{
    const char *line = name;

    for (size_t i = 0; i < labels.count; i++)
        line = apr_pstrcat(pool, line, i == 0 ? "{" : ",", labels.items[i].name, "=\"",
                           escape(labels.items[i].value, "\\\"\n", pool), "\"", NULL);
    return apr_pstrcat(pool, line, labels.count != 0 ? "} " : " ", value, "\n", NULL);
}
