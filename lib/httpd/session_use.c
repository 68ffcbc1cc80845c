/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/session_use.h"

#include "flow/navigation.h"
#include "httpd/config.h"

oas_status_t oas_session_use_allow(request_rec *r, const oas_exchange_t *exchange, oas_work_t *work)
{
    const oas_limits_t *limits = &oas_directory_config(r)->limits;

    if (oas_limits_allow(limits, exchange->session->head.created, exchange->last_used, work->now))
        return OAS_OK;
    return oas_fail(work, OAS_NOT_FOUND, "session_limit", "the session is older, or longer unused, than this place allows");
}

/* Nothing of this is looked at before a use would be noted. */
static bool is_use(request_rec *r)
{
    oas_request_t request;

    if (oas_directory_config(r)->touch == OAS_TOUCH_OFF)
        return false;
    oas_bridge_request(&request, r);
    return !oas_is_by_itself(&request);
}

void oas_session_use_note(request_rec *r, oas_exchange_t *exchange)
{
    const oas_sessions_t *sessions = &oas_server_config(r->server)->site->sessions;
    oas_work_t work;

    if (!oas_session_use_is_due(exchange->session, sessions, r->request_time) || !is_use(r))
        return;
    work = oas_bridge_work(r);
    oas_session_note_use(exchange->session, sessions, &work);
}
