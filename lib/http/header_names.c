/* SPDX-License-Identifier: Apache-2.0 */
#include "http/header_names.h"

#include <string.h>

#include <apr_strings.h>

#include "http/percent.h"

typedef struct {
    const char *collapsed; /* letters, all of them small, and digits */
    bool is_beginning;
} name_t;

static const char *collapse(apr_pool_t *pool, const char *name)
{
    char *collapsed = apr_palloc(pool, strlen(name) + 1);
    char *end = collapsed;

    for (; *name != '\0'; name++)
        if (oas_is_alphanumeric(*name))
            *end++ = oas_ascii_lower(*name);
    *end = '\0';
    return collapsed;
}

/* A name that begins with a sign may read as any. */
oas_header_names_t *oas_header_names(apr_pool_t *pool)
{
    oas_header_names_t *set = apr_pcalloc(pool, sizeof(*set));

    for (int first = 1; first < 256; first++)
        set->may_begin[first] = !oas_is_alphanumeric((char)first);
    set->names = apr_array_make(pool, 8, sizeof(name_t));
    return set;
}

static void add(oas_header_names_t *set, const char *name, bool is_beginning)
{
    const char *collapsed = collapse(set->names->pool, name);
    unsigned char first = (unsigned char)collapsed[0];

    if (first == '\0') /* it would be the beginning of all names */
        return;
    set->may_begin[first] = true;
    if (first >= 'a' && first <= 'z')
        set->may_begin[first - 'a' + 'A'] = true;
    APR_ARRAY_PUSH(set->names, name_t) = (name_t){.collapsed = collapsed, .is_beginning = is_beginning};
}

void oas_header_names_add(oas_header_names_t *set, const char *name)
{
    add(set, name, false);
}

void oas_header_names_add_beginning(oas_header_names_t *set, const char *beginning)
{
    add(set, beginning, true);
}

static bool reads_as(const char *name, size_t length, const name_t *wanted)
{
    const char *rest = wanted->collapsed;

    for (size_t i = 0; i < length && !(wanted->is_beginning && *rest == '\0'); i++) {
        if (!oas_is_alphanumeric(name[i]))
            continue;
        if (oas_ascii_lower(name[i]) != *rest)
            return false;
        rest++;
    }
    return *rest == '\0';
}

bool oas_header_names_find(const oas_header_names_t *set, const char *name, size_t length)
{
    if (length == 0 || oas_header_names_lack(set, name[0]))
        return false;
    for (int i = 0; i < set->names->nelts; i++)
        if (reads_as(name, length, &APR_ARRAY_IDX(set->names, i, name_t)))
            return true;
    return false;
}
