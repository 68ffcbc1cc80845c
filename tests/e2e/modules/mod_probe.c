/* SPDX-License-Identifier: Apache-2.0 */
/* A module as somebody else would write it, against the installed header. It makes the call that the request header Probe names,
 * of the value that Probe-Name names, with what the client sent; Answer is how that ended, and the body what was read. With
 * Probe-Part it asks for a subrequest to that address; with Probe-Early it does so in its fixups, and not in its handler.
 * What it is told by the hook it writes into the log. */
#include <httpd.h>
#include <http_config.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>
#include <apr_strings.h>
#include <mod_oauth_session.h>

enum { LARGEST = 32 * 1024, MOST_EDITS = 8 };

module AP_MODULE_DECLARE_DATA probe_module;
APLOG_USE_MODULE(probe);

static APR_OPTIONAL_FN_TYPE(oauth_session_user) *session_user;
static APR_OPTIONAL_FN_TYPE(oauth_session_claim) *session_claim;
static APR_OPTIONAL_FN_TYPE(oauth_session_access_token) *session_access_token;
static APR_OPTIONAL_FN_TYPE(oauth_session_get) *session_get;
static APR_OPTIONAL_FN_TYPE(oauth_session_version) *session_version;
static APR_OPTIONAL_FN_TYPE(oauth_session_set) *session_set;
static APR_OPTIONAL_FN_TYPE(oauth_session_unset) *session_unset;
static APR_OPTIONAL_FN_TYPE(oauth_session_clear) *session_clear;
static APR_OPTIONAL_FN_TYPE(oauth_session_change) *session_change;

static void retrieve(void)
{
    session_user = APR_RETRIEVE_OPTIONAL_FN(oauth_session_user);
    session_claim = APR_RETRIEVE_OPTIONAL_FN(oauth_session_claim);
    session_access_token = APR_RETRIEVE_OPTIONAL_FN(oauth_session_access_token);
    session_get = APR_RETRIEVE_OPTIONAL_FN(oauth_session_get);
    session_version = APR_RETRIEVE_OPTIONAL_FN(oauth_session_version);
    session_set = APR_RETRIEVE_OPTIONAL_FN(oauth_session_set);
    session_unset = APR_RETRIEVE_OPTIONAL_FN(oauth_session_unset);
    session_clear = APR_RETRIEVE_OPTIONAL_FN(oauth_session_clear);
    session_change = APR_RETRIEVE_OPTIONAL_FN(oauth_session_change);
}

/* What the client sent, then what it gets. */
typedef struct {
    char data[LARGEST];
    apr_size_t length;
    oauth_session_status_t status;
} body_t;

static void say(body_t *body, const char *text)
{
    body->length = strlen(text != NULL ? text : "nothing");
    memcpy(body->data, text != NULL ? text : "nothing", body->length);
}

static void call_user(request_rec *r, const char *name, body_t *body)
{
    const oauth_session_user_t *user = session_user(r);

    (void)name;
    say(body, user == NULL ? NULL
                           : apr_psprintf(r->pool, "%s %s %" APR_TIME_T_FMT " %" APR_TIME_T_FMT " %d", user->user, user->provider,
                                          apr_time_sec(user->began), apr_time_sec(user->ends), user->is_new_login));
}

static void call_claim(request_rec *r, const char *name, body_t *body)
{
    say(body, session_claim(r, name));
}

static void call_access_token(request_rec *r, const char *name, body_t *body)
{
    (void)name;
    say(body, session_access_token(r));
}

/* With the NUL behind it. */
static void call_get(request_rec *r, const char *name, body_t *body)
{
    oauth_session_value_t value;

    body->status = session_get(&value, r, name);
    memcpy(body->data, value.data, body->length = value.length + 1);
}

static void call_version(request_rec *r, const char *name, body_t *body)
{
    apr_uint64_t version;

    (void)name;
    body->status = session_version(&version, r);
    say(body, apr_psprintf(r->pool, "%" APR_UINT64_T_FMT, version));
}

static void call_set(request_rec *r, const char *name, body_t *body)
{
    body->status = session_set(r, name, body->data, body->length);
}

static void call_unset(request_rec *r, const char *name, body_t *body)
{
    (void)body;
    body->status = session_unset(r, name);
}

static void call_clear(request_rec *r, const char *name, body_t *body)
{
    (void)name;
    body->status = session_clear(r);
}

/* "NAME" is set, "-NAME" unset, and "*" everything; Probe-Version is the version it has to be. */
static void call_change(request_rec *r, const char *name, body_t *body)
{
    const char *demanded = apr_table_get(r->headers_in, "Probe-Version");
    apr_uint64_t version = demanded != NULL ? (apr_uint64_t)apr_atoi64(demanded) : 0;
    oauth_session_edit_t edits[MOST_EDITS];
    apr_size_t count = 0;
    char *rest, *word = apr_strtok(apr_pstrdup(r->pool, name), " ", &rest);

    for (; word != NULL && count < MOST_EDITS; word = apr_strtok(NULL, " ", &rest))
        edits[count++] = *word == '*'   ? (oauth_session_edit_t){NULL, NULL, 0}
                         : *word == '-' ? (oauth_session_edit_t){word + 1, NULL, 0}
                                        : (oauth_session_edit_t){word, body->data, body->length};
    body->status = session_change(r, edits, count, demanded != NULL ? &version : NULL);
}

/* What a request reads before and after it has changed something. */
static void call_get_set_get(request_rec *r, const char *name, body_t *body)
{
    oauth_session_value_t before, after;

    (void)session_get(&before, r, name);
    body->status = session_set(r, name, body->data, body->length);
    (void)session_get(&after, r, name);
    say(body, apr_pstrcat(r->pool, before.data, "|", after.data, NULL));
}

static const struct {
    const char *name;
    void (*make)(request_rec *r, const char *name, body_t *body);
} calls[] = {
    {"user", call_user},     {"claim", call_claim},   {"access_token", call_access_token},
    {"get", call_get},       {"set", call_set},       {"get_set_get", call_get_set_get},
    {"unset", call_unset},   {"clear", call_clear},   {"version", call_version},
    {"change", call_change},
};

static void read_body(body_t *body, request_rec *r)
{
    long more;

    if (ap_setup_client_block(r, REQUEST_CHUNKED_DECHUNK) != OK || !ap_should_client_block(r))
        return;
    while ((more = ap_get_client_block(r, body->data + body->length, LARGEST - body->length)) > 0)
        body->length += (apr_size_t)more;
}

static void probe(request_rec *r)
{
    const char *call = apr_table_get(r->headers_in, "Probe"), *name = apr_table_get(r->headers_in, "Probe-Name");
    const char *part = apr_table_get(r->headers_in, "Probe-Part");
    request_rec *asked = part != NULL ? ap_sub_req_lookup_uri(part, r, NULL) : r;
    body_t *body = apr_pcalloc(r->pool, sizeof(*body));

    read_body(body, r);
    for (size_t i = 0; call != NULL && i < sizeof(calls) / sizeof(calls[0]); i++)
        if (strcmp(calls[i].name, call) == 0)
            calls[i].make(asked, name != NULL ? name : "", body);
    ap_set_module_config(r->request_config, &probe_module, body);
}

static int fixup(request_rec *r)
{
    if (session_get != NULL && r->main == NULL && apr_table_get(r->headers_in, "Probe-Early") != NULL)
        probe(r);
    return DECLINED;
}

static int handle(request_rec *r)
{
    const body_t *body;

    if (strcmp(r->handler, "probe") != 0)
        return DECLINED;
    if (session_get == NULL)
        return HTTP_NOT_IMPLEMENTED;
    if (ap_get_module_config(r->request_config, &probe_module) == NULL)
        probe(r);
    body = ap_get_module_config(r->request_config, &probe_module);
    apr_table_setn(r->headers_out, "Answer", apr_itoa(r->pool, (int)body->status));
    ap_set_content_type(r, "application/octet-stream");
    ap_rwrite(body->data, (int)body->length, r);
    return OK;
}

static const char *or_none(const char *text)
{
    return text != NULL ? text : "none";
}

static void note_renewal(request_rec *r, const oauth_session_renewal_t *renewal)
{
    ap_log_rerror(APLOG_MARK, APLOG_NOTICE, 0, r, "renewed %s %s %s %" APR_TIME_T_FMT " %s %" APR_TIME_T_FMT " at %s",
                  or_none(renewal->user->user), renewal->user->provider, or_none(renewal->former_access_token),
                  apr_time_sec(renewal->former_ends), or_none(renewal->access_token), apr_time_sec(renewal->ends), r->uri);
}

static void register_hooks(apr_pool_t *pool)
{
    static const char *const after[] = {"mod_oauth_session.c", NULL};

    (void)pool;
    ap_hook_optional_fn_retrieve(retrieve, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_fixups(fixup, after, NULL, APR_HOOK_MIDDLE);
    ap_hook_handler(handle, NULL, NULL, APR_HOOK_MIDDLE);
    APR_OPTIONAL_HOOK(oauth, session_tokens_renewed, note_renewal, NULL, NULL, APR_HOOK_MIDDLE);
}

module AP_MODULE_DECLARE_DATA probe_module = {STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks,
                                              AP_MODULE_FLAG_NONE};
