/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/visitor.h"

#include "flow/guest.h"
#include "httpd/bridge.h"
#include "httpd/caching.h"
#include "httpd/config.h"
#include "httpd/realm.h"
#include "httpd/session_use.h"

oas_status_t oas_visitor_find(oas_session_t **guest, request_rec *r, oas_work_t *work)
{
    oas_exchange_t *exchange = oas_exchange_in_realm(r);
    const oas_site_t *site = oas_site_of(r);
    oas_status_t status = OAS_OK;

    *guest = NULL;
    if (site == NULL)
        return OAS_NOT_FOUND;
    if (exchange->guest == NULL) {
        status = oas_guest_find(&exchange->guest, site, exchange->cookies, oas_bridge_is_secure(r), work);
        if (status == OAS_OK)
            oas_session_use_note_guest(r, exchange->guest, &site->guests);
    }
    *guest = exchange->guest;
    return status;
}

/* A cookie goes with the head of a page: that may be on its way when its parts are made. */
oas_status_t oas_visitor_begin(oas_session_t **guest, const char **set_cookie, request_rec *r, oas_work_t *work)
{
    *guest = NULL;
    *set_cookie = NULL;
    if (r->main != NULL)
        return oas_fail(work, OAS_REFUSED, "guests_part", "a part of a page wrote the first value of who is not signed in");
    if (oas_site_of(r) == NULL)
        return oas_fail(work, OAS_REFUSED, "guests_off", "this virtual host has no <OAuthProvider>");
    return oas_guest_begin(guest, set_cookie, oas_site_of(r), oas_bridge_is_secure(r), work);
}

void oas_visitor_welcome(oas_session_t *guest, const char *set_cookie, request_rec *r)
{
    oas_exchange_in_realm(r)->guest = guest;
    apr_table_addn(r->err_headers_out, "Set-Cookie", set_cookie);
    oas_caching_keep_private(r);
}

void oas_visitor_forget(oas_session_t *guest, request_rec *r, const oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);

    if (oas_session_end(&oas_site_of(r)->guests, guest, &look) != OAS_OK)
        oas_forgive(&look); /* he ends by his own times, and nobody has his cookie */
}

static const char told[] = "oauth-visitor-told"; /* among r's notes, which no other part of the request has */

void oas_visitor_is_told(request_rec *r)
{
    apr_table_setn(r->notes, told, "");
}

bool oas_visitor_was_told(const request_rec *r)
{
    return apr_table_get(r->notes, told) != NULL;
}
