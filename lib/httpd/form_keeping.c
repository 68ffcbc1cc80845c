/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/form_keeping.h"

#include <http_protocol.h>
#include <apr_strings.h>
#include <util_filter.h>

#include "flow/kept_form.h"
#include "httpd/endpoints.h"
#include "httpd/form_body.h"

const char *oas_form_keeping_set(cmd_parms *cmd, void *directory, const char *size)
{
    oas_directory_config_t *config = directory;
    const char *error;

    if (oas_server_config(cmd->server)->open_provider != NULL)
        return "OAuthPreservePost does not belong into <OAuthProvider>";
    if ((error = oas_setting_set(config, cmd->info, size, cmd->pool)) != NULL)
        return apr_psprintf(cmd->pool, "OAuthPreservePost: %s", error);
    if (config->preserve_post > 0)
        oas_server_config(cmd->server)->keeps_forms = true;
    return NULL;
}

/* --- keeping --- */

/* A body that says itself that it is too large is not read. */
static bool is_larger(request_rec *r, int limit)
{
    const char *length = apr_table_get(r->headers_in, "Content-Length");

    return length != NULL && apr_atoi64(length) > limit;
}

bool oas_form_keep(oas_reply_t *reply, request_rec *r, const oas_site_t *site, const oas_request_t *request,
                   const oas_directory_config_t *directory, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_bytes_t body;

    if (directory->preserve_post <= 0 || oas_never_redirects(directory) || r->prev != NULL
        || !oas_kept_form_may_be(site, request, &look) || is_larger(r, directory->preserve_post)
        || oas_body_read(&body, r, (size_t)directory->preserve_post) != OK)
        return false;
    if (oas_kept_form_keep(reply, site, request, directory->provider, body, &look) == OAS_OK)
        return true;
    oas_forgive(&look); /* it is lost, and its sender is told so */
    return false;
}

/* --- giving back --- */

static ap_filter_rec_t *filter_record;

static apr_status_t move(apr_bucket_brigade *to, apr_bucket_brigade *from, apr_bucket *behind)
{
    while (APR_BRIGADE_FIRST(from) != behind && !APR_BRIGADE_EMPTY(from)) {
        apr_bucket *bucket = APR_BRIGADE_FIRST(from);

        APR_BUCKET_REMOVE(bucket);
        APR_BRIGADE_INSERT_TAIL(to, bucket);
    }
    return APR_SUCCESS;
}

/* Who looks ahead reads the same once more. */
static apr_status_t show(apr_bucket_brigade *to, apr_bucket_brigade *from, apr_bucket *behind)
{
    for (apr_bucket *bucket = APR_BRIGADE_FIRST(from); bucket != behind && bucket != APR_BRIGADE_SENTINEL(from);
         bucket = APR_BUCKET_NEXT(bucket)) {
        apr_status_t status;
        apr_bucket *copy;

        if ((status = apr_bucket_copy(bucket, &copy)) != APR_SUCCESS)
            return status;
        APR_BRIGADE_INSERT_TAIL(to, copy);
    }
    return APR_SUCCESS;
}

/* Below HTTP_IN, which counts the bytes and finds their end: it stays also where httpd is sent on to another page. Nothing of
 * this request is read from the connection, for it came as a GET without a body. */
static apr_status_t give_body(ap_filter_t *filter, apr_bucket_brigade *brigade, ap_input_mode_t mode, apr_read_type_e block,
                              apr_off_t length)
{
    apr_bucket_brigade *rest = filter->ctx;
    apr_bucket *behind;
    apr_status_t status;

    (void)block;
    if (mode != AP_MODE_READBYTES && mode != AP_MODE_SPECULATIVE)
        return APR_ENOTIMPL;
    if (APR_BRIGADE_EMPTY(rest)) {
        APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_eos_create(filter->c->bucket_alloc));
        return APR_SUCCESS;
    }
    status = apr_brigade_partition(rest, length, &behind);
    if (status != APR_SUCCESS && status != APR_INCOMPLETE)
        return status;
    return mode == AP_MODE_SPECULATIVE ? show(brigade, rest, behind) : move(brigade, rest, behind);
}

void oas_form_keeping_register(void)
{
    filter_record = ap_register_input_filter("OAUTH_KEPT_FORM", give_body, NULL, AP_FTYPE_PROTOCOL);
}

static void add_body(request_rec *r, oas_bytes_t body)
{
    apr_bucket_alloc_t *allocator = r->connection->bucket_alloc;
    apr_bucket_brigade *brigade = apr_brigade_create(r->pool, allocator);

    if (body.length != 0)
        APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_pool_create((const char *)body.data, body.length, r->pool, allocator));
    ap_add_input_filter_handle(filter_record, brigade, r, r->connection);
}

/* What the browser said of the page that it asked for is not said of the form. */
static void forget_get(request_rec *r)
{
    static const char *const names[] = {"If-Match", "If-None-Match",     "If-Modified-Since", "If-Unmodified-Since",
                                        "If-Range", "Transfer-Encoding", "Range"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        apr_table_unset(r->headers_in, names[i]);
}

static void set_header(request_rec *r, const oas_pair_t *header)
{
    if (header->value != NULL)
        apr_table_setn(r->headers_in, header->name, header->value);
    else
        apr_table_unset(r->headers_in, header->name);
}

/* r is the form from now on. What comes of it is for this once, and no cache may take it for the page of this address. */
static void become(request_rec *r, const oas_kept_form_t *form)
{
    forget_get(r);
    for (size_t i = 0; i < form->headers.count; i++)
        set_header(r, &form->headers.items[i]);
    apr_table_setn(r->headers_in, "Content-Length", apr_psprintf(r->pool, "%" APR_SIZE_T_FMT, form->body.length));
    r->method = "POST";
    r->method_number = M_POST;
    apr_table_addn(r->err_headers_out, "Set-Cookie", form->clear);
    apr_table_setn(r->err_headers_out, "Cache-Control", "no-store");
    add_body(r, form->body);
}

static bool has_body(const request_rec *r)
{
    return apr_table_get(r->headers_in, "Content-Length") != NULL || apr_table_get(r->headers_in, "Transfer-Encoding") != NULL;
}

static void replay(request_rec *r, const oas_site_t *site, const oas_request_t *request)
{
    oas_work_t work = oas_bridge_work(r);
    oas_reply_t reply = {0};
    oas_kept_form_t *form;
    oas_status_t status = oas_kept_form_take(&form, &reply, site, request, &work);

    if (status == OAS_OK)
        become(r, form);
    else if (status == OAS_REFUSED)
        oas_endpoint_refuse_form(r, &reply);
}

/* Its sender went back and sent it once more: if this one meets no session either it is kept in the other's place. */
static void drop(request_rec *r, const oas_site_t *site, const oas_request_t *request)
{
    oas_work_t work = oas_bridge_work(r);
    oas_reply_t reply = {0};

    oas_kept_form_drop(&reply, site, request, &work);
    for (int i = 0; i < reply.set_cookie_count; i++)
        apr_table_addn(r->err_headers_out, "Set-Cookie", reply.set_cookies[i]);
}

static void replay_or_drop(request_rec *r, const oas_site_t *site)
{
    oas_request_t request;

    oas_bridge_request(&request, r);
    if (!oas_kept_form_is_asked_for(&request))
        return;
    if (r->method_number == M_POST)
        drop(r, site, &request);
    else if (!has_body(r))
        replay(r, site, &request);
}

int oas_form_replay(request_rec *r)
{
    const oas_site_t *site = oas_server_config(r->server)->site;

    if (site != NULL && site->forms.store != NULL && r->main == NULL && r->prev == NULL)
        replay_or_drop(r, site);
    return DECLINED;
}
