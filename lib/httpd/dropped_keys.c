/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/dropped_keys.h"

#include <ap_mpm.h>
#include <http_log.h>
#include <scoreboard.h>
#include <apr_strings.h>

#include "httpd/config.h"
#include "httpd/due.h"
#include "httpd/log.h"
#include "httpd/startup.h"
#include "session/dropped_keys.h"

#define BETWEEN apr_time_from_sec(300)

/* No other generation has begun: the parent counts on before it reads the configuration, and with it the keys, anew. */
static bool is_of_this_generation(void)
{
    const global_score *global = ap_get_scoreboard_global();
    int mine;

    return global != NULL && ap_mpm_query(AP_MPMQ_GENERATION, &mine) == APR_SUCCESS
           && mine == (int)global->running_generation;
}

static const oas_keyring_t *const *rings_of(server_rec *servers, apr_pool_t *pool)
{
    apr_array_header_t *rings = apr_array_make(pool, 4, sizeof(const oas_keyring_t *));

    for (server_rec *server = servers; server != NULL; server = server->next)
        if (oas_server_config(server)->site != NULL)
            APR_ARRAY_PUSH(rings, const oas_keyring_t *) = oas_server_config(server)->site->sessions.keys;
    APR_ARRAY_PUSH(rings, const oas_keyring_t *) = NULL;
    return (const oas_keyring_t *const *)rings->elts;
}

static void end_in(oas_store_t *store, const char *what, const oas_listed_keys_t *keys, server_rec *servers, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, apr_time_now());
    oas_status_t status;
    uint64_t ended;

    if (store == NULL)
        return;
    status = oas_session_end_of_dropped_keys(&ended, store, keys, &work);
    if (ended != 0)
        oas_log_server(servers, APLOG_NOTICE, "keys_dropped",
                       "ended %" APR_UINT64_T_FMT " %s under keys that are listed no more", ended, what);
    if (status != OAS_OK)
        oas_log_failure(servers, status, apr_pstrcat(pool, what, " under keys that are listed no more stay", NULL), &work);
}

void oas_dropped_keys_end(server_rec *servers, apr_pool_t *pool)
{
    static apr_time_t last;
    const oas_listed_keys_t keys = {.rings = rings_of(servers, pool), .are_current = is_of_this_generation};

    if (!oas_is_due(&last, BETWEEN, apr_time_now()))
        return;
    end_in(oas_startup_store(), "sessions", &keys, servers, pool);
    end_in(oas_startup_guest_store(), "guests", &keys, servers, pool);
}
