/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/login.h"

#include <apr_strings.h>

#include "flow/access.h"
#include "flow/bound_registration.h"
#include "flow/browser_binding.h"
#include "flow/chooser.h"
#include "flow/former_session.h"
#include "flow/kept_form.h"
#include "flow/login_link.h"
#include "flow/login_request.h"
#include "flow/navigation.h"
#include "flow/oauth1_way.h"
#include "flow/refused_session.h"
#include "flow/registered.h"
#include "flow/request_uri.h"
#include "flow/return_target.h"
#include "flow/somebody_else.h"
#include "flow/step_up_link.h"
#include "http/form.h"
#include "oidc/authorization_url.h"
#include "oidc/passed_parameters.h"
#include "oidc/request_object.h"
#include "oidc/step_up.h"

static oas_status_t choose_provider(const oas_site_provider_t **chosen, const oas_site_t *site, const char *name,
                                    oas_work_t *work)
{
    *chosen = oas_site_provider(site, name);
    if (*chosen != NULL)
        return OAS_OK;
    if (name == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "no_provider", "this virtual host has no <OAuthProvider>");
    return oas_fail(work, OAS_REFUSED, "login_provider_unknown", "no provider of the name that was asked for");
}

static bool goes_by_reference(const oas_authorization_server_t *server)
{
    return oas_request_object_way(server->registration, server->provider) == OAS_REQUEST_OBJECT_REFERENCE;
}

/* What is asked beyond the usual: by the page, else by the link. */
static oas_status_t ask_once(oas_pairs_t *passed, const oas_login_wish_t *wish, oas_work_t *work)
{
    if (wish->step_up != NULL)
        return oas_step_up_parameters(passed, wish->step_up, work);
    *passed = wish->passed;
    return OAS_OK;
}

oas_status_t oas_login_begin(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                             const oas_login_wish_t *wish, oas_work_t *work)
{
    oas_authorization_request_t asked = {.state = NULL};
    oas_authorization_server_t server;
    const oas_site_provider_t *chosen;
    oas_login_attempt_t wanted;
    oas_login_attempt_t *attempt;
    const char *browser;
    const char *url;
    oas_status_t status;

    wanted.target = oas_site_may_return_to(site, wish->target) ? wish->target : "/";
    reply->page.link = wanted.target;
    if ((status = oas_freeze_check(site->freeze, work)) != OAS_OK
        || (status = ask_once(&asked.passed, wish, work)) != OAS_OK
        || (status = choose_provider(&chosen, site, wish->provider, work)) != OAS_OK
        || (status = oas_login_request_server(&server, site, chosen, work)) != OAS_OK
        || (status = oas_registered(&chosen, site, server.provider, request->origin, true, work)) != OAS_OK
        || (status = oas_browser_bind(&browser, reply, request, chosen->registration->response_mode, work)) != OAS_OK)
        return status;
    oas_somebody_else_adapt(&asked.passed, server.provider, work->pool);
    server.registration = chosen->registration;
    wanted = (oas_login_attempt_t){.provider = chosen->registration->name,
                                   .realm = site->sessions.realm,
                                   .target = reply->page.link,
                                   .try_number = wish->try_number,
                                   .authenticated_since =
                                       oas_parameters_authenticated_since(asked.passed, work->now),
                                   .step_up = wish->step_up,
                                   .former = oas_former_session_remember(
                                       site, request, chosen->registration->response_mode, work)};
    if (goes_by_reference(&server))
        wanted.state_longest = oas_request_uri_room(site, request->origin, wish->passed, work->pool);
    if ((status = oas_login_attempt_begin(&attempt, &asked.state, site->sessions.keys, &wanted, browser, work)) != OAS_OK
        || (status = oas_bound_registration(&chosen, &site->sessions, attempt->key_id, work)) != OAS_OK
        || (status = oas_login_request_compose(&asked, site, attempt, request->origin, work)) != OAS_OK)
        return status;
    server.registration = chosen->registration;
    asked.object_uri = oas_request_uri(site, request->origin, asked.state, wish->passed, work->pool);
    status = chosen->registration->is_oauth1 ? oas_oauth1_depart(&url, reply, site, request, attempt, asked.state, work)
                                             : oas_authorization_url(&url, &server, &asked, work);
    if (status != OAS_OK)
        return status;
    if (attempt->target == NULL && (status = oas_return_target_keep(reply, site, request, attempt, wanted.target, work)) != OAS_OK)
        return status;
    oas_reply_redirect(reply, 302, url);
    return OAS_OK;
}

/* The one that the link names, or else the place. */
static const char *provider_of(const oas_login_wish_t *wish, const oas_request_t *request)
{
    return wish->provider != NULL ? wish->provider : request->provider;
}

/* What the link may ask of its provider. While none is chosen nobody is asked anything. */
static oas_status_t pass_parameters(oas_login_wish_t *wish, const oas_site_t *site, const oas_request_t *request,
                                    oas_pairs_t query, oas_work_t *work)
{
    const char *provider = provider_of(wish, request);
    const oas_site_provider_t *chosen = oas_site_provider(site, provider);

    if (chosen == NULL || oas_chooser_is_needed(site, provider))
        return OAS_OK;
    return oas_parameters_pass(&wish->passed, chosen->registration->passed_parameters, query, work);
}

/* Who is signed in goes on to the page. A link that asks the provider to look again is for him, too, and so is one that he got
 * since his session was refused. */
static oas_status_t go_on_if_signed_in(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                       const oas_login_wish_t *wish, oas_pairs_t query, oas_work_t *work)
{
    oas_session_t *session;
    oas_status_t status;

    bool may_choose = oas_chooser_is_needed(site, provider_of(wish, request));

    if (wish->step_up != NULL || oas_parameters_ask_again(may_choose ? query : wish->passed))
        return OAS_NOT_FOUND;
    status = oas_access_find(&session, site, request->cookies, oas_request_is_secure(request), wish->provider, work);
    if (status == OAS_OK && oas_refused_session_is(session, site, query, work))
        return OAS_NOT_FOUND;
    if (status == OAS_OK)
        oas_reply_redirect(reply, 303,
                           apr_pstrcat(work->pool, request->origin, oas_kept_form_lead_back(site, wish->target, work), NULL));
    return status;
}

static oas_status_t choose_or_begin(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                    oas_login_wish_t *wish, oas_pairs_t query, oas_work_t *work)
{
    wish->provider = provider_of(wish, request);
    if (!oas_chooser_is_needed(site, wish->provider))
        return oas_login_begin(reply, site, request, wish, work);
    oas_chooser_show(reply, site, request, query, wish->target, work);
    return OAS_OK;
}

oas_status_t oas_login_endpoint(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                oas_work_t *work)
{
    oas_login_wish_t wish = {.target = "/", .try_number = 1};
    oas_pairs_t query;
    oas_status_t status;

    if (strcmp(request->method, "POST") == 0)
        return oas_login_link_forward(reply, site, request, work);
    if ((status = oas_form_parse(&query, oas_bytes_of(request->query), work)) != OAS_OK)
        return status;
    status = oas_login_link_read(&wish, site, request, query, work);
    reply->page.link = wish.target;
    if (status != OAS_OK || (status = oas_step_up_link_read(&wish.step_up, site, query, work)) != OAS_OK
        || (status = pass_parameters(&wish, site, request, query, work)) != OAS_OK
        || (status = go_on_if_signed_in(reply, site, request, &wish, query, work)) != OAS_NOT_FOUND)
        return status;
    oas_forgive(work);
    if (oas_is_navigation(request))
        return choose_or_begin(reply, site, request, &wish, query, work);
    oas_access_refuse(reply, site, request, wish.provider, wish.target, work);
    return OAS_OK;
}
