/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/registered.h"

#include <apr_strings.h>

#include "http/url.h"
#include "oidc/client_registration.h"

/* What is asked for, of whom, and what came of it. */
typedef struct {
    const oas_registration_t *wanted;
    const oas_provider_t *provider;
    const char *request;
    oas_http_client_t *client;
    const oas_registration_t *registered;
} registering_t;

/* Where the provider can fetch our keys; NULL where only this machine can. */
static const char *jwks_uri(const oas_site_t *site, const char *origin, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_url_t *url;

    if (oas_url_parse(&url, origin, "our origin", &look) != OAS_OK || url->is_loopback || !url->is_https)
        return NULL;
    return apr_pstrcat(work->pool, origin, oas_site_shared_path(site, "jwks", work->pool), NULL);
}

/* OpenID Connect RP-Initiated Logout 1.0 §3.1 */
static const char *post_logout_redirect_uri(const registering_t *registering, const oas_site_t *site, const char *origin,
                                            oas_work_t *work)
{
    if (!registering->wanted->logout_at_provider)
        return NULL;
    return apr_pstrcat(work->pool, origin, oas_site_shared_path(site, "logged-out", work->pool), NULL);
}

/* OpenID Connect Dynamic Client Registration 1.0 §2: request_uris, for who wants to know them before. Ours differ in what
 * follows. */
static const char *request_uri(const registering_t *registering, const oas_site_t *site, const char *origin, oas_work_t *work)
{
    const oas_registration_t *wanted = registering->wanted;

    if (wanted->request_object.way != OAS_REQUEST_OBJECT_REFERENCE || wanted->pushed == OAS_PUSHED_ON)
        return NULL;
    return apr_pstrcat(work->pool, origin, oas_site_shared_path(site, "request", work->pool), NULL);
}

static oas_status_t compose(registering_t *registering, const oas_site_t *site, const char *origin, oas_work_t *work)
{
    const char *path = oas_site_callback_path(site, registering->wanted->name, work->pool);
    const oas_client_place_t place = {.redirect_uri = apr_pstrcat(work->pool, origin, path, NULL),
                                      .post_logout_redirect_uri = post_logout_redirect_uri(registering, site, origin, work),
                                      .request_uri = request_uri(registering, site, origin, work),
                                      .jwks_uri = jwks_uri(site, origin, work),
                                      .key_set = site->key_set};

    return oas_client_registration_compose(&registering->request, registering->wanted, registering->provider, &place,
                                           work);
}

static oas_status_t read_kept(registering_t *registering, oas_work_t *work)
{
    oas_registration_store_t *store = registering->wanted->dynamic->store;
    oas_bytes_t kept;
    oas_status_t status = store->read(store, &kept, work);

    if (status != OAS_OK)
        return status;
    return oas_client_registration_read(&registering->registered, kept, registering->wanted, registering->request, work);
}

static oas_status_t ask_and_keep(registering_t *registering, int claim, oas_work_t *work)
{
    oas_registration_store_t *store = registering->wanted->dynamic->store;
    oas_bytes_t kept;
    oas_status_t status = oas_client_registration_ask(&kept, registering->wanted, registering->provider,
                                                      registering->request, registering->client, work);

    if (status != OAS_OK || (status = store->write(store, claim, kept, work)) != OAS_OK)
        return status;
    oas_tell(work, "registered", "we are registered with provider %s now", registering->wanted->name);
    return oas_client_registration_read(&registering->registered, kept, registering->wanted, registering->request, work);
}

/* Alone: nobody else registers meanwhile, and nobody did just before. */
static oas_status_t register_alone(registering_t *registering, int claim, oas_work_t *work)
{
    oas_status_t status = read_kept(registering, work);

    if (status != OAS_NOT_FOUND && status != OAS_EXPIRED)
        return status;
    oas_forgive(work);
    return ask_and_keep(registering, claim, work);
}

static oas_status_t register_once(registering_t *registering, oas_work_t *work)
{
    oas_registration_store_t *store = registering->wanted->dynamic->store;
    oas_status_t status;
    int claim;

    if ((status = store->claim(store, &claim, work)) != OAS_OK)
        return status;
    if (claim >= 0) {
        status = register_alone(registering, claim, work);
        store->release(store, claim, status, work);
        return status;
    }
    status = read_kept(registering, work);
    if (status != OAS_NOT_FOUND && status != OAS_EXPIRED)
        return status;
    oas_forgive(work);
    return oas_fail(work, OAS_UNAVAILABLE, "registration_pending",
                    "another process could not register us with provider %s", registering->wanted->name);
}

oas_status_t oas_registered(const oas_site_provider_t **chosen, const oas_site_t *site, const oas_provider_t *provider,
                            const char *origin, bool may_register, oas_work_t *work)
{
    registering_t registering = {.wanted = (*chosen)->registration,
                                 .provider = provider,
                                 .client = oas_site_client(site, *chosen)};
    oas_site_provider_t *complete;
    oas_status_t status;

    if (registering.wanted->dynamic == NULL)
        return OAS_OK;
    if ((status = compose(&registering, site, origin, work)) != OAS_OK)
        return status;
    status = read_kept(&registering, work);
    if (may_register && (status == OAS_NOT_FOUND || status == OAS_EXPIRED)) {
        oas_forgive(work);
        status = register_once(&registering, work);
    } else if (status == OAS_EXPIRED) {
        oas_forgive(work); /* the code that came back is for who we were; the provider judges */
        status = OAS_OK;
    }
    if (status != OAS_OK)
        return status;
    complete = apr_pmemdup(work->pool, *chosen, sizeof(*complete));
    complete->registration = registering.registered;
    *chosen = complete;
    return OAS_OK;
}

oas_status_t oas_registered_before(const oas_site_provider_t **chosen, const oas_site_t *site, const char *origin,
                                   oas_work_t *work)
{
    const oas_provider_t *provider;
    oas_status_t status;

    if ((*chosen)->registration->dynamic == NULL)
        return OAS_OK;
    if ((status = oas_provider_cache_get(&provider, (*chosen)->cache, oas_site_client(site, *chosen), work)) != OAS_OK)
        return status;
    return oas_registered(chosen, site, provider, origin, false, work);
}
