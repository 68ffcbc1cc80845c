/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/moved_session.h"

#include "http/cookie.h"
#include "session/reissue.h"

oas_status_t oas_moved_session(const char **set_cookie, oas_session_t *session, const oas_site_t *site, bool secure,
                               oas_work_t *work)
{
    const oas_cookie_names_t *names = oas_cookie_names(secure);
    char value[OAS_TICKET_LENGTH + 1];
    oas_status_t status = oas_session_reissue(session, value, &site->sessions, work);

    *set_cookie = NULL;
    if (status == OAS_OK)
        *set_cookie = oas_cookie_compose(work->pool, &(oas_cookie_t){.name = names->session,
                                                                     .value = value,
                                                                     .path = "/",
                                                                     .secure = names->secure,
                                                                     .max_age = site->cookie_max_age});
    oas_wipe(value, sizeof(value));
    return status;
}
