/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/snapshot.h"

#include <unistd.h>

#include <http_config.h>
#include <http_core.h>
#include <http_log.h>

#include "httpd/config.h"
#include "httpd/log.h"

oas_snapshot_settings_t oas_snapshot_checked(oas_snapshot_settings_t settings, server_rec *server, apr_pool_t *pool)
{
    const char *error = settings.path != NULL ? oas_snapshot_file_check(settings.path, pool) : NULL;

    if (error == NULL)
        return settings;
    oas_log_server(server, APLOG_WARNING, "snapshot_refused", "%s: it stays as it is, and there is no snapshot", error);
    return (oas_snapshot_settings_t){.path = NULL};
}

/* What is to be done at the end of this configuration. */
typedef struct {
    oas_snapshot_settings_t settings;
    oas_store_t *table;
    apr_size_t table_size;
    server_rec *server;
    apr_pool_t *pool;
    pid_t parent;
} at_stop_t;

static bool server_stops(void)
{
    return ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_EXITING;
}

/* The error log's pool goes before the configuration's, so that there is still a log to write to. */
static apr_status_t write_snapshot(void *given)
{
    const at_stop_t *at_stop = given;
    const oas_snapshot_settings_t *settings = &at_stop->settings;
    oas_work_t work = oas_work(at_stop->pool, apr_time_now());
    const char *error;

    if (!server_stops() || getpid() != at_stop->parent)
        return APR_SUCCESS;
    error = oas_snapshot_file_write(settings->path, at_stop->table, at_stop->table_size, settings->keys, &work);
    if (error != NULL)
        oas_log_server(at_stop->server, APLOG_ERR, "snapshot_not_written", "%s: sessions end if the machine does", error);
    return APR_SUCCESS;
}

/* At a restart it is the other way round: the configuration goes first, and the code of this module with it. */
static apr_status_t forget(void *given)
{
    const at_stop_t *at_stop = given;

    if (!server_stops())
        apr_pool_cleanup_kill(at_stop->settings.log_pool, at_stop, write_snapshot);
    return APR_SUCCESS;
}

void oas_snapshot_at_stop(oas_snapshot_settings_t settings, oas_store_t *table, apr_size_t table_size,
                          server_rec *server, apr_pool_t *pool)
{
    at_stop_t *at_stop = apr_palloc(pool, sizeof(*at_stop));

    if (settings.path == NULL)
        return;
    *at_stop = (at_stop_t){settings, table, table_size, server, pool, getpid()};
    apr_pool_cleanup_register(settings.log_pool, at_stop, write_snapshot, apr_pool_cleanup_null);
    apr_pool_cleanup_register(pool, at_stop, forget, apr_pool_cleanup_null);
}
