/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/metadata_url.h"

#include <string.h>

#include <apr_strings.h>

static const char of_openid[] = "/.well-known/openid-configuration";
static const char of_oauth[] = "/.well-known/oauth-authorization-server";

/* Where the path of a URL begins, or its end. */
static const char *path_of(const char *url)
{
    const char *host = strstr(url, "://");

    host = host != NULL ? host + 3 : url;
    return host + strcspn(host, "/?");
}

const char *oas_metadata_url_issuer(apr_pool_t *pool, const char *url)
{
    const char *path = path_of(url);
    const size_t length = strlen(path), openid = sizeof(of_openid) - 1, oauth = sizeof(of_oauth) - 1;

    if (strchr(url, '?') != NULL || strchr(url, '#') != NULL)
        return NULL;
    if (length >= openid && strcmp(path + length - openid, of_openid) == 0)
        return apr_pstrmemdup(pool, url, strlen(url) - openid);
    if (strncmp(path, of_oauth, oauth) == 0 && (path[oauth] == '\0' || path[oauth] == '/'))
        return apr_pstrcat(pool, apr_pstrmemdup(pool, url, (size_t)(path - url)), path + oauth, NULL);
    return NULL;
}
