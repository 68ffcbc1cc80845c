/* SPDX-License-Identifier: Apache-2.0 */
/* The one place that logs. A line begins with the number of its reason, which docs/messages.md explains:
 *
 *   OAS2033: reason=state_expired status=expired: the login began 612 s ago
 *
 * Whoever sends nonsense by the thousand shall not fill the disk: of each reason ten lines a second are written, by all
 * processes together, and one line says how many were left out. httpd escapes what is no visible ASCII. */
#ifndef OAS_HTTPD_LOG_H
#define OAS_HTTPD_LOG_H

#include <stdbool.h>

#include <httpd.h>

#include "base/work.h"

/* In the parent, at each start and restart: from now on processes count together. NULL, or what is wrong. */
const char *oas_log_prepare(apr_pool_t *pool);

/* Why a request failed, or with OAS_OK news of it: a notice. The level is the status's. */
void oas_log_request(request_rec *r, oas_status_t status, const char *reason, const char *sentence);

/* At the level debug alone, where values of claims may be. */
OAS_PRINTF(2, 3)
void oas_log_detail(request_rec *r, const char *format, ...);

/* What concerns the server. level is httpd's. */
OAS_PRINTF(4, 5)
void oas_log_server(server_rec *server, int level, const char *reason, const char *format, ...);

/* A warning: what the server wanted to do on its own failed; the sentence is that of work, behind what and a colon. */
void oas_log_failure(server_rec *server, oas_status_t status, const char *what, const oas_work_t *work);

/* Of each reason ten events a second are kept on record of those that strangers bring about; *left_out: before this one, since the
 * last that was. */
bool oas_log_may_keep(const char *reason, unsigned *left_out);

/* Once a second or so, in one process: say how many lines were left out, where no later line did. */
void oas_log_tell_left_out(server_rec *server);

#endif
