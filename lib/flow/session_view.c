/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/session_view.h"

#include <apr_strings.h>

#include "base/json.h"
#include "flow/navigation.h"
#include "http/form.h"

enum {
    LINK_LARGEST = 8 * 1024,
    JSON_LARGEST = 1024 * 1024 /* a page has a hundred sessions, of less than 6 kB each when all of it is escaped */
};

const char *oas_session_view_link(const oas_session_view_t *view, const oas_list_filter_t *filter, const char *place,
                                  apr_pool_t *pool)
{
    oas_buffer_t query = oas_buffer(pool, LINK_LARGEST);

    oas_form_add(&query, "user", filter->user);
    oas_form_add(&query, "provider", filter->provider);
    oas_form_add(&query, "address", filter->address);
    oas_form_add(&query, "after", place);
    return query.length != 0 ? apr_pstrcat(pool, view->path, "?", oas_buffer_text(&query), NULL) : view->path;
}

/* --- for programs --- */

static void add_text(oas_buffer_t *json, const char *name, const char *text)
{
    oas_buffer_add_text(json, apr_pstrcat(json->pool, "\"", name, "\":", oas_json_quote(json->pool, text), NULL));
}

static void add_time(oas_buffer_t *json, const char *name, apr_time_t time)
{
    oas_buffer_add_text(json, apr_psprintf(json->pool, ",\"%s\":%" APR_INT64_T_FMT, name, apr_time_sec(time)));
}

static void add_session(oas_buffer_t *json, const oas_listed_session_t *listed, const char *here)
{
    const struct {
        const char *name, *text;
    } texts[] = {{"user", listed->user}, {"provider", listed->provider}, {"address", listed->address}, {"agent", listed->agent}};

    oas_buffer_add_text(json, "{");
    add_text(json, "id", listed->name);
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        oas_buffer_add_text(json, ",");
        add_text(json, texts[i].name, texts[i].text);
    }
    add_time(json, "first_seen", listed->created);
    add_time(json, "last_seen", listed->last_used);
    add_time(json, "ends", listed->ends);
    oas_buffer_add_text(json, strcmp(listed->name, here) == 0 ? ",\"this_browser\":true}" : ",\"this_browser\":false}");
}

static const char *compose_json(const oas_session_view_t *view, const char *form_token, apr_pool_t *pool)
{
    oas_buffer_t json = oas_buffer(pool, JSON_LARGEST);

    oas_buffer_add_text(&json, apr_psprintf(pool, "{\"total\":%" APR_SIZE_T_FMT ",\"sessions\":[", view->page.total));
    for (size_t i = 0; i < view->page.count; i++) {
        if (i != 0)
            oas_buffer_add_text(&json, ",");
        add_session(&json, &view->page.items[i], view->here);
    }
    oas_buffer_add_text(&json, "],");
    if (view->page.next != NULL) {
        add_text(&json, "next", oas_session_view_link(view, &view->filter, view->page.next, pool));
        oas_buffer_add_text(&json, ",");
    }
    add_text(&json, "token", form_token);
    oas_buffer_add_text(&json, "}\n");
    return oas_buffer_text(&json);
}

/* --- both --- */

void oas_session_view_show(oas_reply_t *reply, const oas_session_view_t *view, const oas_request_t *request,
                           const char *form_token, apr_pool_t *pool)
{
    reply->status = 200;
    reply->page = (oas_page_t){.kind = OAS_PAGE_SESSIONS, .sessions = view, .action = request->target, .form_token = form_token};
    if (!oas_is_looked_at(request))
        reply->page = (oas_page_t){.kind = OAS_PAGE_JSON, .text = compose_json(view, form_token, pool)};
}

void oas_session_view_say_ended(oas_reply_t *reply, unsigned ended, const oas_request_t *request, apr_pool_t *pool)
{
    if (oas_is_looked_at(request)) {
        oas_reply_redirect(reply, 303, apr_pstrcat(pool, request->origin, request->target, NULL));
        return;
    }
    reply->status = 200;
    reply->page = (oas_page_t){.kind = OAS_PAGE_JSON, .text = apr_psprintf(pool, "{\"ended\":%u}\n", ended)};
}
