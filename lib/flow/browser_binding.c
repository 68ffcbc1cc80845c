/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/browser_binding.h"

#include "base/base64url.h"
#include "crypto/random.h"
#include "flow/site.h"
#include "http/cookie.h"
#include "http/url.h"

enum { BROWSER_BYTES = 16, BROWSER_LENGTH = OAS_BASE64URL_LENGTH(BROWSER_BYTES), MOST_COOKIES_TRIED = 4 };

static bool is_on_loopback(const oas_request_t *request, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_url_t *url;

    return oas_url_parse(&url, request->origin, "the site", &look) == OAS_OK && url->is_loopback;
}

/* Browsers keep a cookie for other sites' forms only if it is Secure, and take such a one only through TLS; most count
 * loopback as good as that. */
static oas_status_t check_cross_site(const oas_request_t *request, oas_work_t *work)
{
    if (oas_request_is_secure(request) || is_on_loopback(request, work))
        return OAS_OK;
    return oas_fail(
        work, OAS_MISCONFIGURED, "form_post_without_tls",
        "OAuthResponseMode form_post needs a cookie that browsers only keep with https, and this site is %.256s: "
        "set OAuthPublicURL if it is reached by https, or leave form_post out",
        request->origin);
}

/* The binding cookie that the browser has; empty: none that we could have made. */
static oas_bytes_t find_cookie(const oas_request_t *request, const char *name)
{
    const char *position = NULL;
    unsigned char value[BROWSER_BYTES];
    oas_bytes_t cookie = {0};

    if (request->cookies != NULL)
        cookie = oas_cookie_next(&position, request->cookies, name);
    if (cookie.length != BROWSER_LENGTH || !oas_base64url_decode_to(value, sizeof(value), cookie))
        return oas_bytes(NULL, 0);
    return cookie;
}

static void give_cookie(oas_reply_t *reply, const oas_cookie_names_t *names, const char *value, bool cross_site,
                        apr_pool_t *pool)
{
    const oas_cookie_t cookie = {.name = names->browser,
                                 .value = value,
                                 .path = "/",
                                 .secure = names->secure || cross_site,
                                 .cross_site = cross_site};

    oas_reply_set_cookie(reply, oas_cookie_compose(pool, &cookie));
}

oas_status_t oas_browser_bind(const char **browser, oas_reply_t *reply, const oas_request_t *request,
                              oas_response_mode_t mode, oas_work_t *work)
{
    const oas_cookie_names_t *names = oas_cookie_names(oas_request_is_secure(request));
    bool cross_site = mode == OAS_MODE_FORM_POST;
    oas_bytes_t cookie = find_cookie(request, names->browser);
    unsigned char random[BROWSER_BYTES];
    oas_status_t status;

    *browser = NULL;
    if (cross_site && (status = check_cross_site(request, work)) != OAS_OK)
        return status;
    if (cookie.data != NULL) {
        *browser = oas_bytes_text(work->pool, cookie);
    } else {
        if ((status = oas_random(random, sizeof(random), work)) != OAS_OK)
            return status;
        *browser = oas_base64url_encode(work->pool, oas_bytes(random, sizeof(random)));
    }
    /* the one it has may be of a login by another way, and Lax */
    if (cookie.data == NULL || cross_site)
        give_cookie(reply, names, *browser, cross_site, work->pool);
    return OAS_OK;
}

bool oas_browser_began(const oas_login_attempt_t *attempt, const oas_request_t *request, const oas_keyring_t *keys,
                       oas_work_t *work)
{
    const char *name = oas_cookie_names(oas_request_is_secure(request))->browser;
    const char *position = NULL;
    oas_bytes_t cookie;

    for (int tried = 0; request->cookies != NULL && tried < MOST_COOKIES_TRIED; tried++) {
        cookie = oas_cookie_next(&position, request->cookies, name);
        if (cookie.data == NULL)
            return false;
        if (oas_login_attempt_is_of(attempt, keys, oas_bytes_text(work->pool, cookie), work))
            return true;
    }
    return false;
}
