/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/lost_form.h"

#include <apr_strings.h>

#include "flow/navigation.h"
#include "http/url.h"

bool oas_lost_form_is_one(const oas_request_t *request)
{
    return strcmp(request->method, "POST") == 0 && oas_is_looked_at(request);
}

const char *oas_lost_form_origin(const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    const char *referer = oas_request_header(request, "Referer");
    oas_work_t look = oas_work(work->pool, work->now);
    const char *target;
    oas_url_t *url;

    if (referer == NULL || oas_url_parse(&url, referer, "Referer", &look) != OAS_OK
        || strcmp(url->origin, request->origin) != 0)
        return NULL;
    target = url->query != NULL ? apr_pstrcat(work->pool, url->path, "?", url->query, NULL) : url->path;
    return oas_site_may_return_to(site, target) ? target : NULL;
}

void oas_lost_form_show(oas_reply_t *reply, const oas_request_t *request, const char *text)
{
    reply->page.kind = OAS_PAGE_MESSAGE;
    reply->page.title = "What you sent was not saved";
    reply->page.text = text;
    reply->page.link = reply->page.login_url + strlen(request->origin); /* it begins with that */
    reply->page.link_text = "Sign in";
}
