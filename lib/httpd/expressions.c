/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/expressions.h"

#include <strings.h>

#include <apr_strings.h>

#include "base/utf8.h"
#include "flow/person_rule.h"
#include "httpd/request_values.h"
#include "httpd/visitor.h"

/* --- functions --- */

/* Its value may be put into a header of an answer or of a request to a backend: what could end a line there, or is no text, is
 * none. Nothing is ever cut. */
static const char *text_of(const oas_bytes_t *value, apr_pool_t *pool)
{
    if (value == NULL || !oas_utf8_is_valid(*value))
        return "";
    for (size_t i = 0; i < value->length; i++)
        if ((value->data[i] < 0x20 && value->data[i] != '\t') || value->data[i] == 0x7f)
            return "";
    return oas_bytes_text(pool, *value);
}

/* Who is not signed in may have values as a guest, but who has not signed in yet is no guest: until our fixups a session may turn
 * up. */
static oas_status_t open_values(const oas_values_t **values, request_rec *r, oas_work_t *work)
{
    oas_session_t *holder;
    oas_status_t status;

    *values = NULL;
    if (!oas_request_has_values(r) || (oas_request_session(r) == NULL && !oas_visitor_was_told(r)))
        return OAS_NOT_FOUND;
    if ((status = oas_request_holder(&holder, r, work)) != OAS_OK)
        return status;
    return oas_request_values(values, r, holder, work);
}

/* A store that can not say makes the expression fail: else a rule such as "not blocked" would let somebody in. */
static const char *find_value(ap_expr_eval_ctx_t *context, const void *data, const char *name)
{
    const oas_values_t *values;
    oas_work_t work;
    oas_status_t status;

    (void)data;
    if (context->r == NULL)
        return "";
    work = oas_bridge_work(context->r);
    status = open_values(&values, context->r, &work);
    if (status == OAS_OK)
        return text_of(oas_values_get(values, oas_bytes_of(name)), context->p);
    if (status != OAS_NOT_FOUND) {
        oas_bridge_log(context->r, status, &work);
        *context->err = "the session's values can not be read";
    }
    return "";
}

static const oas_session_t *session_of(const ap_expr_eval_ctx_t *context)
{
    return context->r != NULL ? oas_request_session(context->r) : NULL;
}

static const char *find_claim(ap_expr_eval_ctx_t *context, const void *data, const char *name)
{
    const oas_session_t *session = session_of(context);

    (void)data;
    return session != NULL ? oas_pairs_get(session->face.claims, name) : "";
}

static bool gather(void *data, const char *text)
{
    APR_ARRAY_PUSH((apr_array_header_t *)data, const char *) = text;
    return false;
}

/* All values of it, as Require oauth-claim finds them. */
static apr_array_header_t *find_claims(ap_expr_eval_ctx_t *context, const void *data, const char *path)
{
    const oas_session_t *session = session_of(context);
    apr_array_header_t *values = apr_array_make(context->p, 4, sizeof(const char *));

    (void)data;
    if (session != NULL)
        (void)oas_person_has(&session->face, path, gather, values);
    return values;
}

/* --- variables --- */

static const char *say_user(ap_expr_eval_ctx_t *context, const void *data)
{
    (void)data;
    return session_of(context) != NULL ? context->r->user : "";
}

static const char *say_provider(ap_expr_eval_ctx_t *context, const void *data)
{
    const oas_session_t *session = session_of(context);

    (void)data;
    return session != NULL ? session->face.provider : "";
}

/* Seconds since the login, when the request came. */
static const char *say_age(ap_expr_eval_ctx_t *context, const void *data)
{
    const oas_session_t *session = session_of(context);
    apr_interval_time_t age = session != NULL ? context->r->request_time - session->head.created : 0;

    (void)data;
    return session != NULL ? apr_psprintf(context->p, "%" APR_TIME_T_FMT, age > 0 ? apr_time_sec(age) : 0) : "";
}

/* --- found when the configuration is read --- */

static const struct {
    const char *name;
    ap_expr_string_func_t *answer;
} functions[] = {{"session", find_value}, {"oauth_claim", find_claim}};

static const struct {
    const char *name;
    ap_expr_var_func_t *answer;
} variables[] = {{"OAUTH_USER", say_user}, {"OAUTH_PROVIDER", say_provider}, {"OAUTH_SESSION_AGE", say_age}};

static int look_up_function(ap_expr_lookup_parms *sought)
{
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
        if (strcasecmp(functions[i].name, sought->name) == 0) {
            *sought->func = (const void *)functions[i].answer;
            return OK;
        }
    return DECLINED;
}

static int look_up_list(ap_expr_lookup_parms *sought)
{
    ap_expr_list_func_t *answer = find_claims;

    if (strcasecmp(sought->name, "oauth_claims") != 0)
        return DECLINED;
    *sought->func = (const void *)answer;
    return OK;
}

static int look_up_variable(ap_expr_lookup_parms *sought)
{
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
        if (strcasecmp(variables[i].name, sought->name) == 0) {
            *sought->func = (const void *)variables[i].answer;
            return OK;
        }
    return DECLINED;
}

int oas_expression_look_up(ap_expr_lookup_parms *sought)
{
    switch (sought->type) {
    case AP_EXPR_FUNC_STRING: return look_up_function(sought);
    case AP_EXPR_FUNC_LIST:   return look_up_list(sought);
    case AP_EXPR_FUNC_VAR:    return look_up_variable(sought);
    default:                  return DECLINED;
    }
}
