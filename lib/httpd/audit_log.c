/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/audit_log.h"

#include <stdatomic.h>
#include <strings.h>

#include <http_config.h>
#include <http_log.h>
#include <apr_strings.h>

#include "flow/audit_line.h"
#include "httpd/log.h"

const char *oas_audit_log_set(cmd_parms *cmd, void *directory, const char *where, const char *users)
{
    oas_server_config_t *server = oas_server_config(cmd->server);
    const char *error;

    (void)directory;
    if (server->open_provider != NULL)
        return "OAuthAuditLog does not belong into <OAuthProvider>";
    if (*where != '|')
        where = ap_server_root_relative(cmd->pool, where);
    if (where == NULL || (error = oas_setting_set(server, cmd->info, where, cmd->pool)) != NULL)
        return "OAuthAuditLog: this is neither the path of a file, nor | and a program";
    server->audit_names_users = users != NULL && strcasecmp(users, "name") == 0;
    if (users != NULL && !server->audit_names_users && strcasecmp(users, "hash") != 0)
        return apr_psprintf(cmd->pool, "OAuthAuditLog: \"%s\" is not hash or name", users);
    return NULL;
}

void oas_audit_log_inherit(oas_server_config_t *config, const oas_server_config_t *base)
{
    if (config->audit_log == NULL)
        config->audit_names_users = base->audit_names_users;
}

/* --- opening --- */

/* Several virtual hosts may have the same one, above all the main server's. */
static apr_file_t *opened_before(const server_rec *server, server_rec *servers)
{
    const char *log = oas_server_config(server)->audit_log;

    for (const server_rec *other = servers; other != server; other = other->next) {
        const oas_server_config_t *config = oas_server_config(other);

        if (config->audit_file != NULL && strcmp(config->audit_log, log) == 0)
            return config->audit_file;
    }
    return NULL;
}

/* Who may read what a server's administrators keep on record: they, and a group. */
static apr_file_t *open_file(const char *path, server_rec *server, apr_pool_t *pool)
{
    const apr_int32_t flags = APR_FOPEN_WRITE | APR_FOPEN_APPEND | APR_FOPEN_CREATE | APR_FOPEN_LARGEFILE;
    char message[120];
    apr_file_t *file;
    apr_status_t status = apr_file_open(&file, path, flags, APR_FPROT_UREAD | APR_FPROT_UWRITE | APR_FPROT_GREAD, pool);

    if (status == APR_SUCCESS)
        return file;
    oas_log_server(server, APLOG_EMERG, "audit_log", "OAuthAuditLog: can not open %s: %s", path,
                   apr_strerror(status, message, sizeof(message)));
    return NULL;
}

static apr_file_t *open_program(const char *program, server_rec *server, apr_pool_t *pool)
{
    piped_log *pipe = ap_open_piped_log(pool, program);

    if (pipe != NULL)
        return ap_piped_log_write_fd(pipe);
    oas_log_server(server, APLOG_EMERG, "audit_log", "OAuthAuditLog: can not start %s", program);
    return NULL;
}

int oas_audit_log_open(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temporary, server_rec *servers)
{
    (void)log_pool, (void)temporary;
    for (server_rec *server = servers; server != NULL; server = server->next) {
        oas_server_config_t *config = oas_server_config(server);

        if (config->audit_log == NULL || (config->audit_file = opened_before(server, servers)) != NULL)
            continue;
        config->audit_file = *config->audit_log == '|' ? open_program(config->audit_log + 1, server, pool)
                                                       : open_file(config->audit_log, server, pool);
        if (config->audit_file == NULL)
            return HTTP_INTERNAL_SERVER_ERROR;
    }
    return OK;
}

/* --- writing --- */

static bool is_a_strangers_failure(const oas_event_t *event)
{
    return event->status != OAS_OK && event->user_hash == NULL;
}

static oas_audit_place_t place_of(const server_rec *server, const request_rec *r)
{
    oas_audit_place_t place = {.time = apr_time_now(),
                               .host = server->server_hostname,
                               .names_users = oas_server_config(server)->audit_names_users};

    if (r != NULL) {
        place.client = r->useragent_ip;
        place.request = apr_table_get(r->subprocess_env, "UNIQUE_ID");
    }
    return place;
}

/* The file whose last line was cut short, by a full disk for one: the next one shall not be lost with it. */
static _Atomic(const apr_file_t *) cut_short;

static apr_status_t write_line(apr_file_t *file, const char *line, apr_pool_t *pool)
{
    const apr_file_t *expected = file;
    apr_size_t length, written;
    apr_status_t status;

    if (atomic_compare_exchange_strong(&cut_short, &expected, NULL))
        line = apr_pstrcat(pool, "\n", line, NULL);
    length = written = strlen(line);
    status = apr_file_write(file, line, &written);
    if (status != APR_SUCCESS)
        written = 0;
    if (written < length && (written != 0 || line[0] == '\n'))
        atomic_store(&cut_short, file);
    return status == APR_SUCCESS && written < length ? APR_ENOSPC : status;
}

void oas_audit_log_write(server_rec *server, const request_rec *r, const oas_event_t *event, apr_pool_t *pool)
{
    const oas_server_config_t *config = oas_server_config(server);
    oas_audit_place_t place;
    apr_status_t status;

    if (config->audit_file == NULL)
        return;
    place = place_of(server, r);
    if (is_a_strangers_failure(event) && !oas_log_may_keep(event->reason, &place.left_out))
        return;
    if ((status = write_line(config->audit_file, oas_audit_line(event, &place, pool), pool)) != APR_SUCCESS)
        oas_log_server(server, APLOG_ALERT, "audit_log", "OAuthAuditLog: an event could not be written: %s (error %d)",
                       oas_event_name(event->kind), status);
}
