/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/bridge.h"

#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <http_vhost.h>
#include <mod_core.h>
#include <apr_strings.h>

#include "flow/explanation.h"
#include "httpd/config.h"
#include "httpd/events.h"
#include "httpd/flash_telling.h"
#include "httpd/log.h"
#include "httpd/pages.h"

/* --- request in --- */

/* The request that the client sent, of which r may be a part. */
static request_rec *first_request(request_rec *r)
{
    while (r->main != NULL || r->prev != NULL)
        r = r->main != NULL ? r->main : r->prev;
    return r;
}

static oas_exchange_t *new_exchange(request_rec *r)
{
    oas_exchange_t *exchange = apr_pcalloc(r->pool, sizeof(*exchange));

    ap_set_module_config(r->request_config, &oauth_session_module, exchange);
    return exchange;
}

oas_exchange_t *oas_exchange_found(request_rec *r)
{
    oas_exchange_t *exchange;

    while ((exchange = ap_get_module_config(r->request_config, &oauth_session_module)) == NULL) {
        if (r->main == NULL && r->prev == NULL)
            return new_exchange(r);
        r = r->main != NULL ? r->main : r->prev;
    }
    return exchange;
}

oas_exchange_t *oas_exchange_of_client(request_rec *r)
{
    return oas_exchange(first_request(r));
}

oas_exchange_t *oas_exchange_apart(request_rec *r)
{
    const oas_exchange_t *former = oas_exchange(r);
    oas_exchange_t apart = {.cookies = former->cookies,
                            .brought_ours = former->brought_ours,
                            .has_parts_apart = true,
                            .endpoint = former->endpoint,
                            .endpoint_rest = former->endpoint_rest,
                            .endpoint_site = former->endpoint_site,
                            .site = former->site,
                            .guest = former->guest,
                            .reason = former->reason,
                            .pairs = former->pairs};
    oas_exchange_t *exchange;

    oas_exchange_of_client(r)->has_parts_apart = true;
    exchange = new_exchange(r);
    *exchange = apart;
    return exchange;
}

oas_work_t oas_bridge_work(request_rec *r)
{
    request_rec *first = first_request(r);

    return oas_work(first->pool, first->request_time);
}

bool oas_bridge_is_secure(const request_rec *r)
{
    const char *public_url = oas_server_config(r->server)->public_url;

    return strncmp(public_url != NULL ? public_url : ap_http_scheme(r), "https", 5) == 0;
}

/* The port as it stands behind a host's name; "" for the scheme's own. */
static const char *port_suffix(const request_rec *r, apr_port_t port)
{
    if (port == 0 || port == ap_default_port(r))
        return "";
    return apr_psprintf(r->pool, ":%u", port);
}

/* A ServerName without a port leaves the server with none, and httpd then finds no ServerAlias for any: the port that the
 * client came to stands for it. */
static bool is_name_of_this_site(request_rec *r, const char *host, apr_port_t port)
{
    if (r->server->port == 0 && port == r->connection->local_addr->port)
        port = 0;
    return ap_matches_request_vhost(r, host, port);
}

/* This site as the browser sees it: as configured, else by the Host header when it names this virtual host, else by
 * ServerName. A foreign Host never becomes part of a URL of ours (R-RD-03). */
static const char *origin_of(request_rec *r)
{
    const char *public_url = oas_server_config(r->server)->public_url;
    const char *host = r->hostname;
    apr_port_t port = r->parsed_uri.port_str != NULL ? r->parsed_uri.port : ap_default_port(r);

    if (public_url != NULL)
        return public_url;
    if (host == NULL || !is_name_of_this_site(r, host, port)) {
        host = r->server->server_hostname;
        port = r->server->port != 0 ? r->server->port : r->connection->local_addr->port;
    }
    if (strchr(host, ':') != NULL && *host != '[')
        host = apr_psprintf(r->pool, "[%s]", host);
    return apr_pstrcat(r->pool, ap_http_scheme(r), "://", host, port_suffix(r, port), NULL);
}

static const char *request_header(const oas_request_t *request, const char *name)
{
    const request_rec *r = request->context;

    return apr_table_get(r->headers_in, name);
}

/* Path and query as the browser sent them, also when they came as an absolute URL. In a link a path that begins with two
 * slashes would be another host. */
static const char *target_of(const request_rec *r)
{
    const char *target = r->unparsed_uri;

    if (*target != '/' && r->parsed_uri.scheme != NULL)
        target = apr_uri_unparse(r->pool, &r->parsed_uri, APR_URI_UNP_OMITSITEPART);
    while (target[0] == '/' && target[1] == '/')
        target++;
    return target;
}

void oas_bridge_request(oas_request_t *request, request_rec *r)
{
    request_rec *first = first_request(r);
    const char *target = target_of(first);
    const char *question = strchr(target, '?');

    *request = (oas_request_t){.method = first->method,
                               .target = target,
                               .query = question != NULL ? question + 1 : NULL,
                               .origin = origin_of(r),
                               .cookies = oas_exchange(r)->cookies,
                               .address = r->useragent_ip,
                               .is_in_clear = strcmp(ap_http_scheme(first), "https") != 0,
                               .header = request_header,
                               .context = first};
}

/* --- reply out --- */

/* Answers of ours are for this browser and this moment, and tell no other site where they were met. */
static void set_common_headers(request_rec *r)
{
    apr_table_setn(r->err_headers_out, "Cache-Control", "no-store");
    apr_table_setn(r->err_headers_out, "Referrer-Policy", "no-referrer");
    apr_table_setn(r->err_headers_out, "X-Content-Type-Options", "nosniff");
}

/* RFC 9110 §11.6.1; what the sign-in has to be like in the words of RFC 9470 §3. */
static const char *challenge_of(request_rec *r, const oas_page_t *page)
{
    const char *challenge = "OAuth-Session";

    for (size_t i = 0; i < page->challenge.count; i++)
        challenge = apr_psprintf(r->pool, "%s%s %s=\"%s\"", challenge, i != 0 ? "," : "", page->challenge.items[i].name,
                                 page->challenge.items[i].value);
    return challenge;
}

static void set_headers(request_rec *r, const oas_reply_t *reply)
{
    set_common_headers(r);
    for (int i = 0; i < reply->set_cookie_count; i++)
        apr_table_addn(r->err_headers_out, "Set-Cookie", reply->set_cookies[i]);
    if (reply->location != NULL)
        apr_table_setn(r->err_headers_out, "Location", reply->location);
    if (reply->retry_after != 0)
        apr_table_setn(r->err_headers_out, "Retry-After", apr_itoa(r->pool, reply->retry_after));
    if (reply->allow != NULL)
        apr_table_setn(r->err_headers_out, "Allow", reply->allow);
    if (reply->clear_site_data != NULL)
        apr_table_setn(r->err_headers_out, "Clear-Site-Data", reply->clear_site_data);
    if (reply->status == HTTP_UNAUTHORIZED)
        apr_table_setn(r->err_headers_out, "WWW-Authenticate", challenge_of(r, &reply->page));
}

/* A body that nobody read must not be taken for the next request. */
static void leave_body_unread(request_rec *r)
{
    if (apr_table_get(r->headers_in, "Content-Length") != NULL || apr_table_get(r->headers_in, "Transfer-Encoding") != NULL)
        r->connection->keepalive = AP_CONN_CLOSE;
}

/* The administrator has a page of his own for this. */
static bool has_error_document(request_rec *r, const oas_reply_t *reply)
{
    if (reply->page.kind != OAS_PAGE_MESSAGE || ap_response_code_string(r, ap_index_of_response(reply->status)) == NULL)
        return false;
    apr_table_setn(r->subprocess_env, "OAUTH_ERROR", reply->page.reason != NULL ? reply->page.reason : "");
    return true;
}

int oas_bridge_reply(request_rec *r, oas_reply_t *reply)
{
    oas_flash_return(r);
    set_headers(r, reply);
    leave_body_unread(r);
    if (has_error_document(r, reply))
        return reply->status;
    r->status = reply->status;
    ap_run_insert_filter(r);
    oas_page_send(r, reply);
    return DONE;
}

/* What the application said of its own answer. Nothing of that may be said of ours. */
static void forget_answer(request_rec *r)
{
    apr_table_clear(r->headers_out);
    apr_table_unset(r->err_headers_out, "Content-Encoding");
    r->content_encoding = NULL;
    r->content_languages = NULL;
    r->status_line = NULL;
    r->output_filters = r->proto_output_filters;
    r->eos_sent = 0; /* of that answer */
}

/* Of a page that httpd shows for an error there is none that shows another. */
static bool is_error_document(const request_rec *r)
{
    for (r = r->prev; r != NULL; r = r->prev)
        if (r->status != HTTP_OK)
            return true;
    return false;
}

void oas_bridge_reply_instead(request_rec *r, oas_reply_t *reply)
{
    set_headers(r, reply);
    if (has_error_document(r, reply)) {
        if (!is_error_document(r))
            r->status = HTTP_OK; /* else httpd takes the answer that nobody gets for an error before this one */
        ap_die(reply->status, r);
        return;
    }
    forget_answer(r);
    r->status = reply->status;
    ap_run_insert_error_filter(r);
    oas_page_send(r, reply);
    ap_finalize_request_protocol(r);
}

/* --- log --- */

void oas_bridge_log(request_rec *r, oas_status_t status, const oas_work_t *work)
{
    const char *reason = work->reason != NULL ? work->reason : "none";

    oas_exchange_of_client(r)->reason = reason;
    oas_log_request(r, status, reason, work->failure != NULL ? work->failure : "no reason was given");
}

void oas_bridge_tell(request_rec *r, oas_work_t *work)
{
    oas_events_settle(r, work);
    if (work->news != NULL)
        oas_log_request(r, OAS_OK, work->news, work->story);
}

int oas_bridge_finish(request_rec *r, const oas_request_t *request, oas_reply_t *reply, oas_status_t status,
                      oas_work_t *work)
{
    oas_bridge_tell(r, work);
    if (status != OAS_OK) {
        oas_bridge_log(r, status, work);
        oas_explain(reply, request, status, work);
    }
    return oas_bridge_reply(r, reply);
}
