/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/login_link.h"

#include <apr_strings.h>

#include "flow/navigation.h"
#include "http/form.h"
#include "http/url.h"
#include "oidc/issuer.h"
#include "oidc/webfinger.h"

enum { QUERY_LONGEST = 4096 }; /* characters: servers take lines of 8 kB */

/* Compared byte by byte, as issuers are. Of two providers with one issuer it is the first. */
static oas_status_t provider_of_issuer(const char **provider, const oas_site_t *site, const char *issuer, oas_work_t *work)
{
    for (size_t i = 0; i < site->provider_count; i++) {
        const oas_registration_t *registration = site->providers[i].registration;

        if (oas_issuer_fits(registration->by_hand.issuer, issuer)) {
            *provider = registration->name;
            return OAS_OK;
        }
    }
    return oas_fail(work, OAS_REFUSED, "login_issuer_unknown", "no provider here has the issuer %.256s",
                    oas_json_quote(work->pool, issuer));
}

/* A stranger's host may say what it likes: only an issuer that is configured here is ever gone to. */
static oas_status_t provider_of_account(const char **provider, const oas_site_t *site, const char *typed, oas_work_t *work)
{
    const oas_account_t *account;
    const char *issuer;
    oas_status_t status;

    if ((status = oas_account_read(&account, typed, work)) != OAS_OK
        || (status = oas_webfinger_ask(&issuer, account, site->webfinger_origins, site->client, work)) != OAS_OK)
        return status;
    return provider_of_issuer(provider, site, issuer, work);
}

/* The local target that a URL of this very site stands for; NULL: it is of no page here. */
static const char *target_of_url(const char *text, const oas_request_t *request, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_url_t *url, *own;

    if (oas_url_parse(&url, text, "target_link_uri", &look) != OAS_OK
        || oas_url_parse(&own, request->origin, "this site", &look) != OAS_OK || strcmp(url->origin, own->origin) != 0)
        return NULL;
    return url->query != NULL ? apr_pstrcat(work->pool, url->path, "?", url->query, NULL) : url->path;
}

static void read_target(oas_login_wish_t *wish, const oas_site_t *site, const oas_request_t *request, oas_pairs_t query,
                        oas_work_t *work)
{
    const char *url = oas_pairs_get(query, "target_link_uri");
    const char *target = oas_pairs_get(query, "to");

    if (target == NULL && url != NULL)
        target = target_of_url(url, request, work);
    if (target != NULL && oas_site_may_return_to(site, target))
        wish->target = target;
}

oas_status_t oas_login_link_read(oas_login_wish_t *wish, const oas_site_t *site, const oas_request_t *request,
                                 oas_pairs_t query, oas_work_t *work)
{
    const char *provider = oas_pairs_get(query, "provider");
    const char *issuer = oas_pairs_get(query, "iss");
    const char *account = oas_pairs_get(query, "account");

    read_target(wish, site, request, query, work);
    if (provider != NULL)
        wish->provider = provider;
    else if (issuer != NULL)
        return provider_of_issuer(&wish->provider, site, issuer, work);
    else if (account != NULL && oas_is_navigation(request))
        return provider_of_account(&wish->provider, site, account, work);
    return OAS_OK;
}

oas_status_t oas_login_link_forward(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                    oas_work_t *work)
{
    oas_buffer_t link = oas_buffer(work->pool, QUERY_LONGEST);
    const char *path = apr_pstrcat(work->pool, request->origin, oas_site_path(site, "login", work->pool), NULL);
    oas_pairs_t form;
    oas_status_t status;

    if ((status = oas_form_parse(&form, request->form, work)) != OAS_OK)
        return status;
    for (size_t i = 0; i < form.count; i++)
        oas_form_add(&link, form.items[i].name, form.items[i].value);
    if (link.overflowed)
        return oas_fail(work, OAS_REFUSED, "login_form_length", "the form is longer than %d characters", QUERY_LONGEST);
    oas_reply_redirect(reply, 303, apr_pstrcat(work->pool, path, "?", oas_buffer_text(&link), NULL));
    return OAS_OK;
}
