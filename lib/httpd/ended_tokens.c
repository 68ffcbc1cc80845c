/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/ended_tokens.h"

#include <ap_mpm.h>
#include <http_log.h>
#include <mod_watchdog.h>
#include <apr_optional.h>

#include "flow/ended_tokens.h"
#include "httpd/config.h"
#include "httpd/due.h"
#include "httpd/log.h"

#define BETWEEN apr_time_from_sec(30)
#define LINGER  apr_time_from_sec(120) /* several looks */
#define LONGEST apr_time_from_sec(10)  /* of a look at all hosts: others wait for the thread, too */

static bool is_wanted_in(const server_rec *server)
{
    const oas_site_t *site = oas_server_config(server)->site;

    for (size_t i = 0; site != NULL && i < site->provider_count; i++)
        if (site->providers[i].registration->revoke_ended_tokens)
            return true;
    return false;
}

const char *oas_ended_tokens_prepare(server_rec *servers, oas_store_t *store)
{
    bool is_wanted = false;

    for (server_rec *server = servers; server != NULL; server = server->next)
        is_wanted = is_wanted || is_wanted_in(server);
    store->linger = is_wanted ? LINGER : 0;
    if (is_wanted && APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback) == NULL)
        return "OAuthRevokeTokens expiry needs mod_watchdog, whose thread revokes the tokens: load it, or say on";
    return NULL;
}

typedef struct {
    server_rec *server;
    apr_time_t began;
} look_t;

static bool goes_on(void *data)
{
    const look_t *look = data;
    int state;

    return (uint64_t)apr_time_now() - (uint64_t)look->began < (uint64_t)LONGEST
           && (ap_mpm_query(AP_MPMQ_MPM_STATE, &state) != APR_SUCCESS || state != AP_MPMQ_STOPPING);
}

static void tell(void *data, const char *provider, oas_status_t status, const oas_work_t *work)
{
    const look_t *look = data;

    oas_log_server(look->server, APLOG_NOTICE, "revocation_failed",
                   "the time of a session has passed, and its token could not be revoked at %s: %s (%s)",
                   provider, work->failure, oas_status_name(status));
}

static void revoke_in(server_rec *server, apr_time_t began, apr_pool_t *pool)
{
    look_t look = {.server = server, .began = began};
    const oas_ended_tokens_t how = {.goes_on = goes_on, .failed = tell, .data = &look};
    oas_work_t work = oas_work(pool, began);
    oas_status_t status = oas_ended_tokens_revoke(oas_server_config(server)->site, &how, &work);

    if (status != OAS_OK)
        oas_log_failure(server, status, "sessions whose time has passed could not be looked at", &work);
}

static server_rec *next_of(const server_rec *server, server_rec *servers)
{
    return server != NULL && server->next != NULL ? server->next : servers;
}

void oas_ended_tokens_revoke_all(server_rec *servers, apr_pool_t *pool)
{
    static apr_time_t last;
    static server_rec *first; /* another one each time: who comes late may find no time left */
    const apr_time_t began = apr_time_now();
    server_rec *server;

    if (!oas_is_due(&last, BETWEEN, began))
        return;
    server = first = next_of(first, servers);
    do {
        if (is_wanted_in(server))
            revoke_in(server, began, pool);
        server = next_of(server, servers);
    } while (server != first);
}
