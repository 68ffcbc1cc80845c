/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/stale_cookie.h"

#include "flow/access.h"
#include "http/cookie.h"

/* How it ends with one cookie of ours. */
static oas_status_t look_up(const oas_site_t *site, oas_bytes_t cookie, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_session_t *session;

    return oas_session_open(&session, &site->sessions, cookie, &look);
}

/* Cookies of one name can not be told apart by who sets one: if any of them is of use, all stay. */
static bool is_stale(const oas_site_t *site, const oas_request_t *request, const char *name, oas_work_t *work)
{
    const char *position = NULL;
    bool is_absent = false;

    for (int tried = 0; request->cookies != NULL && tried < OAS_MOST_COOKIES_TRIED; tried++) {
        oas_bytes_t cookie = oas_cookie_next(&position, request->cookies, name);
        oas_status_t status = cookie.data != NULL ? look_up(site, cookie, work) : OAS_REFUSED;

        if (cookie.data == NULL)
            break;
        if (status != OAS_NOT_FOUND && status != OAS_REFUSED)
            return false;
        is_absent = is_absent || status == OAS_NOT_FOUND;
    }
    return is_absent;
}

void oas_stale_cookie_clear(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    const oas_cookie_names_t *names = oas_site_cookies(site, oas_request_is_secure(request));

    if (is_stale(site, request, names->session, work))
        oas_reply_set_cookie(reply, oas_cookie_compose(work->pool, &(oas_cookie_t){.name = names->session,
                                                                                   .path = "/",
                                                                                   .secure = names->secure}));
}
