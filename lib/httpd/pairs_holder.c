/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/pairs_holder.h"

#include "flow/access.h"
#include "flow/moved_session.h"
#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/realm.h"
#include "httpd/session_use.h"
#include "httpd/visitor.h"

static oas_status_t find_session(oas_session_t **session, request_rec *r, const oas_site_t *site, oas_work_t *work)
{
    const oas_exchange_t *exchange = oas_exchange_in_realm(r);
    oas_status_t status;

    if ((*session = exchange->session) != NULL)
        return OAS_OK;
    status = oas_access_find(session, site, exchange->cookies, oas_bridge_is_secure(r), NULL, work);
    if (status == OAS_OK)
        oas_session_use_note_unasked(r, *session);
    return status;
}

oas_status_t oas_pairs_holder_find(oas_pairs_holder_t *holder, request_rec *r, oas_work_t *work)
{
    const oas_site_t *site = oas_site_of(r);
    oas_status_t status;

    *holder = (oas_pairs_holder_t){0};
    if (site == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "no_provider",
                        "OAuthSessionProvider on, and this virtual host has no <OAuthProvider>");
    holder->site = site;
    holder->sessions = &site->sessions;
    if ((status = find_session(&holder->session, r, site, work)) != OAS_NOT_FOUND)
        return status;
    oas_forgive(work);
    holder->sessions = &site->guests;
    if ((status = oas_visitor_find(&holder->session, r, work)) != OAS_NOT_FOUND)
        return status;
    oas_forgive(work);
    return OAS_OK;
}

bool oas_pairs_holder_is_guest(const oas_pairs_holder_t *holder)
{
    return holder->sessions == &holder->site->guests;
}

oas_status_t oas_pairs_holder_move(const oas_pairs_holder_t *holder, request_rec *r, oas_work_t *work)
{
    const oas_site_t *site = holder->site;
    oas_exchange_t *exchange = oas_exchange(r);
    bool secure = oas_bridge_is_secure(r);
    const char *set_cookie;
    oas_status_t status = oas_pairs_holder_is_guest(holder)
                              ? oas_moved_guest(&set_cookie, holder->session, site, secure, work)
                              : oas_moved_session(&set_cookie, holder->session, site, secure, work);

    if (status != OAS_OK)
        return status;
    apr_table_addn(r->err_headers_out, "Set-Cookie", set_cookie);
    if (!oas_pairs_holder_is_guest(holder) && exchange->session != NULL)
        *exchange->session = *holder->session; /* another part of the request may have opened it for itself */
    return OAS_OK;
}
