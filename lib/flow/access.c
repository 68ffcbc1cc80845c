/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/access.h"

#include <apr_strings.h>

#include "flow/chooser.h"
#include "flow/login.h"
#include "flow/lost_form.h"
#include "flow/navigation.h"
#include "flow/refused_session.h"
#include "flow/stale_cookie.h"
#include "http/cookie.h"
#include "http/form.h"

enum { LOGIN_URL_LARGEST = 4096 };

/* A session of another provider is none here: a Location that names its provider trusts that one alone. */
static bool is_by(const oas_session_t *session, const char *provider)
{
    return provider == NULL || strcmp(session->face.provider, provider) == 0;
}

oas_status_t oas_access_find_among(oas_session_t **session, const oas_sessions_t *sessions, const char *name,
                                   const char *cookies, const char *provider, oas_work_t *work)
{
    const char *position = NULL;
    oas_bytes_t cookie;
    oas_status_t status;

    *session = NULL;
    for (int tried = 0; cookies != NULL && tried < OAS_MOST_COOKIES_TRIED; tried++) {
        cookie = oas_cookie_next(&position, cookies, name);
        if (cookie.data == NULL)
            break;
        status = oas_session_open(session, sessions, cookie, work);
        if (status == OAS_OK && is_by(*session, provider))
            return OAS_OK;
        if (status != OAS_OK && status != OAS_REFUSED && status != OAS_NOT_FOUND)
            return status;
        *session = NULL;
        oas_forgive(work);
    }
    return oas_fail(work, OAS_NOT_FOUND, "no_session", "no cookie of the request belongs to a session");
}

oas_status_t oas_access_find(oas_session_t **session, const oas_site_t *site, const char *cookies, bool secure,
                             const char *provider, oas_work_t *work)
{
    return oas_access_find_among(session, &site->sessions, oas_site_cookies(site, secure)->session, cookies, provider, work);
}

/* Where a person may sign in and come back: "https://host/oauth/login?provider=x&to=%2Fpage". */
static const char *login_url(const oas_site_t *site, const oas_request_t *request, const char *provider,
                             const char *target, oas_work_t *work)
{
    oas_buffer_t parameters = oas_buffer(work->pool, LOGIN_URL_LARGEST);
    const char *path = apr_pstrcat(work->pool, request->origin, oas_site_path(site, "login", work->pool), NULL);

    oas_form_add(&parameters, "provider", provider);
    oas_form_add(&parameters, "again", oas_refused_session_mark(site, request, provider, work));
    oas_form_add(&parameters, "to", target); /* the last one: OAS_PAGE_KEEP_FRAGMENT adds to it */
    if (parameters.overflowed || parameters.length == 0)
        return path;
    return apr_pstrcat(work->pool, path, "?", oas_buffer_text(&parameters), NULL);
}

void oas_access_refuse(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *provider,
                       const char *target, oas_work_t *work)
{
    reply->status = 401;
    reply->page = (oas_page_t){.kind = OAS_PAGE_PROBLEM_JSON,
                               .title = "Sign-in required",
                               .text = "This resource is for signed-in users. Send the person to login_url.",
                               .reason = "no_session",
                               .login_url = login_url(site, request, provider, target, work)};
}

void oas_access_forbid(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *provider,
                       oas_work_t *work)
{
    oas_access_refuse(reply, site, request, provider, NULL, work);
    reply->status = 403;
}

/* A person's form: he may sign in, and come back to where it was. */
static void refuse_form(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *provider,
                        oas_work_t *work)
{
    oas_access_refuse(reply, site, request, provider, oas_lost_form_origin(site, request, work), work);
    oas_lost_form_show(reply, request,
                       "Your sign-in has ended, or there was none yet. If it would be hard to write again, go back and copy it. "
                       "Then sign in, and send it once more.");
}

/* The login endpoint lets him choose a provider. */
static void lead_to_chooser(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    oas_access_refuse(reply, site, request, NULL, request->target, work);
    oas_reply_redirect(reply, 302, reply->page.login_url);
}

oas_status_t oas_access_demand(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                               const char *provider, oas_work_t *work)
{
    const oas_login_wish_t wish = {.provider = provider, .target = request->target, .try_number = 1};

    oas_forgive(work);
    if (oas_lost_form_is_one(request)) {
        refuse_form(reply, site, request, provider, work);
        return OAS_OK;
    }
    if (!oas_is_navigation(request)) {
        oas_access_refuse(reply, site, request, provider, NULL, work);
        return OAS_OK;
    }
    oas_stale_cookie_clear(reply, site, request, work);
    if (oas_chooser_is_needed(site, provider)) {
        lead_to_chooser(reply, site, request, work);
        return OAS_OK;
    }
    return oas_login_begin(reply, site, request, &wish, work);
}
