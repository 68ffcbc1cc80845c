/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/pair_changes.h"

#include <string.h>
#include <strings.h>

static bool is_same(const char *one, const char *other)
{
    return one != NULL && other != NULL ? strcmp(one, other) == 0 : one == other;
}

/* --- repeated --- */

typedef struct {
    apr_table_t *newest;
    const apr_table_t *before, *after;
} repeating_t;

static int repeat_set(void *data, const char *key, const char *value)
{
    const repeating_t *repeating = data;

    if (!is_same(apr_table_get(repeating->before, key), value))
        apr_table_setn(repeating->newest, key, value);
    return 1;
}

static int repeat_unset(void *data, const char *key, const char *value)
{
    const repeating_t *repeating = data;

    (void)value;
    if (apr_table_get(repeating->after, key) == NULL)
        apr_table_unset(repeating->newest, key);
    return 1;
}

void oas_pair_changes_repeat(apr_table_t *newest, const apr_table_t *before, const apr_table_t *after)
{
    repeating_t repeating = {.newest = newest, .before = before, .after = after};

    apr_table_do(repeat_unset, &repeating, before, NULL);
    apr_table_do(repeat_set, &repeating, after, NULL);
}

/* --- a sign-in --- */

static bool is_called(const char *key, const char *name)
{
    size_t length = strlen(key), name_length = strlen(name);

    return length >= name_length && strcasecmp(key + length - name_length, name) == 0
           && (length == name_length || key[length - name_length - 1] == '-');
}

/* 0 ends the walk. */
static int is_as_before(void *before, const char *key, const char *value)
{
    return (!is_called(key, "user") && !is_called(key, "pw")) || is_same(apr_table_get(before, key), value);
}

bool oas_pair_changes_sign_in(const apr_table_t *before, const apr_table_t *after)
{
    return apr_table_do(is_as_before, (void *)before, after, NULL) == 0;
}
