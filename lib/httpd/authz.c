/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/authz.h"

#include <http_core.h>
#include <http_request.h>

#include "flow/explanation.h"
#include "httpd/bridge.h"
#include "httpd/config.h"

static bool is_our_user(const request_rec *r)
{
    return r->user != NULL && r->ap_auth_type != NULL && strcmp(r->ap_auth_type, "OAuth") == 0;
}

int oas_authz_refuse(request_rec *r)
{
    const oas_site_t *site = oas_server_config(r->server)->site;
    oas_request_t request;
    oas_reply_t reply = {0};

    if (r->main != NULL || site == NULL)
        return HTTP_FORBIDDEN;
    oas_bridge_request(&request, r);
    oas_explain_forbidden(&reply, &request, oas_site_path(site, "logout", r->pool));
    return oas_bridge_reply(r, &reply);
}

/* httpd answers a failed Require with 401, which asks for other credentials: with a session there is nothing to ask for,
 * and a login would come back to the same refusal. */
int oas_check_authz(request_rec *r)
{
    oas_exchange_t *exchange = oas_exchange(r);
    int answer;

    if (exchange->authorizing || !is_our_user(r))
        return DECLINED;
    exchange->authorizing = true;
    answer = ap_run_auth_checker(r);
    exchange->authorizing = false;
    return answer == HTTP_UNAUTHORIZED || answer == HTTP_FORBIDDEN ? oas_authz_refuse(r) : answer;
}
