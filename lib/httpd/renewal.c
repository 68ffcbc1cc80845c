/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/renewal.h"

#include <http_log.h>
#include <mod_watchdog.h>
#include <apr_optional.h>
#include <apr_strings.h>

#include "httpd/clock_notice.h"
#include "httpd/config.h"
#include "httpd/dropped_keys.h"
#include "httpd/ended_tokens.h"
#include "httpd/freeze.h"
#include "httpd/log.h"

/* Of the threads of mod_watchdog. The underscores are its custom: other names belong to administrators. */
static const char name[] = "_oauth_session_";

static void renew_provider(server_rec *server, const oas_site_provider_t *provider, const oas_site_t *site,
                           apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, apr_time_now());
    oas_status_t status = oas_provider_cache_renew(provider->cache, oas_site_client(site, provider), &work);

    if (status != OAS_OK)
        oas_log_failure(server, status,
                        apr_psprintf(pool, "what is kept of provider %s could not be renewed and serves on",
                                     provider->registration->name), &work);
}

static apr_status_t renew_all(int state, void *servers, apr_pool_t *pool)
{
    if (state != AP_WATCHDOG_STATE_RUNNING)
        return APR_SUCCESS;
    oas_clock_notice(servers);
    oas_log_tell_left_out(servers);
    oas_freeze_obey(servers, pool);
    oas_dropped_keys_end(servers, pool);
    for (server_rec *server = servers; server != NULL; server = server->next) {
        const oas_site_t *site = oas_server_config(server)->site;

        for (size_t i = 0; site != NULL && i < site->provider_count; i++)
            renew_provider(server, &site->providers[i], site, pool);
    }
    oas_ended_tokens_revoke_all(servers, pool); /* last: sign-ins wait for what is above */
    return APR_SUCCESS;
}

void oas_renewal_prepare(server_rec *servers, apr_pool_t *pool)
{
    APR_OPTIONAL_FN_TYPE(ap_watchdog_get_instance) *get = APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance);
    APR_OPTIONAL_FN_TYPE(ap_watchdog_register_callback) *add = APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback);
    const int in_parent = 0, in_one_child = 1;
    ap_watchdog_t *watchdog;

    if (get == NULL || add == NULL)
        return;
    if (get(&watchdog, name, in_parent, in_one_child, pool) != APR_SUCCESS
        || add(watchdog, AP_WD_TM_INTERVAL, servers, renew_all) != APR_SUCCESS)
        oas_log_server(servers, APLOG_NOTICE, "watchdog_missing",
                       "mod_watchdog has no thread for us: logins renew what is kept of providers");
}
