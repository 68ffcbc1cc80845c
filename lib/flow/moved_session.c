/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/moved_session.h"

#include "http/cookie.h"
#include "session/reissue.h"

static oas_status_t move(const char **set_cookie, oas_session_t *session, const oas_sessions_t *sessions,
                         const oas_cookie_t *cookie, oas_work_t *work)
{
    char value[OAS_TICKET_LENGTH + 1];
    oas_status_t status = oas_session_reissue(session, value, sessions, work);
    oas_cookie_t next = *cookie;

    *set_cookie = NULL;
    next.value = value;
    if (status == OAS_OK)
        *set_cookie = oas_cookie_compose(work->pool, &next);
    oas_wipe(value, sizeof(value));
    return status;
}

static oas_cookie_t cookie_of(const char *name, const oas_site_t *site, bool secure)
{
    return (oas_cookie_t){.name = name, .path = "/", .secure = secure, .max_age = site->cookie_max_age};
}

oas_status_t oas_moved_session(const char **set_cookie, oas_session_t *session, const oas_site_t *site, bool secure,
                               oas_work_t *work)
{
    const oas_cookie_t cookie = cookie_of(oas_site_cookies(site, secure)->session, site, secure);

    return move(set_cookie, session, &site->sessions, &cookie, work);
}

oas_status_t oas_moved_guest(const char **set_cookie, oas_session_t *guest, const oas_site_t *site, bool secure,
                             oas_work_t *work)
{
    const oas_cookie_t cookie = cookie_of(oas_site_cookies(site, secure)->guest, site, secure);

    return move(set_cookie, guest, &site->guests, &cookie, work);
}
