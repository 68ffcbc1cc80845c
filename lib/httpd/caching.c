/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/caching.h"

#include <strings.h>

#include <http_config.h>
#include <http_protocol.h>
#include <apr_strings.h>
#include <util_filter.h>

#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/session_data.h"

static ap_filter_rec_t *filter_record;
static bool has_mod_cache; /* written when the configuration is read alone */

static bool has_token(request_rec *r, const char *list, const char *token)
{
    return ap_find_token(r->pool, list, token);
}

/* An application that says nothing gets the strictest that still saves transfers; one that says something keeps it, and
 * what it says is not for others. */
static const char *private_control(request_rec *r, const char *control)
{
    if (control == NULL)
        return "private, no-cache";
    if (has_token(r, control, "private") || has_token(r, control, "no-store"))
        return control;
    return apr_pstrcat(r->pool, control, ", private", NULL);
}

static void make_private(request_rec *r)
{
    const char *control = apr_table_get(r->headers_out, "Cache-Control");
    const char *wanted = private_control(r, control);

    if (control == NULL)
        apr_table_addn(r->headers_out, "Cache-Control", wanted);
    else if (wanted != control)
        apr_table_setn(r->headers_out, "Cache-Control", wanted);
}

static void vary_by_cookie(request_rec *r)
{
    const char *vary = apr_table_get(r->headers_out, "Vary");

    if (vary == NULL)
        apr_table_addn(r->headers_out, "Vary", "Cookie");
    else if (!has_token(r, vary, "Cookie") && !has_token(r, vary, "*"))
        apr_table_mergen(r->headers_out, "Vary", "Cookie");
}

/* mod_cache in this very server compares what Vary names with a request that has our cookies no more (scrub.h), so it would serve
 * somebody the page of nobody; and with CacheStorePrivate it keeps what is private. This is how it is told of one answer. */
static void keep_out_of_mod_cache(request_rec *r)
{
    if (has_mod_cache)
        apr_table_addn(r->subprocess_env, "no-cache", "1");
}

static void keep_apart(request_rec *r)
{
    vary_by_cookie(r);
    keep_out_of_mod_cache(r);
}

void oas_caching_keep_private(request_rec *r)
{
    make_private(r);
    keep_apart(r);
}

/* What is known of an answer when filters are chosen: the context of ours. NULL: whoever it is for is not known yet. */
static char for_one_person, by_who_asks;

static bool somebody_is_known(request_rec *r)
{
    const oas_exchange_t *exchange = oas_exchange(r), *client = oas_exchange_of_client(r);

    return exchange->session != NULL || exchange->guest != NULL || client->pairs != NULL || client->has_parts_apart;
}

/* mod_include sends what stands before a part while nobody knows yet whom that is for. AddOutputFilterByType puts a word before
 * the filter's name. Who has nothing to do with an answer has left its filters when ours runs. */
static bool may_have_parts(const request_rec *r)
{
    static const char name[] = "includes";
    const size_t length = sizeof(name) - 1;

    for (const ap_filter_t *filter = r->output_filters; filter != NULL; filter = filter->next) {
        const char *its = filter->frec->name;
        const size_t its_length = strlen(its);

        if (its_length >= length && strcasecmp(its + its_length - length, name) == 0)
            return oas_server_config(r->server)->site != NULL;
    }
    return false;
}

/* Runs once, when all others have said what they want. A handler may have looked at pages for one person in between, to have them in
 * its answer. */
static apr_status_t keep_private(ap_filter_t *filter, apr_bucket_brigade *brigade)
{
    request_rec *r = filter->r;
    bool has_parts;

    oas_session_data_hold_back(r);
    has_parts = filter->ctx != &for_one_person && may_have_parts(r);
    if (filter->ctx == &for_one_person || somebody_is_known(r) || (has_parts && oas_exchange(r)->brought_ours))
        oas_caching_keep_private(r);
    else if (has_parts || filter->ctx == &by_who_asks)
        keep_apart(r);
    ap_remove_output_filter(filter);
    return ap_pass_brigade(filter->next, brigade);
}

int oas_caching_begin(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    (void)pconf, (void)plog, (void)ptemp;
    has_mod_cache = ap_find_linked_module("mod_cache.c") != NULL;
    return OK;
}

void oas_caching_register(void)
{
    /* behind mod_expires (AP_FTYPE_CONTENT_SET - 2), before mod_cache keeps the answer (AP_FTYPE_CONTENT_SET + 1) */
    filter_record = ap_register_output_filter("OAUTH_PRIVATE", keep_private, NULL, AP_FTYPE_CONTENT_SET);
}

static void insert_filter(request_rec *r, const oas_exchange_t *exchange)
{
    bool asks = oas_directory_config(r)->unauthenticated == OAS_UNAUTHENTICATED_PASS;

    if (asks || exchange->brought_ours || may_have_parts(r))
        ap_add_output_filter_handle(filter_record, asks ? &by_who_asks : NULL, r, r->connection);
}

void oas_caching_insert_filter(request_rec *r)
{
    const oas_exchange_t *exchange = oas_exchange(r);
    bool is_private = r->main == NULL && somebody_is_known(r);

    if (is_private)
        ap_add_output_filter_handle(filter_record, &for_one_person, r, r->connection);
    else if (r->main == NULL)
        insert_filter(r, exchange);
    if (exchange->keeps_values || (r->main == NULL && !is_private))
        oas_session_data_insert_filter(r);
}
