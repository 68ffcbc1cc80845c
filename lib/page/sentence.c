/* SPDX-License-Identifier: Apache-2.0 */
#include "page/sentence.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "base/buffer.h"

enum { TEXT_LONGEST = 64 * 1024 };

/* The length of the {name} that begins here, braces included; 0: none does. */
static size_t name_length(const char *text)
{
    size_t length = 1;

    if (*text != '{')
        return 0;
    while (apr_islower(text[length]) || text[length] == '_')
        length++;
    return length > 1 && text[length] == '}' ? length + 1 : 0;
}

static const char *value_of(oas_pairs_t values, const char *name, size_t length)
{
    for (size_t i = 0; i < values.count; i++)
        if (strlen(values.items[i].name) == length - 2 && strncmp(values.items[i].name, name + 1, length - 2) == 0)
            return values.items[i].value;
    return NULL;
}

const char *oas_sentence_fill(const char *text, oas_pairs_t values, apr_pool_t *pool)
{
    oas_buffer_t filled = oas_buffer(pool, TEXT_LONGEST);

    if (values.count == 0)
        return text;
    while (*text != '\0') {
        size_t length = name_length(text);
        const char *value = length != 0 ? value_of(values, text, length) : NULL;

        if (value != NULL)
            oas_buffer_add_text(&filled, value);
        else
            oas_buffer_add(&filled, oas_bytes(text, length = length != 0 ? length : 1));
        text += length;
    }
    return oas_buffer_text(&filled);
}

oas_sentence_t oas_sentence_with(const char *english, const char *name, const char *value, apr_pool_t *pool)
{
    oas_pair_t *pair = apr_palloc(pool, sizeof(*pair));

    *pair = (oas_pair_t){.name = name, .value = value};
    return (oas_sentence_t){.english = english, .values = {.items = pair, .count = 1}};
}

const char *oas_sentence_in_english(const oas_sentence_t *sentence, apr_pool_t *pool)
{
    return oas_sentence_fill(sentence->english, sentence->values, pool);
}

static bool has_name(const char *text, const char *name, size_t length)
{
    for (; *text != '\0'; text++)
        if (strncmp(text, name, length) == 0)
            return true;
    return false;
}

static bool has_all_names(const char *text, const char *names)
{
    for (; *names != '\0'; names++) {
        size_t length = name_length(names);

        if (length != 0 && !has_name(text, names, length))
            return false;
    }
    return true;
}

bool oas_sentence_has_same_names(const char *one, const char *other)
{
    return has_all_names(one, other) && has_all_names(other, one);
}
