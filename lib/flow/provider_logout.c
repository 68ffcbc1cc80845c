/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/provider_logout.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "crypto/random.h"
#include "crypto/seal.h"
#include "flow/registered.h"
#include "http/cookie.h"
#include "http/form.h"
#include "http/url.h"
#include "oidc/end_session.h"

enum { STATE_BYTES = 16, WAY_LONGEST = 600 /* s */ };

/* Where it signs people out; NULL: it does not, or can not be asked. */
static const char *endpoint_of(const oas_site_provider_t *at, const oas_site_t *site, oas_work_t *work)
{
    const char *name = at->registration->name;
    oas_work_t look = oas_work(work->pool, work->now);
    const oas_provider_t *provider;

    if (oas_provider_cache_get(&provider, at->cache, oas_site_client(site, at), &look) != OAS_OK)
        oas_tell(work, "logout_here_alone", "%s can not be asked where it signs out: %s", name, look.failure);
    else if (provider->end_session_endpoint == NULL)
        oas_tell(work, "logout_here_alone", "the metadata of %s has no end_session_endpoint", name);
    else
        return provider->end_session_endpoint;
    return NULL;
}

/* Not registered there any more: the ID token alone says whose it is. */
static const oas_registration_t *who_we_are_to(const oas_site_provider_t *at, const oas_site_t *site,
                                               const oas_request_t *request, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    const oas_site_provider_t *complete = at;

    return oas_registered_before(&complete, site, request->origin, &look) == OAS_OK ? complete->registration
                                                                                   : at->registration;
}

oas_provider_logout_t oas_provider_logout_of(const oas_site_t *site, const oas_request_t *request,
                                             const oas_leaver_t *leaver, oas_work_t *work)
{
    const oas_site_provider_t *at = leaver->at;
    oas_work_t look = oas_work(work->pool, work->now);
    oas_provider_logout_t logout = {0};
    oas_url_t *url;

    if (at == NULL || !at->registration->logout_at_provider || (logout.endpoint = endpoint_of(at, site, work)) == NULL
        || oas_url_parse_secure(&url, logout.endpoint, "end_session_endpoint", &look) != OAS_OK)
        return logout;
    logout.registration = who_we_are_to(at, site, request, work);
    logout.origin = url->origin;
    logout.id_token = leaver->vault != NULL ? leaver->vault->id_token : NULL;
    return logout;
}

/* --- there and back --- */

static const char *return_path(const oas_site_t *site, apr_pool_t *pool)
{
    return oas_site_shared_path(site, "logged-out", pool);
}

/* This way and no other. */
static oas_bytes_t bound_to(const char *state, apr_pool_t *pool)
{
    return oas_bytes_of(apr_pstrcat(pool, "signed out at the provider ", state, NULL));
}

/* value NULL clears it. */
static void set_cookie(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *value,
                       apr_pool_t *pool)
{
    const oas_cookie_names_t *names = oas_cookie_names(oas_request_is_secure(request));

    oas_reply_set_cookie(reply, oas_cookie_compose(pool, &(oas_cookie_t){.name = names->logout,
                                                                         .value = value,
                                                                         .path = return_path(site, pool),
                                                                         .secure = names->secure,
                                                                         .max_age = WAY_LONGEST}));
}

/* What the browser keeps: where to go, sealed and bound to state. */
static oas_status_t keep(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *state,
                         const char *then, oas_work_t *work)
{
    oas_bytes_t sealed;
    oas_status_t status = oas_seal(&sealed, site->sessions.keys, OAS_PURPOSE_FORM, bound_to(state, work->pool),
                                   oas_bytes_of(then), work->now + apr_time_from_sec(WAY_LONGEST), work);

    if (status == OAS_OK)
        set_cookie(reply, site, request, oas_base64url_encode(work->pool, sealed), work->pool);
    return status;
}

oas_status_t oas_provider_logout_begin(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                       const oas_provider_logout_t *logout, oas_work_t *work)
{
    oas_end_session_request_t asked = {.id_token = logout->id_token};
    unsigned char random[STATE_BYTES];
    oas_status_t status = oas_random(random, sizeof(random), work);

    if (status != OAS_OK)
        return status;
    asked.redirect_uri = apr_pstrcat(work->pool, request->origin, return_path(site, work->pool), NULL);
    asked.state = oas_base64url_encode(work->pool, oas_bytes(random, sizeof(random)));
    if ((status = keep(reply, site, request, asked.state, logout->then, work)) == OAS_OK)
        oas_reply_redirect(reply, 303, oas_end_session_url(logout->endpoint, logout->registration, &asked, work->pool));
    return status;
}

static const char *state_of(const oas_request_t *request, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_pairs_t query;

    return oas_form_parse(&query, oas_bytes_of(request->query), &look) == OAS_OK ? oas_pairs_get(query, "state") : NULL;
}

/* One-time, since the cookie is cleared: whoever repeats it has none. */
bool oas_provider_logout_is_return(const char **then, oas_reply_t *reply, const oas_site_t *site,
                                   const oas_request_t *request, oas_work_t *work)
{
    const char *name = oas_cookie_names(oas_request_is_secure(request))->logout;
    const char *state = state_of(request, work), *position = NULL;
    oas_work_t look = oas_work(work->pool, work->now);
    oas_bytes_t cookie = {0}, sealed, kept;

    *then = NULL;
    if (request->cookies != NULL)
        cookie = oas_cookie_next(&position, request->cookies, name);
    if (cookie.data == NULL)
        return false;
    set_cookie(reply, site, request, NULL, work->pool);
    if (state == NULL || !oas_base64url_decode(&sealed, cookie, work->pool)
        || oas_unseal(&kept, site->sessions.keys, OAS_PURPOSE_FORM, bound_to(state, work->pool), sealed, &look) != OAS_OK)
        return false;
    *then = kept.length != 0 ? (const char *)kept.data : NULL;
    return true;
}
