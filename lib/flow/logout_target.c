/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/logout_target.h"

#include <apr_strings.h>

#include "http/form.h"
#include "http/url.h"

static const char *target_in(oas_bytes_t parameters, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_pairs_t pairs;

    return oas_form_parse(&pairs, parameters, &look) == OAS_OK ? oas_pairs_get(pairs, "to") : NULL;
}

/* The origin of a URL that may be gone to; NULL: it is none, or none of those. Origins are compared as they are read, and
 * not as they are written: "https://WWW.example.org:443/" is of https://www.example.org. */
static const char *allowed_origin(const oas_site_t *site, const char *target, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_url_t *url, *allowed;

    if (oas_url_parse_secure(&url, target, "to", &look) != OAS_OK)
        return NULL;
    for (const char *const *origin = site->logout_origins; origin != NULL && *origin != NULL; origin++)
        if (oas_url_parse(&allowed, *origin, "OAuthLogoutOrigins", &look) == OAS_OK
            && strcmp(url->origin, allowed->origin) == 0)
            return url->origin;
    return NULL;
}

const char *oas_logout_target_asked(const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    const char *target = target_in(request->form, work);

    if (target == NULL)
        target = target_in(oas_bytes_of(request->query), work);
    if (target == NULL || strlen(target) > OAS_LOGOUT_TARGET_LONGEST)
        return NULL;
    return oas_site_may_return_to(site, target) || allowed_origin(site, target, work) != NULL ? target : NULL;
}

static const char *url_of(const char *target, const oas_request_t *request, apr_pool_t *pool)
{
    return target != NULL && *target == '/' ? apr_pstrcat(pool, request->origin, target, NULL) : target;
}

const char *oas_logout_target_default(const oas_site_t *site, const oas_request_t *request, apr_pool_t *pool)
{
    return url_of(site->logout_target, request, pool);
}

const char *oas_logout_target_url(const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    const char *asked = oas_logout_target_asked(site, request, work);

    return asked != NULL ? url_of(asked, request, work->pool) : oas_logout_target_default(site, request, work->pool);
}

const char *oas_logout_target_origin(const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    const char *target = oas_logout_target_asked(site, request, work);

    return target != NULL && *target != '/' ? allowed_origin(site, target, work) : NULL;
}
