/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/clear_site_data.h"

#include <apr_strings.h>

static bool is_among(const char *kind, oas_clear_t which)
{
    bool is_cookies = strcmp(kind, "cookies") == 0;

    switch (which) {
    case OAS_CLEAR_ALL:         return true;
    case OAS_CLEAR_BUT_COOKIES: return !is_cookies;
    case OAS_CLEAR_COOKIES:     return is_cookies;
    }
    return false;
}

void oas_clear_site_data(oas_reply_t *reply, const oas_site_t *site, oas_clear_t which, apr_pool_t *pool)
{
    const char *value = NULL;

    for (const char *const *kind = site->cleared_data; kind != NULL && *kind != NULL; kind++)
        if (is_among(*kind, which))
            value = apr_pstrcat(pool, value != NULL ? value : "", value != NULL ? ", " : "", "\"", *kind, "\"", NULL);
    reply->clear_site_data = value;
}
