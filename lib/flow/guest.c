/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/guest.h"

#include "flow/access.h"
#include "http/cookie.h"

oas_status_t oas_guest_find(oas_session_t **guest, const oas_site_t *site, const char *cookies, bool secure,
                            oas_work_t *work)
{
    *guest = NULL;
    if (site->guests.store == NULL)
        return OAS_NOT_FOUND;
    return oas_access_find_among(guest, &site->guests, oas_site_cookies(site, secure)->guest, cookies, NULL, work);
}

static const char *cookie_with(const char *value, const oas_site_t *site, bool secure, apr_pool_t *pool)
{
    const oas_cookie_t cookie = {.name = oas_site_cookies(site, secure)->guest,
                                 .value = value,
                                 .path = "/",
                                 .secure = secure,
                                 .max_age = site->cookie_max_age};

    return oas_cookie_compose(pool, &cookie);
}

/* Anybody can bring it about that there is no room for more guests: that is no alarm, as a full table of sessions is. */
static oas_status_t begin(oas_session_t **guest, char cookie[OAS_TICKET_LENGTH + 1], const oas_site_t *site, oas_work_t *work)
{
    static const oas_face_t nobody = {.user = "", .provider = ""};
    static const oas_vault_t nothing = {0};
    static const oas_label_t nowhere = {0};
    oas_status_t status = oas_session_begin(guest, cookie, &site->guests, &nobody, &nothing, &nowhere, work);

    if (status != OAS_FULL)
        return status;
    oas_forgive(work);
    return oas_fail(work, OAS_UNAVAILABLE, "guests_full", "there is no room for values of another visitor who is not signed in");
}

oas_status_t oas_guest_begin(oas_session_t **guest, const char **set_cookie, const oas_site_t *site, bool secure,
                             oas_work_t *work)
{
    char value[OAS_TICKET_LENGTH + 1];
    oas_status_t status;

    *guest = NULL;
    *set_cookie = NULL;
    if (site->guests.store == NULL)
        return oas_fail(work, OAS_REFUSED, "guests_off", "values of who is not signed in are kept nowhere in this server");
    status = begin(guest, value, site, work);
    if (status == OAS_OK)
        *set_cookie = cookie_with(value, site, secure, work->pool);
    oas_wipe(value, sizeof(value));
    return status;
}

void oas_guest_end(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    const bool secure = oas_request_is_secure(request);
    oas_work_t look = oas_work(work->pool, work->now);
    const char *position = NULL;
    oas_session_t *guest;

    if (request->cookies == NULL
        || oas_cookie_next(&position, request->cookies, oas_site_cookies(site, secure)->guest).data == NULL)
        return;
    if (oas_guest_find(&guest, site, request->cookies, secure, &look) == OAS_OK
        && oas_session_end(&site->guests, guest, &look) != OAS_OK)
        oas_forgive(&look);
    oas_reply_set_cookie(reply, cookie_with(NULL, site, secure, work->pool));
}
