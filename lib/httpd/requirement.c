/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/requirement.h"

#include <strings.h>

#include <ap_provider.h>
#include <http_config.h>
#include <http_core.h>
#include <http_request.h>
#include <mod_auth.h>
#include <apr_strings.h>

#include "httpd/our_user.h"
#include "httpd/rule.h"
#include "httpd/setting.h"

enum { VALUES_LONGEST = 128 }; /* characters; all that is asked has to fit into state */

/* One line. */
typedef struct {
    oas_requirement_t requirement;
    oas_rule_t rule;
} line_t;

/* --- reading --- */

static line_t *new_line(const cmd_parms *cmd, oas_requirement_kind_t kind)
{
    static const char *const claims[] = {[OAS_REQUIRE_AGE] = "auth_time", [OAS_REQUIRE_ACR] = "acr", [OAS_REQUIRE_AMR] = "amr"};
    line_t *line = apr_pcalloc(cmd->pool, sizeof(*line));

    line->requirement.kind = kind;
    oas_rule_read(&line->rule, cmd, claims[kind]);
    return line;
}

/* Less than a minute would be over before the person has come back and read the page. */
static const oas_setting_t age_setting = {.kind = OAS_SETTING_DURATION,
                                          .offset = offsetof(oas_requirement_t, age),
                                          .right = "a time from 1m to 365d, such as 5m",
                                          .lowest = 60,
                                          .highest = 365 * 86400L};

static const char *parse_age(cmd_parms *cmd, const char *text, const void **parsed)
{
    line_t *line = new_line(cmd, OAS_REQUIRE_AGE);
    const char *value = ap_getword_conf(cmd->pool, &text);
    const char *error = *text != '\0' ? "takes one time" : oas_setting_set(&line->requirement, &age_setting, value, cmd->pool);

    *parsed = line;
    return error != NULL ? apr_pstrcat(cmd->pool, "Require oauth-age ", error, NULL) : NULL;
}

/* It travels in parameters, in headers and in lists of JSON strings, and means the same in all of them. */
static bool is_value(const char *value)
{
    for (const char *c = value; *c != '\0'; c++)
        if (*c <= ' ' || *c >= 0x7f || strchr("\"\\,[]", *c) != NULL)
            return false;
    return *value != '\0';
}

static const char *parse_values(cmd_parms *cmd, const char *text, oas_requirement_kind_t kind, const void **parsed)
{
    const char *name = kind == OAS_REQUIRE_ACR ? "oauth-acr" : "oauth-amr";
    line_t *line = new_line(cmd, kind);
    const char *values = "";

    *parsed = line;
    while (*text != '\0') {
        const char *value = ap_getword_conf(cmd->pool, &text);

        if (!is_value(value))
            return apr_psprintf(cmd->pool, "Require %s \"%s\": a value is one word of ASCII without any of \" \\ , [ ]", name,
                                value);
        values = apr_pstrcat(cmd->pool, values, *values != '\0' ? " " : "", value, NULL);
    }
    if (*values == '\0')
        return apr_psprintf(cmd->pool, "Require %s takes one or more values", name);
    if (strlen(values) > VALUES_LONGEST)
        return apr_psprintf(cmd->pool, "Require %s: its values are longer than %d characters", name, VALUES_LONGEST);
    line->requirement.values = values;
    return NULL;
}

static const char *parse_acr(cmd_parms *cmd, const char *text, const void **parsed)
{
    return parse_values(cmd, text, OAS_REQUIRE_ACR, parsed);
}

static const char *parse_amr(cmd_parms *cmd, const char *text, const void **parsed)
{
    return parse_values(cmd, text, OAS_REQUIRE_AMR, parsed);
}

/* --- asking --- */

authz_status oas_requirement_session(const oas_session_t **session, request_rec *r)
{
    *session = NULL;
    if (r->user == NULL)
        return AUTHZ_DENIED_NO_USER;
    if (!oas_has_our_user(r))
        return AUTHZ_DENIED;
    *session = oas_exchange(r)->session;
    return *session != NULL ? AUTHZ_GRANTED : AUTHZ_DENIED;
}

static authz_status check(request_rec *r, const char *text, const void *parsed)
{
    const line_t *line = parsed;
    oas_exchange_t *exchange = oas_exchange(r);
    const oas_session_t *session;
    authz_status status = oas_requirement_session(&session, r);
    oas_work_t work = oas_bridge_work(r);
    bool is_met;

    (void)text;
    if (status != AUTHZ_GRANTED)
        return status;
    is_met = oas_requirement_is_met(&line->requirement, session, work.now, work.pool);
    if (line->rule.is_negated)
        return oas_rule_answer(r, &line->rule, is_met);
    if (exchange->demand != NULL) {
        oas_step_up_demand_add(exchange->demand, &line->requirement, is_met, work.pool);
        return AUTHZ_GRANTED;
    }
    exchange->is_unmet |= !is_met;
    return oas_rule_answer(r, &line->rule, is_met);
}

bool oas_requirements_would_do(oas_step_up_demand_t **demand, request_rec *r)
{
    oas_exchange_t *exchange = oas_exchange(r);
    oas_work_t work = oas_bridge_work(r);
    int answer;

    *demand = NULL;
    if (!exchange->is_unmet)
        return false;
    *demand = exchange->demand = oas_step_up_demand(work.pool);
    answer = ap_run_auth_checker(r);
    exchange->demand = NULL;
    return answer == OK && (*demand)->unmet->nelts != 0;
}

static const authz_provider age = {.check_authorization = check, .parse_require_line = parse_age};
static const authz_provider acr = {.check_authorization = check, .parse_require_line = parse_acr};
static const authz_provider amr = {.check_authorization = check, .parse_require_line = parse_amr};

void oas_requirements_register(apr_pool_t *pool)
{
    ap_register_auth_provider(pool, AUTHZ_PROVIDER_GROUP, "oauth-age", AUTHZ_PROVIDER_VERSION, &age, AP_AUTH_INTERNAL_PER_CONF);
    ap_register_auth_provider(pool, AUTHZ_PROVIDER_GROUP, "oauth-acr", AUTHZ_PROVIDER_VERSION, &acr, AP_AUTH_INTERNAL_PER_CONF);
    ap_register_auth_provider(pool, AUTHZ_PROVIDER_GROUP, "oauth-amr", AUTHZ_PROVIDER_VERSION, &amr, AP_AUTH_INTERNAL_PER_CONF);
}
