/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/logout.h"

#include <apr_strings.h>

#include "flow/access.h"
#include "flow/clear_site_data.h"
#include "flow/form_token.h"
#include "flow/fresh_hint.h"
#include "flow/guest.h"
#include "flow/known_user.h"
#include "flow/login_rounds.h"
#include "flow/logout_news.h"
#include "flow/logout_target.h"
#include "flow/navigation.h"
#include "flow/noted_event.h"
#include "flow/provider_logout.h"
#include "flow/token_revocation.h"
#include "http/cookie.h"
#include "http/form.h"

/* What a form's token is bound to: this form of this session. */
static oas_bytes_t bound_to(const oas_session_t *session, apr_pool_t *pool)
{
    return oas_form_of_session("sign-out", session, pool);
}

static bool has_token(const oas_site_t *site, const oas_request_t *request, const oas_session_t *session, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_pairs_t form;

    return oas_form_parse(&form, request->form, &look) == OAS_OK
           && oas_form_token_is_in(form, site, bound_to(session, work->pool), work);
}

/* The person as he knows himself: sub is often a number that nobody has seen. */
static const char *display_name(const oas_face_t *face)
{
    static const char *const claims[] = {"name", "preferred_username", "email"};

    for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
        const char *name = oas_pairs_get(face->claims, claims[i]);

        if (name != NULL && *name != '\0')
            return name;
    }
    return face->user;
}

/* Two origins or fewer; NULL: none. */
static const char *both(const char *one, const char *other, apr_pool_t *pool)
{
    if (one == NULL || other == NULL)
        return one != NULL ? one : other;
    return apr_pstrcat(pool, one, " ", other, NULL);
}

/* A page that asks, with a button: nothing has happened yet. */
static oas_status_t ask(oas_reply_t *reply, int http_status, const oas_site_t *site, const oas_request_t *request,
                        const oas_session_t *session, oas_work_t *work)
{
    const oas_leaver_t leaver = oas_leaver_of(site, session, work);
    const char *provider = oas_provider_logout_of(site, request, &leaver, work).origin;

    reply->status = http_status;
    reply->page = (oas_page_t){.kind = OAS_PAGE_SIGN_OUT,
                               .action = oas_site_path(site, "logout", work->pool),
                               .form_goes_on_to = both(provider, oas_logout_target_origin(site, request, work), work->pool),
                               .form_target = oas_logout_target_asked(site, request, work),
                               .user = display_name(&session->face),
                               .link = "/"};
    return oas_form_token_make(&reply->page.form_token, site, bound_to(session, work->pool), work);
}

/* Where the browser ends up: at this URL, or, NULL, at a page of ours. */
static void say_signed_out(oas_reply_t *reply, const char *url)
{
    if (url != NULL) {
        oas_reply_redirect(reply, 303, url);
        return;
    }
    reply->status = 200;
    reply->page = (oas_page_t){.kind = OAS_PAGE_SIGNED_OUT, .link = "/"};
}

/* A cookie that did not come is not cleared: browsers keep it back from a form on a foreign page, and would still let the
 * answer to that form take it away; nor is anything else then. */
static void forget_here(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_clear_t which,
                        oas_work_t *work)
{
    const oas_cookie_names_t *names = oas_site_cookies(site, oas_request_is_secure(request));
    const char *position = NULL;

    if (request->cookies == NULL || oas_cookie_next(&position, request->cookies, names->session).data == NULL)
        return;
    oas_reply_set_cookie(reply, oas_cookie_compose(work->pool, &(oas_cookie_t){.name = names->session,
                                                                               .path = "/",
                                                                               .secure = names->secure}));
    oas_login_rounds_forget(reply, site, request, work->pool);
    oas_known_user_forget(reply, site, request, work->pool);
    oas_clear_site_data(reply, site, which, work->pool);
}

/* End the session, if there still is one, before anybody else is asked anything, and what the browser has as a guest with it;
 * then go on: to the provider where that is wanted. */
static oas_status_t sign_out(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                             const oas_session_t *session, oas_work_t *work)
{
    oas_leaver_t leaver = oas_leaver_of(site, session, work);
    oas_status_t status = session != NULL ? oas_session_end(&site->sessions, session, work) : OAS_OK;
    oas_provider_logout_t logout;

    if (status != OAS_OK)
        return status;
    if (session != NULL)
        oas_note_session((oas_event_t){.kind = OAS_EVENT_LOGOUT, .by = "person"}, &site->sessions, session, work);
    leaver.vault = oas_fresh_hint(&leaver, session, site, request, work);
    oas_guest_end(reply, site, request, work);
    oas_tokens_revoke(&leaver, site, request, work);
    oas_logout_tell(&leaver, site, work);
    logout = oas_provider_logout_of(site, request, &leaver, work);
    /* browsers clear cookies last: the one that recognises who comes back from the provider would be lost */
    forget_here(reply, site, request, logout.registration != NULL ? OAS_CLEAR_BUT_COOKIES : OAS_CLEAR_ALL, work);
    logout.then = oas_logout_target_url(site, request, work);
    if (logout.registration != NULL)
        return oas_provider_logout_begin(reply, site, request, &logout, work);
    say_signed_out(reply, logout.then);
    return OAS_OK;
}

/* End the session, and go nowhere for it. */
static oas_status_t end_here(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                             const oas_session_t *session, const oas_leaver_t *leaver, const char *by, oas_work_t *work)
{
    oas_status_t status = oas_session_end(&site->sessions, session, work);

    if (status != OAS_OK)
        return status;
    oas_note_session((oas_event_t){.kind = OAS_EVENT_LOGOUT, .by = by}, &site->sessions, session, work);
    oas_guest_end(reply, site, request, work);
    oas_tokens_revoke(leaver, site, request, work);
    forget_here(reply, site, request, OAS_CLEAR_ALL, work);
    return OAS_OK;
}

oas_status_t oas_logout_of(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                           const oas_session_t *session, oas_work_t *work)
{
    const oas_leaver_t leaver = oas_leaver_of(site, session, work);
    oas_status_t status = end_here(reply, site, request, session, &leaver, "application", work);

    if (status == OAS_OK)
        oas_logout_tell(&leaver, site, work);
    return status;
}

oas_status_t oas_logout_here(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                             const oas_session_t *session, oas_work_t *work)
{
    const oas_leaver_t leaver = oas_leaver_of(site, session, work);
    oas_status_t status = end_here(reply, site, request, session, &leaver, "provider", work);

    if (status == OAS_OK)
        say_signed_out(reply, oas_logout_target_default(site, request, work->pool));
    return status;
}

/* The session is over already. Only our own page may send the browser on to the provider, or have it forget cookies of other
 * parts of the site: it might be somebody else's link. */
static oas_status_t nobody_here(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    oas_forgive(work);
    if (strcmp(request->method, "POST") == 0 && oas_is_same_origin(request))
        return sign_out(reply, site, request, NULL, work);
    forget_here(reply, site, request, OAS_CLEAR_BUT_COOKIES, work);
    say_signed_out(reply, oas_logout_target_url(site, request, work));
    return OAS_OK;
}

oas_status_t oas_logout(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    oas_session_t *session;
    oas_status_t status;

    status = oas_access_find(&session, site, request->cookies, oas_request_is_secure(request), NULL, work);
    if (status == OAS_NOT_FOUND)
        return nobody_here(reply, site, request, work);
    if (status != OAS_OK)
        return status;
    if (strcmp(request->method, "POST") != 0)
        return ask(reply, 200, site, request, session, work);
    if (!oas_is_same_origin(request) && !has_token(site, request, session, work))
        return ask(reply, 403, site, request, session, work);
    return sign_out(reply, site, request, session, work);
}

oas_status_t oas_logged_out(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    const char *then;

    if (oas_provider_logout_is_return(&then, reply, site, request, work))
        oas_clear_site_data(reply, site, OAS_CLEAR_COOKIES, work->pool);
    say_signed_out(reply, then);
    return OAS_OK;
}
