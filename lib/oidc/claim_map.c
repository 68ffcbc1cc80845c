/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/claim_map.h"

#include <string.h>

#include <apr_strings.h>

#include "base/buffer.h"

const oas_claim_rule_t *oas_claim_rule(const oas_claim_map_t *map, const char *claim)
{
    for (const oas_claim_rule_t *rule = map->rules; rule != NULL && rule->claim != NULL; rule++)
        if (strcmp(rule->claim, claim) == 0)
            return rule;
    return NULL;
}

/* NULL: the rule does not fit, or has nothing to fit. */
static const char *rewrite_one(const oas_text_rule_t *rule, const oas_json_t *value, apr_pool_t *pool)
{
    const char *text;

    if (oas_json_is_null(value) || oas_json_is_object(value) || oas_json_is_array(value))
        return NULL;
    text = rule->rewrite(rule->data, oas_json_text(value, pool), pool);
    return text != NULL ? oas_json_quote(pool, text) : NULL;
}

static const char *rewrite_items(const oas_text_rule_t *rule, const oas_json_t *list, apr_pool_t *pool)
{
    oas_buffer_t items = oas_buffer(pool, SIZE_MAX); /* as many as the list has */
    const char *before = "[";

    for (const oas_json_t *item = oas_json_first(list); item != NULL; item = oas_json_next(item)) {
        const char *text = rewrite_one(rule, item, pool);

        if (text == NULL)
            continue;
        oas_buffer_add_text(&items, before);
        oas_buffer_add_text(&items, text);
        before = ",";
    }
    oas_buffer_add_text(&items, *before == '[' ? "[]" : "]");
    return oas_buffer_text(&items);
}

static const char *without_blanks_around(const char *item, size_t length, apr_pool_t *pool)
{
    while (length > 0 && *item == ' ')
        item++, length--;
    while (length > 0 && item[length - 1] == ' ')
        length--;
    return apr_pstrmemdup(pool, item, length);
}

static const char *split(const char *text, char separator, apr_pool_t *pool)
{
    oas_buffer_t items = oas_buffer(pool, SIZE_MAX); /* no longer than some times the text */
    const char *before = "[", *end;

    for (; text != NULL; text = *end != '\0' ? end + 1 : NULL) {
        const char *item;

        end = strchr(text, separator);
        if (end == NULL)
            end = text + strlen(text);
        item = without_blanks_around(text, (size_t)(end - text), pool);
        if (*item == '\0')
            continue;
        oas_buffer_add_text(&items, before);
        oas_buffer_add_text(&items, oas_json_quote(pool, item));
        before = ",";
    }
    oas_buffer_add_text(&items, *before == '[' ? "[]" : "]");
    return oas_buffer_text(&items);
}

static const char *rewritten_text(const oas_claim_rule_t *rule, const oas_json_t *value, apr_pool_t *pool)
{
    if (rule->rule == NULL)
        return split(oas_json_text(value, pool), rule->separator, pool);
    return oas_json_is_array(value) ? rewrite_items(rule->rule, value, pool) : rewrite_one(rule->rule, value, pool);
}

const oas_json_t *oas_claim_rewrite(const oas_claim_rule_t *rule, const oas_json_t *value, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, 0);
    const oas_json_t *rewritten;
    const char *text;

    if (value == NULL || (rule->rule == NULL && !oas_json_is_string(value)))
        return value;
    text = rewritten_text(rule, value, pool);
    if (text == NULL || oas_json_parse(&rewritten, oas_bytes_of(text), strlen(text), "a rewritten claim", &work) != OAS_OK)
        return NULL;
    return rewritten;
}
