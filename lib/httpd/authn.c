/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/authn.h"

#include <strings.h>

#include <http_core.h>
#include <http_request.h>

#include "base/event.h"
#include "flow/access.h"
#include "flow/kept_fragment.h"
#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/events.h"
#include "httpd/form_keeping.h"
#include "httpd/our_user.h"
#include "httpd/realm.h"
#include "httpd/session_refresh.h"
#include "httpd/session_use.h"
#include "httpd/streams.h"
#include "httpd/unauthorized.h"
#include "httpd/user_name.h"

const char oas_auth_type[] = "OAuth";

static bool is_ours(const request_rec *r)
{
    const char *type = ap_auth_type((request_rec *)r);

    return type != NULL && strcasecmp(type, oas_auth_type) == 0;
}

/* Whose it is has been said: no part of the page says it anew. */
static bool is_part_of_a_users_page(const request_rec *r)
{
    return r->main != NULL && r->main->user != NULL;
}

/* The session is found once for a client's request with all its parts, as far as they take the same one: a browser may have
 * those of several providers. OAS_OK: it is in r's exchange. */
static oas_status_t find_session(request_rec *r, const oas_site_t *site, const char *provider, oas_work_t *work)
{
    oas_exchange_t *exchange = oas_exchange_in_realm(r);
    oas_session_t *session;
    oas_status_t status;

    if (exchange->session != NULL && (provider == NULL || strcmp(exchange->session->face.provider, provider) == 0))
        return OAS_OK;
    status = oas_access_find(&session, site, exchange->cookies, oas_bridge_is_secure(r), provider, work);
    if (status != OAS_OK)
        return status;
    if (exchange->session != NULL || is_part_of_a_users_page(r))
        exchange = oas_exchange_apart(r);
    exchange->session = session;
    exchange->last_used = session->head.last_used;
    return OAS_OK;
}

/* Who is not signed in, where somebody has to be: that sign-in is optional elsewhere (pass) changes nothing about it. */
static oas_status_t meet_stranger(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                  const oas_directory_config_t *directory, oas_work_t *work)
{
    if (directory->keep_fragment == OAS_FRAGMENT_KEPT && !oas_never_redirects(directory)
        && oas_kept_fragment_ask(reply, site, request, directory->provider, work)) {
        oas_forgive(work);
        return OAS_OK;
    }
    if (!oas_never_redirects(directory))
        return oas_access_demand(reply, site, request, directory->provider, work);
    oas_forgive(work);
    if (directory->unauthenticated == OAS_UNAUTHENTICATED_403)
        oas_access_forbid(reply, site, request, directory->provider, work);
    else
        oas_access_refuse(reply, site, request, directory->provider, NULL, work);
    return OAS_OK;
}

/* There is no session (or no saying): a part of a page just fails; a client's request gets an answer. */
static int answer_without_session(request_rec *r, const oas_site_t *site, const oas_directory_config_t *directory,
                                  oas_status_t status, oas_work_t *work)
{
    oas_request_t request;
    oas_reply_t reply = {0};

    if (r->main != NULL)
        return HTTP_UNAUTHORIZED;
    oas_bridge_request(&request, r);
    if (status == OAS_NOT_FOUND && oas_form_keep(&reply, r, site, &request, directory, work)) {
        oas_forgive(work);
        status = OAS_OK;
    }
    if (status == OAS_NOT_FOUND)
        status = meet_stranger(&reply, site, &request, directory, work);
    if (status != OAS_OK)
        oas_event_note(work, (oas_event_t){.kind = OAS_EVENT_LOGIN, .status = status, .reason = work->reason, .provider = directory->provider});
    return oas_bridge_finish(r, &request, &reply, status, work);
}

/* The session has no such user as this Location asks for: that is a lack of right, and no login would mend it. */
static int refuse_user(request_rec *r, const oas_work_t *work)
{
    oas_bridge_log(r, OAS_REFUSED, work);
    oas_events_deny(r, work->reason);
    return oas_unauthorized_answer(r);
}

static int misconfigured(request_rec *r)
{
    oas_work_t work = oas_bridge_work(r);
    oas_request_t request;
    oas_reply_t reply = {0};
    oas_status_t status = oas_fail(&work, OAS_MISCONFIGURED, "no_provider", "AuthType OAuth, and this virtual host has no <OAuthProvider>");

    if (r->main != NULL) {
        oas_bridge_log(r, status, &work);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    oas_bridge_request(&request, r);
    return oas_bridge_finish(r, &request, &reply, status, &work);
}

/* A session that is good enough for this place. OAS_OK: it is in r's exchange. */
static oas_status_t find_good_session(request_rec *r, const oas_site_t *site, const oas_directory_config_t *directory,
                                      oas_work_t *work)
{
    oas_status_t status;

    if ((status = find_session(r, site, directory->provider, work)) != OAS_OK
        || (status = oas_session_use_allow(oas_exchange(r), directory, work)) != OAS_OK
        || !oas_session_refresh_is_wanted(directory))
        return status;
    return oas_session_refresh(r, oas_exchange(r)->session, work);
}

/* OK: he is the request's user. */
static int sign_in(request_rec *r, const oas_session_t *session, const oas_directory_config_t *directory, oas_work_t *work)
{
    const char *user;

    if (oas_user_name(&user, session, directory, work) != OAS_OK)
        return refuse_user(r, work);
    r->user = (char *)user;
    r->ap_auth_type = (char *)oas_auth_type;
    if (directory->close_streams == OAS_STREAMS_CLOSED)
        oas_streams_watch(r, session, oas_server_config(r->server)->site);
    return OK;
}

int oas_check_authn(request_rec *r)
{
    const oas_directory_config_t *directory = oas_directory_config(r);
    const oas_site_t *site = oas_site_of(r);
    oas_work_t work;
    oas_status_t status;

    if (!is_ours(r))
        return DECLINED;
    if (site == NULL)
        return misconfigured(r);
    work = oas_bridge_work(r);
    if ((status = find_good_session(r, site, directory, &work)) != OAS_OK)
        return answer_without_session(r, site, directory, status, &work);
    return sign_in(r, oas_exchange(r)->session, directory, &work);
}

int oas_authn_recognise(request_rec *r)
{
    const oas_site_t *site = oas_site_of(r);
    const oas_directory_config_t *directory = oas_directory_config(r);
    oas_work_t work = oas_bridge_work(r);
    oas_status_t status;

    if (site == NULL)
        return DECLINED;
    status = find_good_session(r, site, directory, &work);
    if (status == OAS_NOT_FOUND)
        return DECLINED;
    if (status != OAS_OK)
        return answer_without_session(r, site, directory, status, &work);
    return sign_in(r, oas_exchange(r)->session, directory, &work);
}
