/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/site.h"

#include <apr_strings.h>

#include "http/url.h"

const oas_site_provider_t *oas_site_provider(const oas_site_t *site, const char *name)
{
    for (size_t i = 0; i < site->provider_count; i++)
        if (name == NULL || strcmp(site->providers[i].registration->name, name) == 0)
            return &site->providers[i];
    return NULL;
}

oas_http_client_t *oas_site_client(const oas_site_t *site, const oas_site_provider_t *provider)
{
    return provider->client != NULL ? provider->client : site->client;
}

const char *oas_site_shared_path(const oas_site_t *site, const char *endpoint, apr_pool_t *pool)
{
    return apr_pstrcat(pool, site->path, "/", endpoint, NULL);
}

const char *oas_site_path(const oas_site_t *site, const char *endpoint, apr_pool_t *pool)
{
    if (site->realm == NULL)
        return oas_site_shared_path(site, endpoint, pool);
    return apr_pstrcat(pool, site->path, "/realms/", site->realm, "/", endpoint, NULL);
}

const char *oas_site_callback_path(const oas_site_t *site, const char *provider, apr_pool_t *pool)
{
    return apr_pstrcat(pool, site->path, "/callback/", provider, NULL);
}

/* The one endpoint that is a page to go to, and not a step of something. */
static bool is_list_of_sessions(const char *rest)
{
    static const char realms[] = "/realms/", name[] = "/sessions";
    size_t length = sizeof(name) - 1;

    if (strncmp(rest, realms, sizeof(realms) - 1) == 0)
        rest += sizeof(realms) - 1 + strcspn(rest + sizeof(realms) - 1, "/");
    return strncmp(rest, name, length) == 0 && (rest[length] == '\0' || rest[length] == '?');
}

static bool is_endpoint(const oas_site_t *site, const char *target)
{
    size_t length = strlen(site->path);

    return strncmp(target, site->path, length) == 0 && strchr("/?", target[length]) != NULL
           && !is_list_of_sessions(target + length);
}

/* The browser's own part of an address (RFC 3986 §3.5), in characters that a header, an attribute and a JSON text can carry. */
static bool is_plain_fragment(const char *fragment)
{
    for (; *fragment != '\0'; fragment++)
        if (*fragment <= ' ' || *fragment > '~' || strchr("\"<>\\`", *fragment) != NULL)
            return false;
    return true;
}

bool oas_site_may_return_to(const oas_site_t *site, const char *target)
{
    char before[OAS_TARGET_WITH_FRAGMENT_LONGEST + 1];
    size_t length = target != NULL ? strcspn(target, "#") : 0;

    if (target == NULL || target[length] == '\0')
        return oas_url_is_local_target(target) && !is_endpoint(site, target);
    if (length > OAS_TARGET_WITH_FRAGMENT_LONGEST || !is_plain_fragment(target + length + 1))
        return false;
    memcpy(before, target, length);
    before[length] = '\0';
    return oas_url_is_local_target(before) && !is_endpoint(site, before);
}

const oas_cookie_names_t *oas_cookie_names(bool secure)
{
    static const oas_cookie_names_t with_tls = {.session = "__Host-oauth_session",
                                                .guest = "__Host-oauth_guest",
                                                .browser = "__Host-oauth_browser",
                                                .temporary = "__Secure-oauth_temporary",
                                                .target = "__Secure-oauth_target",
                                                .rounds = "__Secure-oauth_rounds",
                                                .user = "__Host-oauth_user",
                                                .form = "__Secure-oauth_form",
                                                .logout = "__Secure-oauth_logout",
                                                .secure = true};
    static const oas_cookie_names_t without_tls = {.session = "oauth_session",
                                                   .guest = "oauth_guest",
                                                   .browser = "oauth_browser",
                                                   .temporary = "oauth_temporary",
                                                   .target = "oauth_target",
                                                   .rounds = "oauth_rounds",
                                                   .user = "oauth_user",
                                                   .form = "oauth_form",
                                                   .logout = "oauth_logout",
                                                   .secure = false};

    return secure ? &with_tls : &without_tls;
}

const oas_cookie_names_t *oas_site_cookies(const oas_site_t *site, bool secure)
{
    return site->cookies != NULL ? &site->cookies[secure] : oas_cookie_names(secure);
}
