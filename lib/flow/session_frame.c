/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/session_frame.h"

#include <apr_strings.h>

#include "flow/access.h"
#include "flow/registered.h"
#include "flow/session_check.h"
#include "http/url.h"

/* What the provider knows the session by (§3.1: client ID, a space, session state); NULL: it gave nothing for that. */
static const char *message_of(const oas_site_t *site, const oas_session_t *session, const char *client_id,
                              oas_work_t *work)
{
    oas_vault_t *vault;

    if (oas_session_open_vault(&vault, &site->sessions, session, work) != OAS_OK || vault->session_state == NULL)
        return NULL;
    return apr_pstrcat(work->pool, client_id, " ", vault->session_state, NULL);
}

/* False: there is nothing to ask, or nobody. */
static bool fill(oas_page_t *page, const oas_site_t *site, const oas_request_t *request, const oas_session_t *session,
                 oas_work_t *work)
{
    const oas_site_provider_t *at = oas_session_check_provider(site, session);
    const oas_provider_t *provider;
    oas_url_t *url;

    if (at == NULL || oas_provider_cache_get(&provider, at->cache, oas_site_client(site, at), work) != OAS_OK
        || provider->check_session_iframe == NULL
        || oas_url_parse_secure(&url, provider->check_session_iframe, "check_session_iframe", work) != OAS_OK
        || oas_registered(&at, site, provider, request->origin, false, work) != OAS_OK)
        return false;
    page->kind = OAS_PAGE_SESSION_FRAME;
    page->frame = provider->check_session_iframe;
    page->frame_origin = url->origin;
    page->frame_message = message_of(site, session, at->registration->client_id, work);
    page->link = apr_pstrcat(work->pool, oas_site_path(site, "session-check", work->pool), "?to=", NULL);
    return page->frame_message != NULL;
}

oas_status_t oas_session_frame(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_page_t page = {.kind = OAS_PAGE_NONE};
    oas_session_t *session;

    reply->status = 204;
    if (oas_access_find(&session, site, request->cookies, oas_request_is_secure(request), NULL, &look) == OAS_OK
        && fill(&page, site, request, session, &look)) {
        reply->status = 200;
        reply->page = page;
    }
    return OAS_OK;
}
