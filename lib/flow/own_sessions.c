/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/own_sessions.h"

#include <apr_strings.h>

#include "flow/access.h"
#include "flow/form_token.h"
#include "flow/navigation.h"
#include "flow/noted_event.h"
#include "flow/session_view.h"
#include "http/form.h"
#include "session/own_list.h"

/* Who asks, and with which of his sessions. */
typedef struct {
    const oas_site_t *site;
    const oas_request_t *request;
    oas_session_t *session;
    oas_whose_t whose;
} asker_t;

static oas_bytes_t bound_to(const oas_session_t *session, apr_pool_t *pool)
{
    return oas_form_of_session("sessions", session, pool);
}

/* Whose sessions are his is known by what his tokens said, and no name of his. */
static oas_status_t know_him(asker_t *asker, oas_work_t *work)
{
    const oas_sessions_t *sessions = &asker->site->sessions;
    oas_vault_t *vault;
    oas_status_t status = oas_session_open_vault(&vault, sessions, asker->session, work);

    if (status == OAS_OK)
        asker->whose = (oas_whose_t){.issuer = vault->issuer, .subject = vault->subject};
    return status;
}

static oas_status_t list(oas_reply_t *reply, const asker_t *asker, oas_work_t *work)
{
    const oas_sessions_t *sessions = &asker->site->sessions;
    oas_session_view_t *view = apr_pcalloc(work->pool, sizeof(*view));
    const char *token, *place;
    oas_pairs_t query;
    oas_status_t status;

    view->path = oas_site_path(asker->site, "sessions", work->pool);
    view->logout = oas_site_path(asker->site, "logout", work->pool);
    view->now = work->now;
    reply->page.link = view->path;
    if ((status = oas_form_parse(&query, oas_bytes_of(asker->request->query), work)) != OAS_OK)
        return status;
    place = oas_pairs_get(query, "after");
    if ((status = oas_session_name(view->here, sessions, &asker->session->head, work)) != OAS_OK
        || (status = oas_session_list_of(&view->page, sessions, &asker->whose, place != NULL ? place : "", work)) != OAS_OK
        || (status = oas_form_token_make(&token, asker->site, bound_to(asker->session, work->pool), work)) != OAS_OK)
        return status;
    oas_session_view_show(reply, view, asker->request, token, work->pool);
    return OAS_OK;
}

static oas_status_t end_some(unsigned *ended, const asker_t *asker, oas_pairs_t form, oas_work_t *work)
{
    const oas_sessions_t *sessions = &asker->site->sessions;
    const char *name = oas_pairs_get(form, "end");
    char here[OAS_SESSION_NAME_LENGTH + 1];
    oas_status_t status;

    if ((name != NULL) == (oas_pairs_get(form, "others") != NULL))
        return oas_fail(work, OAS_REFUSED, "sessions_form", "the form names neither one session nor all others, or both");
    if (name != NULL)
        return oas_session_end_named_of(ended, sessions, &asker->whose, name, work);
    if ((status = oas_session_name(here, sessions, &asker->session->head, work)) != OAS_OK)
        return status;
    return oas_session_end_others_of(ended, sessions, &asker->whose, here, work);
}

static oas_status_t end(oas_reply_t *reply, const asker_t *asker, oas_work_t *work)
{
    oas_pairs_t form;
    unsigned ended = 0;
    oas_status_t status;

    reply->page.link = oas_site_path(asker->site, "sessions", work->pool);
    if ((status = oas_form_parse(&form, asker->request->form, work)) != OAS_OK
        || (status = oas_form_check(form, asker->site, asker->request, bound_to(asker->session, work->pool), work)) != OAS_OK
        || (status = end_some(&ended, asker, form, work)) != OAS_OK)
        return status;
    if (ended != 0) {
        oas_note_session((oas_event_t){.kind = OAS_EVENT_LOGOUT, .reason = "sessions_ended", .by = "person", .sessions = ended},
                         &asker->site->sessions, asker->session, work);
        oas_tell(work, "sessions_ended", "a user ended sessions of his own: %u", ended);
    }
    oas_session_view_say_ended(reply, ended, asker->request, work->pool);
    return OAS_OK;
}

/* A person whose session ended while he looked at the list is sent to it once more, and from there to a login. */
static oas_status_t nobody_here(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    oas_forgive(work);
    if (strcmp(request->method, "POST") != 0 || !oas_is_looked_at(request))
        return oas_access_demand(reply, site, request, request->provider, work);
    oas_reply_redirect(reply, 303, apr_pstrcat(work->pool, request->origin, oas_site_path(site, "sessions", work->pool), NULL));
    return OAS_OK;
}

oas_status_t oas_own_sessions(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    asker_t asker = {.site = site, .request = request};
    oas_status_t status;

    status = oas_access_find(&asker.session, site, request->cookies, oas_request_is_secure(request), NULL, work);
    if (status == OAS_OK)
        status = know_him(&asker, work);
    if (status == OAS_NOT_FOUND)
        return nobody_here(reply, site, request, work);
    if (status != OAS_OK)
        return status;
    return strcmp(request->method, "POST") == 0 ? end(reply, &asker, work) : list(reply, &asker, work);
}
