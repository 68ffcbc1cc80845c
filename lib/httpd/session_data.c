/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/session_data.h"

#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <mod_core.h>
#include <apr_strings.h>
#include <util_filter.h>

#include "flow/session_data.h"
#include "flow/unsaved.h"
#include "httpd/caching.h"
#include "httpd/config.h"
#include "httpd/flash_telling.h"
#include "httpd/ordered_sign_out.h"
#include "httpd/realm.h"
#include "httpd/request_values.h"

static ap_filter_rec_t *filter_record;
static char dropped; /* context of the filter where nothing more goes out */

/* --- told --- */

static int can_not_say(request_rec *r, const oas_work_t *work)
{
    oas_bridge_log(r, OAS_UNAVAILABLE, work);
    apr_table_setn(r->err_headers_out, "Retry-After", "1");
    return HTTP_SERVICE_UNAVAILABLE;
}

static void tell(apr_table_t *table, const char *data_name, const char *data, const char *version_name,
                 const char *version)
{
    if (table == NULL)
        return;
    apr_table_setn(table, data_name, data);
    apr_table_setn(table, version_name, version);
}

static oas_status_t open_values(const oas_values_t **values, request_rec *r, const oas_session_t *session, oas_work_t *work)
{
    oas_session_t *guest;
    oas_status_t status;

    if (session != NULL)
        return oas_request_values(values, r, session, work);
    status = oas_request_holder(&guest, r, work);
    return status == OAS_OK ? oas_request_values(values, r, guest, work) : status;
}

int oas_session_data_tell(request_rec *r, const oas_session_t *session, apr_table_t *environment, apr_table_t *headers)
{
    oas_work_t work = oas_bridge_work(r);
    const char *data, *version;
    const oas_values_t *values;

    if (!oas_request_has_values(r))
        return DECLINED;
    if (open_values(&values, r, session, &work) != OAS_OK)
        return can_not_say(r, &work);
    data = oas_directory_config(r)->session_data == OAS_DATA_JSON ? oas_session_data_json(values, r->pool)
                                                                  : oas_session_data_form(values, r->pool);
    version = apr_psprintf(r->pool, "%" APR_UINT64_T_FMT, values->version);
    tell(environment, "OAUTH_SESSION_DATA", data, "OAUTH_SESSION_VERSION", version);
    tell(headers, "X-Session-Data", data, "X-Session-Version", version);
    return DECLINED;
}

/* --- written --- */

/* Most answers have no header whose name begins so, and that is seen without comparing whole names. */
static bool has_orders(const apr_table_t *table)
{
    const apr_array_header_t *array = apr_table_elts(table);
    const apr_table_entry_t *entries = (const apr_table_entry_t *)array->elts;

    for (int i = 0; i < array->nelts; i++)
        if ((entries[i].key[0] | 0x20) == 'x' && oas_session_data_is_order(entries[i].key))
            return true;
    return false;
}

static int take_order(void *data, const char *name, const char *value)
{
    if (oas_session_data_is_order(name))
        APR_ARRAY_PUSH((apr_array_header_t *)data, oas_pair_t) = (oas_pair_t){name, value};
    return 1;
}

/* The request, this one or one that led to it, that may give orders; NULL: none. A page that sends httpd on to a script
 * lets that one act for it; a script never acts for the page that it sends httpd on to. */
static request_rec *giver_of(request_rec *r)
{
    while (r != NULL && !oas_request_has_values(r))
        r = r->prev;
    return r;
}

/* What an answer orders, and in whose name. */
typedef struct {
    apr_array_header_t *orders; /* of oas_pair_t */
    request_rec *giver;         /* NULL: values are off there */
    bool is_unclear;            /* there are several who keep their values apart */
} said_t;

static bool share_values(const request_rec *one, const request_rec *other)
{
    if (one == NULL || other == NULL)
        return one == other;
    return oas_site_of(one) == oas_site_of(other)
           && strcmp(oas_directory_config(one)->session_space, oas_directory_config(other)->session_space) == 0;
}

static void take_orders_of(said_t *said, apr_table_t *table, request_rec *giver)
{
    if (!has_orders(table))
        return;
    said->is_unclear = said->is_unclear || (said->orders->nelts != 0 && !share_values(said->giver, giver));
    said->giver = giver;
    apr_table_do(take_order, said->orders, table, NULL);
    apr_table_unset(table, OAS_DATA_SET);
    apr_table_unset(table, OAS_DATA_ADD);
    apr_table_unset(table, OAS_DATA_UNSET);
    apr_table_unset(table, OAS_DATA_CLEAR);
    apr_table_unset(table, OAS_DATA_IF_VERSION);
}

/* A script's headers are in a table that it shares with the page it sends httpd on to: they go where it is known whose they
 * are, before that page can give any. */
int oas_session_data_set_apart(request_rec *r)
{
    said_t said;

    if (r->prev == NULL || !has_orders(r->err_headers_out))
        return DECLINED;
    said = (said_t){.orders = apr_array_make(r->pool, 1, sizeof(oas_pair_t))};
    take_orders_of(&said, r->err_headers_out, NULL);
    for (int i = 0; i < said.orders->nelts; i++) {
        const oas_pair_t *order = &APR_ARRAY_IDX(said.orders, i, oas_pair_t);

        apr_table_addn(r->prev->headers_out, order->name, order->value);
    }
    return DECLINED;
}

/* What came there all the same, from a page that was refused at once, may be anybody's. */
static void take_common_orders(said_t *said, request_rec *r)
{
    if (!has_orders(r->err_headers_out))
        return;
    for (request_rec *earlier = r->prev; earlier != NULL; earlier = earlier->prev)
        said->is_unclear = said->is_unclear || !share_values(giver_of(r), giver_of(earlier));
    take_orders_of(said, r->err_headers_out, giver_of(r));
}

/* All orders of the answer, which it has no more afterwards: those of a script, too, that sent httpd on to another page of
 * this server. */
static said_t take_orders(request_rec *r)
{
    said_t said = {.orders = apr_array_make(r->pool, 0, sizeof(oas_pair_t))};

    take_common_orders(&said, r);
    for (; r != NULL; r = r->prev)
        take_orders_of(&said, r->headers_out, giver_of(r));
    return said;
}

/* --- kept --- */

/* In the name of whom the giver was told of: a page that httpd was sent on to may know another one. */
static oas_status_t save(const said_t *said, oas_work_t *work)
{
    const oas_pairs_t headers = {.items = (const oas_pair_t *)said->orders->elts, .count = (size_t)said->orders->nelts};
    oas_session_t *session;
    oas_value_edits_t edits;
    oas_status_t status;

    status = oas_request_holder(&session, said->giver, work);
    if (status == OAS_NOT_FOUND)
        return oas_fail(work, OAS_REFUSED, "values_without_session", "nobody is signed in whose values could be changed");
    if (status != OAS_OK || (status = oas_session_data_read(&edits, headers, work)) != OAS_OK)
        return status;
    edits.if_version = oas_flash_version(said->giver, session, edits.if_version);
    return oas_request_values_change(said->giver, session, &edits, work);
}

/* Who signs out has no values any more, whatever else is said of them; who is not signed in has done it. */
static oas_status_t sign_out(request_rec *r, const said_t *said, oas_work_t *work)
{
    const oas_session_t *session = oas_request_session(said->giver);

    if (session == NULL)
        return OAS_OK;
    return oas_sign_out_as_ordered(r, oas_site_of(said->giver), session, work);
}

static oas_status_t keep(request_rec *r, const said_t *said, oas_work_t *work)
{
    if (said->is_unclear)
        return oas_fail(work, OAS_REFUSED, "values_unclear",
                        "pages that led to one another give orders in one answer, and keep their values apart");
    return oas_sign_out_is_ordered(r, said->orders) ? sign_out(r, said, work) : save(said, work);
}

/* Do what the answer says; any other status than OAS_OK: it would say that something is kept which is not. */
static oas_status_t obey(request_rec *r, oas_work_t *work)
{
    const said_t said = take_orders(r);
    oas_status_t status;

    if (said.orders->nelts == 0)
        return OAS_OK;
    if (said.giver == NULL && !said.is_unclear) {
        oas_fail(work, OAS_REFUSED, "values_off", "the application writes values, and OAuthSessionData is off here");
        oas_bridge_log(r, OAS_REFUSED, work);
        return OAS_OK;
    }
    status = keep(r, &said, work);
    if (status != OAS_OK)
        oas_bridge_log(r, status, work);
    else if (oas_exchange(r)->guest != NULL)
        oas_caching_keep_private(r);
    return status;
}

void oas_session_data_hold_back(request_rec *r)
{
    oas_work_t work;

    if ((!has_orders(r->headers_out) && !has_orders(r->err_headers_out)) || giver_of(r) != NULL)
        return;
    work = oas_bridge_work(r);
    (void)obey(r, &work);
}

/* What is told once is told again by the next page, where this answer shows nothing of it: that comes first, so that the answer may
 * take it away. */
static oas_status_t settle(request_rec *r, bool is_shown, oas_work_t *work)
{
    oas_status_t status;

    if (!is_shown)
        oas_flash_return(r);
    status = obey(r, work);
    if (status != OAS_OK)
        oas_flash_return(r);
    return status;
}

/* It goes out from here, as from httpd's own filter of heads when an answer is an error. What is still written of the answer in
 * whose place it went would stand behind its end. */
static void answer_instead(request_rec *r, oas_status_t status, oas_work_t *work)
{
    oas_request_t request;
    oas_reply_t reply = {0};

    oas_bridge_request(&request, r);
    oas_unsaved_explain(&reply, oas_site_of(r), &request, status, work);
    oas_bridge_reply_instead(r, &reply);
    ap_add_output_filter_handle(filter_record, &dropped, r, r->connection);
}

/* Whoever goes on writing, whatever he is told, does it into nothing. */
static apr_status_t drop(ap_filter_t *filter, apr_bucket_brigade *brigade)
{
    filter->ctx = &dropped;
    apr_brigade_cleanup(brigade);
    return AP_FILTER_ERROR;
}

/* Before anything of the answer goes out: who follows a redirect finds what was saved. In the middle of a page there is no answer
 * to be given: a part that would say what is not so is left out of it. */
static apr_status_t save_before_the_answer(ap_filter_t *filter, apr_bucket_brigade *brigade)
{
    request_rec *r = filter->r;
    oas_work_t work;
    oas_status_t status;

    if (filter->ctx == &dropped)
        return drop(filter, brigade);
    work = oas_bridge_work(r);
    if ((status = settle(r, oas_flash_is_shown(r), &work)) == OAS_OK) {
        ap_remove_output_filter(filter);
        return ap_pass_brigade(filter->next, brigade);
    }
    (void)drop(filter, brigade);
    if (r->main == NULL)
        answer_instead(r, status, &work);
    return AP_FILTER_ERROR;
}

void oas_session_data_register(void)
{
    /* as mod_session's; before mod_cache keeps the answer (AP_FTYPE_CONTENT_SET + 1) */
    filter_record = ap_register_output_filter("OAUTH_SESSION_DATA", save_before_the_answer, NULL, AP_FTYPE_CONTENT_SET);
}

void oas_session_data_insert_filter(request_rec *r)
{
    ap_add_output_filter_handle(filter_record, NULL, r, r->connection);
}

/* httpd makes the answer, and shows nothing that an application was told: a page for an error, or what a script made it to by a
 * Location without a Status. It goes on to write that after this, into nothing where another answer is out. */
void oas_session_data_insert_error_filter(request_rec *r)
{
    oas_work_t work = oas_bridge_work(r);
    oas_status_t status = settle(r, false, &work);

    if (status != OAS_OK && r->main == NULL)
        answer_instead(r, status, &work);
}
