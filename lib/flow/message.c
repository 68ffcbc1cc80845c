/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/message.h"

#include <apr_strings.h>

const char *oas_request_header(const oas_request_t *request, const char *name)
{
    return request->header(request, name);
}

bool oas_request_is_secure(const oas_request_t *request)
{
    return strncmp(request->origin, "https:", 6) == 0;
}

const char *oas_page_in_english(const oas_page_t *page, apr_pool_t *pool)
{
    const char *text = page->text != NULL ? oas_sentence_fill(page->text, page->values, pool) : NULL;

    for (int i = 0; page->more != NULL && i < page->more->nelts; i++)
        text = apr_pstrcat(pool, text, " ", oas_sentence_in_english(&APR_ARRAY_IDX(page->more, i, oas_sentence_t), pool), NULL);
    return text;
}

/* Both set a cookie of the same name. */
static bool same_name(const char *left, const char *right)
{
    size_t length = strcspn(left, "=");

    return strncmp(left, right, length + 1) == 0;
}

void oas_reply_set_cookie(oas_reply_t *reply, const char *set_cookie)
{
    int i = 0;

    while (i < reply->set_cookie_count && !same_name(reply->set_cookies[i], set_cookie))
        i++;
    if (i == OAS_REPLY_MOST_COOKIES)
        return;
    reply->set_cookies[i] = set_cookie;
    if (i == reply->set_cookie_count)
        reply->set_cookie_count++;
}

void oas_reply_redirect(oas_reply_t *reply, int status, const char *location)
{
    reply->status = status;
    reply->location = location;
    reply->page.kind = OAS_PAGE_NONE;
}
