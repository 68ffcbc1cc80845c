/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/session_info.h"

#include <apr_strings.h>

#include "base/json.h"
#include "flow/access.h"
#include "flow/form_token.h"
#include "flow/navigation.h"
#include "flow/refresh.h"
#include "http/form.h"

enum { INFO_LARGEST = 128 * 1024 /* claims have 16 kB at most, and a character of theirs up to six in JSON */ };

/* Browsers do not let pages of other origins read this, for nothing here allows them to; they need not even know whether it
 * was answered. Who types the address, or is no browser, is no such page. */
static bool is_from_elsewhere(const oas_request_t *request)
{
    const char *site = oas_request_header(request, "Sec-Fetch-Site");

    if (site != NULL)
        return strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;
    return oas_request_header(request, "Origin") != NULL && !oas_is_same_origin(request);
}

static oas_status_t refuse(oas_reply_t *reply)
{
    reply->status = 403;
    reply->page = (oas_page_t){.kind = OAS_PAGE_PROBLEM_JSON,
                               .title = "Only for pages of this site",
                               .text = "A page of another origin asked.",
                               .reason = "session_info_foreign"};
    return OAS_OK;
}

static void answer(oas_reply_t *reply, int status, const char *json)
{
    reply->status = status;
    reply->page = (oas_page_t){.kind = OAS_PAGE_JSON, .text = json};
}

static oas_status_t say_signed_out(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                   oas_work_t *work)
{
    oas_forgive(work);
    oas_access_refuse(reply, site, request, NULL, NULL, work);
    answer(reply, 401,
           apr_pstrcat(work->pool, "{\"signed_in\":false,\"login_url\":", oas_json_quote(work->pool, reply->page.login_url),
                       "}\n", NULL));
    return OAS_OK;
}

static void add_text(oas_buffer_t *json, const char *before, const char *name, const char *value)
{
    oas_buffer_add_text(json, before);
    oas_buffer_add_text(json, oas_json_quote(json->pool, name));
    oas_buffer_add_text(json, ":");
    oas_buffer_add_text(json, oas_json_quote(json->pool, value));
}

static void add_number(oas_buffer_t *json, const char *name, uint64_t value)
{
    oas_buffer_add_text(json, apr_psprintf(json->pool, ",\"%s\":%" APR_UINT64_T_FMT, name, value));
}

static uint64_t seconds_until(apr_time_t end, apr_time_t now)
{
    return end > now ? (uint64_t)apr_time_sec(end - now) : 0;
}

static void add_claims(oas_buffer_t *json, oas_pairs_t claims)
{
    oas_buffer_add_text(json, ",\"claims\":{");
    for (size_t i = 0; i < claims.count; i++)
        add_text(json, i == 0 ? "" : ",", claims.items[i].name, claims.items[i].value);
    oas_buffer_add_text(json, "}");
}

static bool is_wanted(oas_pairs_t query, const char *name)
{
    return oas_text_equal(oas_pairs_get(query, name), "1");
}

static oas_bytes_t bound_to(const oas_session_t *session, apr_pool_t *pool)
{
    return oas_form_of_session("refresh", session, pool);
}

static oas_status_t add_token(oas_buffer_t *json, const oas_site_t *site, const oas_session_t *session, oas_work_t *work)
{
    const char *token;
    oas_status_t status = oas_form_token_make(&token, site, bound_to(session, work->pool), work);

    if (status == OAS_OK)
        add_text(json, ",", "token", token);
    return status;
}

static oas_status_t describe(oas_reply_t *reply, const oas_site_t *site, const oas_session_t *session, oas_pairs_t query,
                             oas_work_t *work)
{
    oas_buffer_t json = oas_buffer(work->pool, INFO_LARGEST);
    oas_status_t status;

    add_text(&json, "{\"signed_in\":true,", "user", session->face.user);
    add_text(&json, ",", "provider", session->face.provider);
    add_number(&json, "idle_seconds", seconds_until(oas_record_ends(&session->head), work->now));
    add_number(&json, "lifetime_seconds", seconds_until(session->head.expires, work->now));
    add_number(&json, "version", session->head.generation);
    if (is_wanted(query, "claims"))
        add_claims(&json, session->face.claims);
    if (is_wanted(query, "token") && (status = add_token(&json, site, session, work)) != OAS_OK)
        return status;
    oas_buffer_add_text(&json, "}\n");
    if (json.overflowed)
        return oas_fail(work, OAS_BROKEN, "session_info_too_large", "what is known of a session does not fit into %d bytes",
                        INFO_LARGEST);
    answer(reply, 200, oas_buffer_text(&json));
    return OAS_OK;
}

/* Who asks, and what he wants to know. OAS_OK without a session: he has his answer. */
static oas_status_t hear(oas_session_t **session, oas_pairs_t *query, oas_reply_t *reply, const oas_site_t *site,
                         const oas_request_t *request, oas_work_t *work)
{
    oas_status_t status;

    *session = NULL;
    if (is_from_elsewhere(request))
        return refuse(reply);
    if ((status = oas_form_parse(query, oas_bytes_of(request->query), work)) != OAS_OK)
        return status;
    status = oas_access_find(session, site, request->cookies, oas_request_is_secure(request), NULL, work);
    return status == OAS_NOT_FOUND ? say_signed_out(reply, site, request, work) : status;
}

oas_status_t oas_session_info(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    oas_session_t *session;
    oas_pairs_t query;
    oas_status_t status = hear(&session, &query, reply, site, request, work);

    return status == OAS_OK && session != NULL ? describe(reply, site, session, query, work) : status;
}

/* --- anew --- */

static oas_status_t check_token(const oas_site_t *site, const oas_request_t *request, const oas_session_t *session,
                                oas_work_t *work)
{
    oas_pairs_t form;
    oas_status_t status = oas_form_parse(&form, request->form, work);

    if (status != OAS_OK)
        return status;
    return oas_form_check(form, site, request, bound_to(session, work->pool), work);
}

/* Neither a refresh token nor an access token that still lives, or a provider of OAuth 1.0a. */
static oas_status_t say_impossible(oas_reply_t *reply)
{
    reply->status = 409;
    reply->page = (oas_page_t){.kind = OAS_PAGE_PROBLEM_JSON,
                               .title = "Nothing can be renewed",
                               .text = "The provider has given nothing that it could be asked with. A new sign-in brings news.",
                               .reason = "refresh_impossible"};
    return OAS_OK;
}

oas_status_t oas_session_renew(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    const oas_need_t need = {.freshness = {.at_once = true}, .origin = request->origin};
    oas_session_t *session;
    oas_refreshed_t refreshed;
    oas_pairs_t query;
    oas_status_t status = hear(&session, &query, reply, site, request, work);

    if (status != OAS_OK || session == NULL || (status = check_token(site, request, session, work)) != OAS_OK)
        return status;
    status = oas_refresh(&refreshed, session, site, &need, work);
    reply->token_change = refreshed.change;
    if (status == OAS_NOT_FOUND)
        return say_signed_out(reply, site, request, work);
    if (status != OAS_OK)
        return status;
    if (!oas_refresh_is_possible(site, session, refreshed.vault, work->now))
        return say_impossible(reply);
    return describe(reply, site, session, query, work);
}
