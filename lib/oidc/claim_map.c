/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/claim_map.h"

#include <string.h>

#include <apr_strings.h>

#include "base/buffer.h"

const oas_text_rule_t *oas_claim_rule(const oas_claim_map_t *map, const char *claim)
{
    for (const oas_claim_rule_t *rule = map->rules; rule != NULL && rule->claim != NULL; rule++)
        if (strcmp(rule->claim, claim) == 0)
            return rule->rule;
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

const oas_json_t *oas_claim_rewrite(const oas_text_rule_t *rule, const oas_json_t *value, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, 0);
    const oas_json_t *rewritten;
    const char *text;

    if (value == NULL)
        return NULL;
    text = oas_json_is_array(value) ? rewrite_items(rule, value, pool) : rewrite_one(rule, value, pool);
    if (text == NULL || oas_json_parse(&rewritten, oas_bytes_of(text), strlen(text), "a rewritten claim", &work) != OAS_OK)
        return NULL;
    return rewritten;
}
