/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/kept_fragment.h"

#include "flow/access.h"
#include "flow/navigation.h"
#include "flow/stale_cookie.h"

bool oas_kept_fragment_ask(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *provider,
                           oas_work_t *work)
{
    oas_reply_t asked = {0};

    if (strcmp(request->method, "GET") != 0 || !oas_is_navigation(request))
        return false;
    oas_access_refuse(&asked, site, request, provider, request->target, work);
    if (strstr(asked.page.login_url, "to=") == NULL)
        return false;
    oas_stale_cookie_clear(&asked, site, request, work);
    asked.page = (oas_page_t){.kind = OAS_PAGE_KEEP_FRAGMENT,
                              .reason = "no_session",
                              .link = asked.page.login_url + strlen(request->origin)}; /* it begins with that */
    *reply = asked;
    return true;
}
