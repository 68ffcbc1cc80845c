/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/frontchannel_logout.h"

#include "base/event.h"
#include "flow/access.h"
#include "flow/clear_site_data.h"
#include "flow/realm.h"
#include "flow/token_revocation.h"
#include "http/form.h"
#include "oidc/issuer.h"

/* One of the site's providers has this issuer, and is allowed to do so. */
static bool may_end(const oas_site_t *site, const char *issuer)
{
    for (size_t i = 0; i < site->provider_count; i++) {
        const oas_registration_t *registration = site->providers[i].registration;

        if (registration->frontchannel_logout && oas_issuer_fits(registration->by_hand.issuer, issuer))
            return true;
    }
    return false;
}

static oas_status_t read_query(oas_whose_t *whose, const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    oas_pairs_t query;
    oas_status_t status = oas_form_parse(&query, oas_bytes_of(request->query), work);

    if (status != OAS_OK)
        return status;
    whose->issuer = oas_pairs_get(query, "iss");
    whose->provider_session = oas_pairs_get(query, "sid");
    if (whose->provider_session == NULL || *whose->provider_session == '\0')
        return oas_fail(work, OAS_REFUSED, "frontchannel_session", "the query has no sid");
    if (!may_end(site, whose->issuer))
        return oas_fail(work, OAS_REFUSED, "frontchannel_issuer",
                        "the query names no issuer of a provider with OAuthFrontChannelLogout on");
    return OAS_OK;
}

/* Who signs out of this realm, if the frame brought his cookie, and it is his session that is named: nothing else opens its
 * vault. */
static oas_leaver_t find_leaver_in(const oas_whose_t *whose, const oas_site_t *site, const oas_request_t *request,
                                oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_session_t *session;
    oas_leaver_t leaver;

    if (oas_access_find(&session, site, request->cookies, oas_request_is_secure(request), NULL, &look) != OAS_OK)
        return (oas_leaver_t){0};
    leaver = oas_leaver_of(site, session, work);
    if (leaver.vault == NULL || !oas_text_equal(leaver.vault->issuer, whose->issuer)
        || !oas_text_equal(leaver.vault->provider_session, whose->provider_session))
        return (oas_leaver_t){0};
    return leaver;
}

static oas_leaver_t find_leaver(const oas_whose_t *whose, const oas_site_t *site, const oas_request_t *request,
                                oas_work_t *work)
{
    oas_leaver_t leaver = {0};

    for (const oas_site_t *realm = site; realm != NULL && leaver.vault == NULL; realm = realm->next)
        leaver = find_leaver_in(whose, realm, request, work);
    return leaver;
}

oas_status_t oas_frontchannel_logout(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                     oas_work_t *work)
{
    oas_whose_t whose = {0};
    oas_leaver_t leaver;
    unsigned ended;
    oas_status_t status;

    reply->page.title = "Nobody was signed out";
    reply->page.text = "This address is for pages of sign-in services.";
    if ((status = read_query(&whose, site, request, work)) != OAS_OK)
        return status;
    leaver = find_leaver(&whose, site, request, work);
    if ((status = oas_realms_end_of(&ended, site, &whose, work)) != OAS_OK)
        return status;
    if (ended != 0)
        oas_event_note(work, (oas_event_t){.kind = OAS_EVENT_LOGOUT,
                                           .reason = "provider_sign_out",
                                           .by = "provider",
                                           .sessions = ended,
                                           .provider = leaver.at != NULL ? leaver.at->registration->name : NULL});
    if (ended != 0)
        oas_tell(work, "provider_sign_out", "a page of %s said that somebody signed out: %u sessions were ended", whose.issuer,
                 ended);
    oas_tokens_revoke(&leaver, site, request, work);
    reply->status = 200;
    if (ended != 0) /* else any page could empty a visitor's cache */
        oas_clear_site_data(reply, site, OAS_CLEAR_ALL, work->pool);
    return OAS_OK;
}
