/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/all_sessions.h"

#include <apr_strings.h>

#include "base/event.h"
#include "flow/access.h"
#include "flow/browser_binding.h"
#include "flow/form_token.h"
#include "flow/session_view.h"
#include "http/form.h"

/* Who asks, with which browser. */
typedef struct {
    const oas_site_t *site;
    const oas_request_t *request;
    const char *administrator;
    const char *browser; /* its random cookie */
    const char *path;    /* of the list */
} asker_t;

/* What only this browser has, and for whom it asked: a token that somebody else was given is none. */
static oas_bytes_t bound_to(const asker_t *asker, apr_pool_t *pool)
{
    return oas_bytes_of(apr_pstrcat(pool, "all sessions ", asker->browser, asker->administrator != NULL ? " of " : "",
                                    asker->administrator, NULL));
}

/* An empty field of a search form asks for nothing. */
static const char *field(oas_pairs_t query, const char *name)
{
    const char *value = oas_pairs_get(query, name);

    return value != NULL && *value != '\0' ? value : NULL;
}

static oas_list_filter_t filter_of(oas_pairs_t pairs)
{
    return (oas_list_filter_t){
        .user = field(pairs, "user"), .provider = field(pairs, "provider"), .address = field(pairs, "address")};
}

/* The administrator's own session, if he has one here. */
static void mark_this_browser(oas_session_view_t *view, const asker_t *asker, oas_work_t *work)
{
    const oas_request_t *request = asker->request;
    oas_work_t look = oas_work(work->pool, work->now);
    oas_session_t *session;

    if (oas_access_find(&session, asker->site, request->cookies, oas_request_is_secure(request), NULL, &look) != OAS_OK
        || oas_session_name(view->here, &asker->site->sessions, &session->head, &look) != OAS_OK)
        view->here[0] = '\0';
}

static oas_status_t list(oas_reply_t *reply, const asker_t *asker, oas_work_t *work)
{
    oas_session_view_t *view = apr_pcalloc(work->pool, sizeof(*view));
    const char *token, *place;
    oas_pairs_t query;
    oas_status_t status;

    view->path = asker->path;
    view->now = work->now;
    view->of_everybody = true;
    if ((status = oas_form_parse(&query, oas_bytes_of(asker->request->query), work)) != OAS_OK)
        return status;
    view->filter = filter_of(query);
    place = oas_pairs_get(query, "after");
    if ((status = oas_session_list(&view->page, &asker->site->sessions, &view->filter, place != NULL ? place : "", work))
            != OAS_OK
        || (status = oas_form_token_make(&token, asker->site, bound_to(asker, work->pool), work)) != OAS_OK)
        return status;
    mark_this_browser(view, asker, work);
    oas_session_view_show(reply, view, asker->request, token, work->pool);
    return OAS_OK;
}

static bool is_field(const char *name)
{
    static const char *const names[] = {"token", "end", "all", "user", "provider", "address"};

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* A name that is misspelt, or a value that a script lost on the way, must not end everybody's sessions. */
static oas_status_t check_fields(oas_pairs_t form, oas_work_t *work)
{
    for (size_t i = 0; i < form.count; i++)
        if (!is_field(form.items[i].name) || *form.items[i].value == '\0')
            return oas_fail(work, OAS_REFUSED, "sessions_form", "the form has a field that is empty or not known");
    if ((oas_pairs_get(form, "end") != NULL) == (oas_pairs_get(form, "all") != NULL))
        return oas_fail(work, OAS_REFUSED, "sessions_form", "the form names neither one session nor all of a list, or both");
    return OAS_OK;
}

static oas_status_t end_some(unsigned *ended, const asker_t *asker, oas_pairs_t form, oas_work_t *work)
{
    const oas_list_filter_t filter = filter_of(form);
    const char *name = oas_pairs_get(form, "end");

    if (name != NULL)
        return oas_session_end_named(ended, &asker->site->sessions, name, work);
    return oas_session_end_listed(ended, &asker->site->sessions, &filter, work);
}

static oas_status_t end(oas_reply_t *reply, const asker_t *asker, oas_work_t *work)
{
    oas_pairs_t form;
    unsigned ended = 0;
    oas_status_t status;

    if ((status = oas_form_parse(&form, asker->request->form, work)) != OAS_OK
        || (status = oas_form_check(form, asker->site, asker->request, bound_to(asker, work->pool), work)) != OAS_OK
        || (status = check_fields(form, work)) != OAS_OK || (status = end_some(&ended, asker, form, work)) != OAS_OK)
        return status;
    if (ended != 0)
        oas_event_note(work, (oas_event_t){.kind = OAS_EVENT_REVOCATION,
                                           .reason = "sessions_ended",
                                           .by = "administrator",
                                           .sessions = ended,
                                           .user = asker->administrator});
    if (ended != 0)
        oas_tell(work, "sessions_ended", "an administrator (%.64s) ended sessions: %u",
                 asker->administrator != NULL ? asker->administrator : "by address", ended);
    oas_session_view_say_ended(reply, ended, asker->request, work->pool);
    return OAS_OK;
}

oas_status_t oas_all_sessions(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                              const char *administrator, oas_work_t *work)
{
    asker_t asker = {.site = site, .request = request, .administrator = administrator};
    oas_status_t status = oas_browser_bind(&asker.browser, reply, request, OAS_MODE_QUERY, work);

    if (status != OAS_OK)
        return status;
    asker.path = apr_pstrndup(work->pool, request->target, strcspn(request->target, "?"));
    reply->page.link = asker.path;
    return strcmp(request->method, "POST") == 0 ? end(reply, &asker, work) : list(reply, &asker, work);
}
