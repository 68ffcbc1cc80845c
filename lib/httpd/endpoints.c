/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/endpoints.h"

#include <http_protocol.h>
#include <scoreboard.h>
#include <apr_strings.h>

#include "base/event.h"
#include "flow/backchannel_logout.h"
#include "flow/callback.h"
#include "flow/frontchannel_logout.h"
#include "flow/key_set.h"
#include "flow/login.h"
#include "flow/logout.h"
#include "flow/own_sessions.h"
#include "flow/realm.h"
#include "flow/request_uri.h"
#include "flow/session_check.h"
#include "flow/session_frame.h"
#include "flow/session_info.h"
#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/form_body.h"
#include "httpd/metrics.h"
#include "httpd/optional_hook.h"
#include "httpd/realm.h"
#include "httpd/session_handler.h"

typedef oas_status_t oas_endpoint_flow_t(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                         const char *rest, oas_work_t *work);

typedef struct oas_endpoint_t {
    const char *name; /* behind OAuthPath and a slash */
    bool has_rest;    /* a slash and one more segment follow */
    bool takes_form;  /* POST, with parameters in the body */
    bool posts_only;  /* no person comes here */
    bool is_shared;   /* by all realms: providers know it */
    bool (*wants_form)(const oas_site_t *site, const char *rest); /* takes_form only where this is true; NULL: everywhere */
    const char *allow;
    bool is_on_record;      /* also when it fails, as this event */
    oas_event_kind_t event;
    oas_endpoint_flow_t *flow;
} oas_endpoint_t;

static oas_status_t login(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *rest,
                          oas_work_t *work)
{
    (void)rest;
    return oas_login_endpoint(reply, site, request, work);
}

static oas_status_t logout(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *rest,
                           oas_work_t *work)
{
    (void)rest;
    return oas_logout(reply, site, request, work);
}

static oas_status_t key_set(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *rest,
                            oas_work_t *work)
{
    (void)request, (void)rest, (void)work;
    return oas_key_set(reply, site);
}

static oas_status_t frontchannel_logout(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                        const char *rest, oas_work_t *work)
{
    (void)rest;
    return oas_frontchannel_logout(reply, site, request, work);
}

static oas_status_t logged_out(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *rest,
                               oas_work_t *work)
{
    (void)rest;
    return oas_logged_out(reply, site, request, work);
}

static oas_status_t backchannel_logout(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                       const char *rest, oas_work_t *work)
{
    (void)rest;
    return oas_backchannel_logout(reply, site, request, work);
}

static oas_status_t request_object(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                   const char *rest, oas_work_t *work)
{
    (void)rest;
    return oas_request_uri_endpoint(reply, site, request, work);
}

static oas_status_t session(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *rest,
                            oas_work_t *work)
{
    (void)rest;
    return oas_session_info(reply, site, request, work);
}

static oas_status_t refresh(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *rest,
                            oas_work_t *work)
{
    (void)rest;
    return oas_session_renew(reply, site, request, work);
}

static oas_status_t session_frame(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                  const char *rest, oas_work_t *work)
{
    (void)rest;
    return oas_session_frame(reply, site, request, work);
}

static oas_status_t session_check(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                  const char *rest, oas_work_t *work)
{
    (void)rest;
    return oas_session_check(reply, site, request, work);
}

static oas_status_t own_sessions(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *rest,
                                 oas_work_t *work)
{
    (void)rest;
    return oas_own_sessions(reply, site, request, work);
}

static const oas_endpoint_t endpoints[] = {
    {.name = "login", .takes_form = true, .allow = "GET, HEAD, POST", .is_on_record = true, .event = OAS_EVENT_LOGIN, .flow = login},
    {.name = "callback",
     .is_shared = true,
     .has_rest = true,
     .takes_form = true,
     .wants_form = oas_callback_takes_form,
     .allow = "GET, HEAD, POST",
     .is_on_record = true,
     .event = OAS_EVENT_LOGIN,
     .flow = oas_callback},
    {.name = "jwks", .is_shared = true, .allow = "GET, HEAD", .flow = key_set},
    {.name = "request", .is_shared = true, .allow = "GET, HEAD", .flow = request_object},
    {.name = "session", .allow = "GET, HEAD", .flow = session},
    {.name = "refresh", .takes_form = true, .posts_only = true, .allow = "POST", .flow = refresh},
    {.name = "logout", .takes_form = true, .allow = "GET, HEAD, POST", .is_on_record = true, .event = OAS_EVENT_LOGOUT, .flow = logout},
    {.name = "session-frame", .allow = "GET, HEAD", .flow = session_frame},
    {.name = "session-check", .allow = "GET, HEAD", .flow = session_check},
    {.name = "logged-out", .is_shared = true, .allow = "GET, HEAD", .flow = logged_out},
    {.name = "sessions", .takes_form = true, .allow = "GET, HEAD, POST", .flow = own_sessions},
    {.name = "frontchannel-logout",
     .is_shared = true,
     .allow = "GET, HEAD",
     .is_on_record = true,
     .event = OAS_EVENT_LOGOUT,
     .flow = frontchannel_logout},
    {.name = "backchannel-logout",
     .is_shared = true,
     .takes_form = true,
     .posts_only = true,
     .allow = "POST",
     .is_on_record = true,
     .event = OAS_EVENT_LOGOUT,
     .flow = backchannel_logout},
};

static oas_status_t refused_form(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *rest,
                                 oas_work_t *work)
{
    (void)site, (void)rest;
    reply->page.link = request->target;
    reply->page.link_text = "Continue";
    return oas_fail(work, OAS_REFUSED, "form_other_user", "a form was kept for another user than the one who signed in now");
}

/* Not to be asked for: a navigation becomes it (httpd/form_keeping.h). */
static const oas_endpoint_t refusal_of_form = {.allow = "GET, HEAD", .flow = refused_form};

void oas_endpoint_refuse_form(request_rec *r, const oas_reply_t *reply)
{
    oas_exchange(r)->endpoint = &refusal_of_form;
    oas_exchange(r)->endpoint_rest = "";
    for (int i = 0; i < reply->set_cookie_count; i++)
        apr_table_addn(r->err_headers_out, "Set-Cookie", reply->set_cookies[i]);
}

/* The part of path behind prefix and a slash; NULL when it does not begin so. */
static const char *behind(const char *path, const char *prefix)
{
    size_t length;

    if (path[0] == '\0' || path[1] != prefix[1]) /* most pages are elsewhere; no prefix is shorter */
        return NULL;
    length = strlen(prefix);
    return strncmp(path, prefix, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

static bool recognise(oas_exchange_t *exchange, const char *name)
{
    for (size_t i = 0; i < sizeof(endpoints) / sizeof(*endpoints); i++) {
        const char *rest = endpoints[i].has_rest ? behind(name, endpoints[i].name) : "";

        if (endpoints[i].is_shared && exchange->endpoint_site != NULL)
            continue;
        if (endpoints[i].has_rest ? rest == NULL || strchr(rest, '/') != NULL : strcmp(name, endpoints[i].name) != 0)
            continue;
        exchange->endpoint = &endpoints[i];
        exchange->endpoint_rest = rest;
        return true;
    }
    return false;
}

static bool is_refused_form(request_rec *r, const oas_site_t *site)
{
    return site->forms.store != NULL && oas_exchange(r)->endpoint == &refusal_of_form;
}

/* "realms/staff/login" is the login of that realm. false: there is no such realm. */
static bool take_realm(oas_exchange_t *exchange, const char **name, const oas_site_t *host)
{
    const char *realm = behind(*name, "realms");
    size_t length = realm != NULL ? strcspn(realm, "/") : 0;

    if (realm == NULL)
        return true;
    exchange->endpoint_site = oas_realm_named(host, oas_bytes(realm, length));
    *name = realm + length + (realm[length] == '/');
    return exchange->endpoint_site != NULL;
}

int oas_endpoint_translate(request_rec *r)
{
    const oas_server_config_t *config = oas_server_config(r->server);
    const char *name;

    if (r->main != NULL || r->prev != NULL || r->uri == NULL || config->site == NULL)
        return DECLINED;
    name = behind(r->uri, config->site->path);
    if ((name == NULL || !take_realm(oas_exchange(r), &name, config->site) || !recognise(oas_exchange(r), name))
        && !is_refused_form(r, config->site))
        return DECLINED;
    r->filename = apr_pstrdup(r->pool, r->uri);
    return OK;
}

static const oas_endpoint_t *endpoint_of(request_rec *r)
{
    return r->main == NULL && r->prev == NULL ? oas_exchange(r)->endpoint : NULL;
}

int oas_endpoint_map(request_rec *r)
{
    return endpoint_of(r) != NULL ? OK : DECLINED;
}

int oas_endpoint_allow(request_rec *r)
{
    return endpoint_of(r) != NULL ? OK : DECLINED;
}

/* --- answering --- */

/* httpd notes what each worker does where all processes, and who may see mod_status, can read it. The line it has is the
 * one that came, and a shorter one would leave the end of it. */
static void correct_scoreboard(request_rec *r)
{
    worker_score *mine = ap_get_scoreboard_worker(r->connection->sbh);

    if (mine == NULL)
        return;
    memset(mine->request, 0, sizeof(mine->request));
    ap_update_child_status(r->connection->sbh, SERVER_BUSY_WRITE, r);
}

/* Code and state have no business in the access log. */
static void hide_query(request_rec *r)
{
    const char *question = r->the_request != NULL ? strchr(r->the_request, '?') : NULL;
    const char *protocol = question != NULL ? strchr(question, ' ') : NULL;

    if (question == NULL)
        return;
    r->the_request = apr_pstrcat(r->pool, apr_pstrmemdup(r->pool, r->the_request, (apr_size_t)(question - r->the_request)),
                                 protocol != NULL ? protocol : "", NULL);
    r->args = NULL;
    correct_scoreboard(r);
}

static int refuse_method(request_rec *r, const oas_endpoint_t *endpoint, bool takes_form)
{
    oas_reply_t reply = {.status = HTTP_METHOD_NOT_ALLOWED,
                         .allow = endpoint->takes_form == takes_form ? endpoint->allow : "GET, HEAD"};

    return oas_bridge_reply(r, &reply);
}

static bool takes_method(const oas_endpoint_t *endpoint, const char *method, bool takes_form)
{
    if (strcmp(method, "POST") == 0)
        return takes_form;
    return !endpoint->posts_only && (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0);
}

/* What a visitor asks for by a name that is none is nobody's. */
static const char *name_of_provider(const oas_site_t *site, const char *rest)
{
    return *rest != '\0' && oas_site_provider(site, rest) != NULL ? rest : NULL;
}

/* The realm that the path names, or else that the place is in: OAuthRealm may stand for a whole server. */
static const oas_site_t *site_of(request_rec *r, const oas_endpoint_t *endpoint)
{
    const oas_site_t *named = oas_exchange(r)->endpoint_site;

    if (endpoint->is_shared)
        return oas_server_config(r->server)->site;
    return named != NULL ? named : oas_site_of(r);
}

static int handle(request_rec *r, const oas_endpoint_t *endpoint)
{
    oas_request_t request;
    oas_reply_t reply = {0};
    oas_status_t status;
    oas_work_t work;
    const oas_site_t *site;
    const char *rest;
    bool takes_form;
    int refused;

    work = oas_bridge_work(r);
    site = site_of(r, endpoint);
    rest = oas_exchange(r)->endpoint_rest;
    takes_form = endpoint->takes_form && (endpoint->wants_form == NULL || endpoint->wants_form(site, rest));
    oas_bridge_request(&request, r);
    request.provider = oas_directory_config(r)->provider;
    hide_query(r);
    if (!takes_method(endpoint, r->method, takes_form))
        return refuse_method(r, endpoint, takes_form);
    if (takes_form && (refused = oas_form_body_read(&request.form, r)) != OK)
        return refused;
    status = endpoint->flow(&reply, site, &request, rest, &work);
    if (status != OAS_OK && endpoint->is_on_record)
        oas_event_note(&work, (oas_event_t){.kind = endpoint->event,
                                            .status = status,
                                            .reason = work.reason,
                                            .provider = name_of_provider(site, rest)});
    oas_optional_hook_run(r, reply.token_change);
    return oas_bridge_finish(r, &request, &reply, status, &work);
}

/* What an administrator put somewhere with SetHandler. */
static int handle_by_name(request_rec *r)
{
    static const char ours[] = "oauth-";
    int answered;

    if (r->handler == NULL || *r->handler != *ours || strncmp(r->handler, ours, sizeof(ours) - 1) != 0)
        return DECLINED;
    answered = oas_session_handle(r);
    return answered != DECLINED ? answered : oas_metrics_handle(r);
}

int oas_endpoint_handle(request_rec *r)
{
    const oas_endpoint_t *endpoint = endpoint_of(r);

    return endpoint != NULL ? handle(r, endpoint) : handle_by_name(r);
}
