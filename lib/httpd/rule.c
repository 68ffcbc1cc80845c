/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/rule.h"

#include <strings.h>

#include <apr_strings.h>

#include "httpd/bridge.h"

/* --- reading --- */

static bool is_section(const ap_directive_t *place, const char *name)
{
    return strcasecmp(place->directive, name) == 0;
}

static int count_around(const ap_directive_t *place, const char *section)
{
    int count = 0;

    for (; place != NULL; place = place->parent)
        count += is_section(place, section);
    return count;
}

static const char *arguments_of(const ap_directive_t *place)
{
    return place->args != NULL ? place->args : "";
}

/* Taken apart as httpd itself does it: with any blanks, and with quotes. */
static bool has_not(const ap_directive_t *place, apr_pool_t *pool)
{
    const char *words = arguments_of(place);

    return strcasecmp(ap_getword_conf(pool, &words), "not") == 0;
}

/* Each RequireNone around it turns its meaning round. */
static const char *text_of(const ap_directive_t *place, const char *words, apr_pool_t *pool)
{
    const char *text = apr_pstrcat(pool, "Require ", words, NULL);

    for (int i = count_around(place, "<RequireNone"); i > 0; i--)
        text = apr_pstrcat(pool, "<RequireNone> ", text, NULL);
    return text;
}

bool oas_rule_has_alias(const cmd_parms *cmd)
{
    return count_around(cmd->directive, "<AuthzProviderAlias") != 0;
}

void oas_rule_read(oas_rule_t *rule, const cmd_parms *cmd, const char *claim)
{
    const ap_directive_t *place = cmd->directive;

    *rule = (oas_rule_t){.claim = claim, .place = place};
    rule->is_negated = (has_not(place, cmd->temp_pool) + count_around(place, "<RequireNone")) % 2 != 0;
    if (!oas_rule_has_alias(cmd))
        rule->text = rule->shown = text_of(place, arguments_of(place), cmd->pool);
}

void oas_rule_hide_values(oas_rule_t *rule, const cmd_parms *cmd, const char *shown)
{
    const char *negation = has_not(cmd->directive, cmd->temp_pool) ? "not " : "";

    if (rule->text != NULL)
        rule->shown = text_of(cmd->directive, apr_pstrcat(cmd->temp_pool, negation, shown, " ...", NULL), cmd->pool);
}

/* --- asking --- */

/* While it is asked what a stronger sign-in would do, nothing is refused; nor by what an expression looks up on the way, whose pool is
 * gone before the answer. */
static void note(request_rec *r, const oas_rule_t *rule)
{
    oas_exchange_t *exchange = oas_exchange(r);
    oas_refusal_t *refusal;

    if (rule->text == NULL || exchange->demand != NULL || exchange->authorizing != r)
        return;
    refusal = apr_palloc(oas_bridge_work(r).pool, sizeof(*refusal));
    *refusal = (oas_refusal_t){.rule = rule, .before = exchange->refusals};
    exchange->refusals = refusal;
}

authz_status oas_rule_answer(request_rec *r, const oas_rule_t *rule, bool is_met)
{
    if (is_met == rule->is_negated)
        note(r, rule);
    return is_met ? AUTHZ_GRANTED : AUTHZ_DENIED;
}

/* --- which of them it was --- */

static bool is_within(const ap_directive_t *place, const ap_directive_t *section)
{
    while (place != NULL && place != section)
        place = place->parent;
    return place != NULL;
}

/* httpd leaves a RequireAll at the first thing in it that is not fulfilled. What it asked before in the same one was fulfilled in
 * the end, by another line of a RequireAny within. */
static bool was_made_up_for(const oas_rule_t *rule, const oas_rule_t *later)
{
    const ap_directive_t *child = rule->place;

    for (const ap_directive_t *section = child->parent; section != NULL; child = section, section = section->parent)
        if (is_section(section, "<RequireAll") && count_around(section, "<RequireNone") % 2 == 0
            && is_within(later->place, section) && !is_within(later->place, child))
            return true;
    return false;
}

apr_array_header_t *oas_rules_refusing(request_rec *r, const oas_refusal_t *refusals)
{
    apr_array_header_t *rules = apr_array_make(r->pool, 4, sizeof(const oas_rule_t *));
    const oas_rule_t *last = refusals != NULL ? refusals->rule : NULL;

    for (; refusals != NULL; refusals = refusals->before)
        if (!was_made_up_for(refusals->rule, last))
            APR_ARRAY_PUSH(rules, const oas_rule_t *) = refusals->rule;
    for (int low = 0, high = rules->nelts - 1; low < high; low++, high--) {
        const oas_rule_t *rule = APR_ARRAY_IDX(rules, low, const oas_rule_t *);

        APR_ARRAY_IDX(rules, low, const oas_rule_t *) = APR_ARRAY_IDX(rules, high, const oas_rule_t *);
        APR_ARRAY_IDX(rules, high, const oas_rule_t *) = rule;
    }
    return rules;
}
