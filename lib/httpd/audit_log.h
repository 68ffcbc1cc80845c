/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthAuditLog: where events are kept on record, one line of JSON each, in a file or by a program. */
#ifndef OAS_HTTPD_AUDIT_LOG_H
#define OAS_HTTPD_AUDIT_LOG_H

#include "base/event.h"
#include "httpd/config.h"

/* A file, or "|" and a program; and "hash" or "name": how users are called. NULL, or what is wrong. */
const char *oas_audit_log_set(cmd_parms *cmd, void *directory, const char *where, const char *users);

/* How users are called goes with the file. Before the settings are inherited. */
void oas_audit_log_inherit(oas_server_config_t *config, const oas_server_config_t *base);

/* httpd's open_logs hook, in the parent, with its rights: at each start and restart. */
int oas_audit_log_open(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temporary, server_rec *servers);

/* Write the event, if the server has such a log; r NULL: no request brought it about. A line is one write, so that those of several
 * processes do not mix. What strangers fail in is limited as lines of the log are (log.h); what somebody did is not. */
void oas_audit_log_write(server_rec *server, const request_rec *r, const oas_event_t *event, apr_pool_t *pool);

#endif
