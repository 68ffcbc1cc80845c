/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/session_use.h"

#include "httpd/realm.h"

#include "flow/navigation.h"

oas_status_t oas_session_use_allow(const oas_exchange_t *exchange, const oas_directory_config_t *directory,
                                   oas_work_t *work)
{
    if (oas_limits_allow(&directory->limits, exchange->session->head.created, exchange->last_used, work->now))
        return OAS_OK;
    return oas_fail(work, OAS_NOT_FOUND, "session_limit", "the session is older, or longer unused, than this place allows");
}

/* Nothing of this is looked at before a use would be noted. */
bool oas_session_use_is_one(request_rec *r, const oas_directory_config_t *directory)
{
    oas_request_t request;

    if (directory->touch == OAS_TOUCH_OFF)
        return false;
    oas_bridge_request(&request, r);
    return !oas_is_by_itself(&request);
}

/* An application that is told nothing leaves the first use to another one. */
static bool is_to_be_noted(const oas_session_t *session, const oas_directory_config_t *directory,
                           const oas_sessions_t *sessions, apr_time_t now)
{
    return (oas_session_is_unused(session) && directory->pass_claims != OAS_PASS_NONE)
           || oas_session_use_is_due(session, sessions, now);
}

void oas_session_use_note(request_rec *r, oas_exchange_t *exchange, const oas_directory_config_t *directory)
{
    const oas_sessions_t *sessions = &oas_site_of(r)->sessions;
    oas_work_t work;

    if (!is_to_be_noted(exchange->session, directory, sessions, r->request_time) || !oas_session_use_is_one(r, directory))
        return;
    work = oas_bridge_work(r);
    if (oas_session_note_use(exchange->session, sessions, &work))
        exchange->is_new_login = true;
}

static void note_where_due(request_rec *r, oas_session_t *session, const oas_sessions_t *sessions)
{
    oas_work_t work = oas_bridge_work(r);

    if (oas_session_use_is_due(session, sessions, work.now) && oas_session_use_is_one(r, oas_directory_config(r)))
        (void)oas_session_note_use(session, sessions, &work);
}

void oas_session_use_note_guest(request_rec *r, oas_session_t *guest, const oas_sessions_t *guests)
{
    note_where_due(r, guest, guests);
}

void oas_session_use_note_unasked(request_rec *r, oas_session_t *session)
{
    if (!oas_session_is_unused(session))
        note_where_due(r, session, &oas_site_of(r)->sessions);
}
