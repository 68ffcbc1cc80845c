/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/authz.h"

#include <http_core.h>
#include <http_request.h>

#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/our_user.h"
#include "httpd/realm.h"
#include "httpd/refusal.h"
#include "httpd/requirement.h"
#include "httpd/unauthorized.h"

/* A stronger sign-in would open the page. */
static int step_up(request_rec *r, oas_step_up_demand_t *demand)
{
    const oas_site_t *site = oas_site_of(r);
    oas_work_t work = oas_bridge_work(r);
    oas_request_t request;
    oas_reply_t reply = {0};
    oas_status_t status;
    bool suffices;

    oas_bridge_request(&request, r);
    demand->never_redirects = oas_never_redirects(oas_directory_config(r));
    status = oas_step_up(&suffices, &reply, site, &request, oas_exchange(r)->session, demand, &work);
    return suffices ? OK : oas_bridge_finish(r, &request, &reply, status, &work);
}

static int answer_refused(request_rec *r)
{
    oas_step_up_demand_t *demand;

    if (r->main == NULL && oas_requirements_would_do(&demand, r))
        return step_up(r, demand);
    if (r->main == NULL) /* a listing asks for each of its folders */
        oas_refusal_tell(r);
    return oas_unauthorized_answer(r);
}

/* What may be told of refusals once this one is answered: lines of an .htaccess that was read for a part of the page are gone with
 * that part, those of an ErrorDocument's place are not why it is shown, and for who passes another line made up for them. */
static const struct oas_refusal_t *refusals_after(int answer, const request_rec *r, const struct oas_refusal_t *now,
                                                  const struct oas_refusal_t *former)
{
    if (r->main != NULL || former != NULL)
        return former;
    return answer != OK ? now : NULL;
}

/* httpd answers a failed Require with 401, which asks for other credentials: with a session there is nothing to ask for,
 * and a login would come back to the same refusal; unless it is the sign-in itself that is refused. */
int oas_check_authz(request_rec *r)
{
    oas_exchange_t *exchange = oas_exchange(r);
    const struct oas_refusal_t *former = exchange->refusals;
    int answer;

    if (exchange->authorizing != NULL || !oas_has_our_user(r))
        return DECLINED;
    exchange->authorizing = r;
    exchange->refusals = NULL;
    answer = ap_run_auth_checker(r);
    if (answer == HTTP_UNAUTHORIZED || answer == HTTP_FORBIDDEN)
        answer = answer_refused(r);
    exchange->authorizing = NULL;
    exchange->refusals = refusals_after(answer, r, exchange->refusals, former);
    return answer;
}
