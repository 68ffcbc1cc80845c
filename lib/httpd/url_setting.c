/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/url_setting.h"

#include "http/url.h"

static bool is_right(const char *text, bool must_be_origin)
{
    apr_pool_t *pool;
    oas_work_t work;
    oas_url_t *url;
    bool right;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return false;
    work = oas_work(pool, 0);
    right = oas_url_parse_secure(&url, text, "the URL", &work) == OAS_OK
            && (!must_be_origin || (strcmp(url->path, "/") == 0 && url->query == NULL));
    apr_pool_destroy(pool);
    return right;
}

bool oas_is_secure_url(const char *text)
{
    return is_right(text, false);
}

bool oas_is_secure_origin(const char *text)
{
    return is_right(text, true);
}
