/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/refusal.h"

#include <apr_strings.h>

#include "base/buffer.h"
#include "flow/claims_elsewhere.h"
#include "httpd/bridge.h"
#include "httpd/events.h"
#include "httpd/log.h"
#include "httpd/rule.h"

enum { NAMES_LOGGED = 1024, TEXT_LONGEST = 4096 }; /* bytes; a line of httpd's log has 8 kB */

static oas_pairs_t claims_of(request_rec *r)
{
    const oas_session_t *session = oas_exchange(r)->session;

    return session != NULL ? session->face.claims : (oas_pairs_t){.count = 0};
}

static const char *const *names_of(oas_pairs_t claims, apr_pool_t *pool)
{
    const char **names = apr_pcalloc(pool, (claims.count + 1) * sizeof(*names));

    for (size_t i = 0; i < claims.count; i++)
        names[i] = claims.items[i].name;
    return names;
}

/* The first claim that was looked at and that the provider has elsewhere; NULL: none. */
static const char *claim_elsewhere(request_rec *r, const apr_array_header_t *rules)
{
    const oas_session_t *session = oas_exchange(r)->session;

    for (int i = 0; session != NULL && i < rules->nelts; i++) {
        const char *claim = APR_ARRAY_IDX(rules, i, const oas_rule_t *)->claim;

        if (claim != NULL && oas_claim_is_elsewhere(&session->face, claim, r->pool))
            return claim;
    }
    return NULL;
}

const oas_denial_t *oas_refusal_denial(request_rec *r)
{
    const apr_array_header_t *rules = oas_rules_refusing(r, oas_exchange(r)->refusals);
    const char **shown = apr_pcalloc(r->pool, (rules->nelts + 1) * sizeof(*shown));
    oas_denial_t *denial = apr_palloc(r->pool, sizeof(*denial));

    for (int i = 0; i < rules->nelts; i++)
        shown[i] = APR_ARRAY_IDX(rules, i, const oas_rule_t *)->shown;
    *denial = (oas_denial_t){
        .rules = shown, .claims = names_of(claims_of(r), r->pool), .elsewhere = claim_elsewhere(r, rules)};
    return denial;
}

const char *oas_refusal_text(request_rec *r)
{
    const apr_array_header_t *rules = oas_rules_refusing(r, oas_exchange(r)->refusals);
    oas_buffer_t text = oas_buffer(r->pool, TEXT_LONGEST);

    for (int i = 0; i < rules->nelts; i++) {
        oas_buffer_add_text(&text, i != 0 ? "; " : "");
        oas_buffer_add_text(&text, APR_ARRAY_IDX(rules, i, const oas_rule_t *)->text);
    }
    if (text.overflowed)
        return APR_ARRAY_IDX(rules, 0, const oas_rule_t *)->text;
    return rules->nelts != 0 ? oas_buffer_text(&text) : NULL;
}

/* Names alone: values are the user's business. */
static const char *listed_names(oas_pairs_t claims, apr_pool_t *pool)
{
    oas_buffer_t names = oas_buffer(pool, NAMES_LOGGED);

    for (size_t i = 0; i < claims.count; i++) {
        oas_buffer_add_text(&names, i != 0 ? ", " : "");
        oas_buffer_add_text(&names, claims.items[i].name);
    }
    return claims.count != 0 ? oas_buffer_text(&names) : "none";
}

static void log_values(request_rec *r, oas_pairs_t claims)
{
    for (const oas_refusal_t *refusal = oas_exchange(r)->refusals; refusal != NULL; refusal = refusal->before) {
        const char *value = refusal->rule->claim != NULL ? oas_pairs_get(claims, refusal->rule->claim) : NULL;

        oas_log_detail(r, "\"%s\" is not fulfilled: claim %s is %s", refusal->rule->text,
                       refusal->rule->claim != NULL ? refusal->rule->claim : "(none)", value != NULL ? value : "not there");
    }
}

void oas_refusal_tell(request_rec *r)
{
    const char *rules = oas_refusal_text(r), *names = listed_names(claims_of(r), r->pool);
    const char *elsewhere = claim_elsewhere(r, oas_rules_refusing(r, oas_exchange(r)->refusals));
    oas_work_t work = oas_bridge_work(r);

    oas_bridge_log(r,
                   oas_fail(&work, OAS_REFUSED, "forbidden", "not fulfilled: %s; the user's claims: %s%s%s",
                            rules != NULL ? rules : "a Require that is not of this module (LogLevel authz_core:debug tells which)",
                            names, elsewhere != NULL ? "; the provider has more of him elsewhere: " : "",
                            elsewhere != NULL ? elsewhere : ""),
                   &work);
    oas_events_deny(r, "forbidden");
    log_values(r, claims_of(r));
    apr_table_setn(r->subprocess_env, "OAUTH_DENIED_RULE", rules != NULL ? rules : "");
    apr_table_setn(r->subprocess_env, "OAUTH_DENIED_CLAIMS", names);
}
