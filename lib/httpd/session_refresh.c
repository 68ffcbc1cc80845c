/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/session_refresh.h"

#include "flow/refresh.h"
#include "httpd/events.h"
#include "httpd/optional_hook.h"
#include "httpd/realm.h"

/* An application that is given a token has a minute to use it. */
static const apr_interval_time_t lead_by_default = apr_time_from_sec(60);

static oas_freshness_t wanted_by(const oas_directory_config_t *directory)
{
    return (oas_freshness_t){.needs_token = oas_passes_token(directory, OAS_TOKENS_ACCESS) || oas_relay_is_on(directory),
                             .lead = directory->refresh_before >= 0 ? directory->refresh_before : lead_by_default,
                             .claims_age = directory->claims_age > 0 ? directory->claims_age : 0,
                             .confirmed_age = directory->confirmed_age > 0 ? directory->confirmed_age : 0};
}

/* Nobody is signed in here any more. That a part of a page found it out makes no stranger of who gets the page, and a token which is
 * not to be had now none of who gets the part. */
static void forget_session(request_rec *r, oas_status_t status)
{
    if (r->main == NULL)
        oas_exchange(r)->session = NULL;
    else if (status == OAS_NOT_FOUND)
        (void)oas_exchange_apart(r);
}

oas_status_t oas_session_refresh(request_rec *r, oas_session_t *session, oas_work_t *work)
{
    oas_need_t need = {.freshness = wanted_by(oas_directory_config(r))};
    oas_exchange_t *exchange = oas_exchange(r);
    oas_request_t request;
    oas_refreshed_t refreshed;
    oas_status_t status;

    oas_bridge_request(&request, r);
    need.origin = request.origin;
    status = oas_refresh(&refreshed, session, oas_site_of(r), &need, work);
    if (status == OAS_OK)
        exchange->vault = refreshed.vault;
    else
        forget_session(r, status);
    if (status == OAS_OK && work->reason != NULL) {
        oas_bridge_log(r, OAS_UNAVAILABLE, work);
        oas_forgive(work);
    }
    oas_events_settle(r, work);
    oas_optional_hook_run(r, refreshed.change);
    return status;
}
