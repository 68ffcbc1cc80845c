/* SPDX-License-Identifier: Apache-2.0 */
/* A module in C with a value in the session: "SetHandler visits" tells people how often they have come. Build and install it:
 *     apxs -i -c mod_visits.c */
#include <httpd.h>
#include <http_config.h>
#include <http_protocol.h>
#include <apr_strings.h>
#include <mod_oauth_session.h>

static APR_OPTIONAL_FN_TYPE(oauth_session_user) *session_user;
static APR_OPTIONAL_FN_TYPE(oauth_session_get) *session_get;
static APR_OPTIONAL_FN_TYPE(oauth_session_version) *session_version;
static APR_OPTIONAL_FN_TYPE(oauth_session_change) *session_change;

static void retrieve(void)
{
    session_user = APR_RETRIEVE_OPTIONAL_FN(oauth_session_user);
    session_get = APR_RETRIEVE_OPTIONAL_FN(oauth_session_get);
    session_version = APR_RETRIEVE_OPTIONAL_FN(oauth_session_version);
    session_change = APR_RETRIEVE_OPTIONAL_FN(oauth_session_change);
}

/* Of two visits at the same moment both count: who comes second reads again. */
static oauth_session_status_t count_visit(apr_int64_t *visits, request_rec *r)
{
    oauth_session_status_t status;
    oauth_session_value_t former;
    apr_uint64_t version;

    do {
        if ((status = session_version(&version, r)) != OAUTH_SESSION_OK)
            return status;
        (void)session_get(&former, r, "visits"); /* empty the first time */
        *visits = apr_atoi64(former.data) + 1;
        const char *text = apr_psprintf(r->pool, "%" APR_INT64_T_FMT, *visits);
        status = session_change(r, &(oauth_session_edit_t){"visits", text, strlen(text)}, 1, &version);
    } while (status == OAUTH_SESSION_CHANGED);
    return status;
}

static int greet(request_rec *r)
{
    apr_int64_t visits;

    if (strcmp(r->handler, "visits") != 0)
        return DECLINED;
    if (session_user == NULL || session_user(r) == NULL)
        return HTTP_FORBIDDEN;
    if (count_visit(&visits, r) != OAUTH_SESSION_OK)
        return HTTP_SERVICE_UNAVAILABLE;
    ap_set_content_type(r, "text/plain; charset=utf-8");
    ap_rprintf(r, "Hello, %s. You have come %" APR_INT64_T_FMT " times.\n", session_user(r)->user, visits);
    return OK;
}

static void register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_optional_fn_retrieve(retrieve, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_handler(greet, NULL, NULL, APR_HOOK_MIDDLE);
}

module AP_MODULE_DECLARE_DATA visits_module = {STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks,
                                               AP_MODULE_FLAG_NONE};
