/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/lost_cookie.h"

#include <strings.h>

#include <apr_strings.h>

#include "http/cookie.h"
#include "http/url.h"

static bool has_cookie(const oas_request_t *request, const char *name)
{
    const char *position = NULL;

    return request->cookies != NULL && oas_cookie_next(&position, request->cookies, name).data != NULL;
}

/* What proxies add. Behind one that says nothing of the browser's side nothing can be told of it. */
static bool came_by_proxy(const oas_request_t *request)
{
    static const char *const traces[] = {"Via", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
                                         "X-Forwarded-Server", "X-Real-IP"};

    for (size_t i = 0; i < sizeof(traces) / sizeof(traces[0]); i++)
        if (oas_request_header(request, traces[i]) != NULL)
            return true;
    return false;
}

/* Browsers neither keep nor send a Secure cookie without TLS. A browser that sends Fetch Metadata sees TLS, or loopback. */
static bool came_in_clear(const oas_request_t *request)
{
    const char *said = oas_request_header(request, "X-Forwarded-Proto");

    if (!oas_request_is_secure(request) || oas_request_header(request, "Sec-Fetch-Mode") != NULL)
        return false;
    return said != NULL ? strcasecmp(said, "http") == 0 : request->is_in_clear && !came_by_proxy(request);
}

static const char *host_of(const char *origin, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_url_t *url;

    return oas_url_parse(&url, origin, "the site", &look) == OAS_OK ? url->host : NULL;
}

/* The name by which the browser came, where it is another one than that of the site; else NULL. */
static const char *other_host(const oas_request_t *request, oas_work_t *work)
{
    const char *asked = oas_request_header(request, "X-Forwarded-Host");
    const char *ours = host_of(request->origin, work), *theirs;

    if (asked == NULL && !came_by_proxy(request))
        asked = oas_request_header(request, "Host");
    if (asked == NULL || ours == NULL)
        return NULL;
    theirs = host_of(apr_pstrcat(work->pool, "http://", asked, NULL), work);
    return theirs != NULL && strcmp(theirs, ours) != 0 ? theirs : NULL;
}

oas_status_t oas_lost_cookie(const oas_request_t *request, const char *name, const char *plain, const char *what,
                             oas_work_t *work)
{
    const char *host;

    if (has_cookie(request, name))
        return oas_fail(work, OAS_REFUSED, "cookie_foreign", "%s; there is a cookie of the name %s that is not of this login",
                        what, name);
    if (came_in_clear(request))
        return oas_fail(work, OAS_REFUSED, "cookie_in_clear",
                        "%s; it is kept for https only, since this site is %.256s, and the browser came without", what,
                        request->origin);
    if ((host = other_host(request, work)) != NULL)
        return oas_fail(work, OAS_REFUSED, "cookie_host",
                        "%s; the browser came to %.256s, and this site is %.256s by OAuthPublicURL or ServerName", what, host,
                        request->origin);
    return oas_fail(work, OAS_REFUSED, plain, "%s", what);
}
