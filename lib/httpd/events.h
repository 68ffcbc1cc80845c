/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of the events that flows noted: they are counted, and kept on record where the administrator wants it. */
#ifndef OAS_HTTPD_EVENTS_H
#define OAS_HTTPD_EVENTS_H

#include <httpd.h>

#include "base/event.h"

/* Of a request: from now on work has none of them any more. */
void oas_events_settle(request_rec *r, oas_work_t *work);

/* Of the server's own doing. */
void oas_events_settle_of_server(server_rec *server, oas_work_t *work);

/* Keys were read, by a start or a restart, of each virtual host that has a log of its own or the main server's. */
void oas_events_tell_start(server_rec *servers, oas_work_t *work);

/* Who is signed in may not see what he asked for. */
void oas_events_deny(request_rec *r, const char *reason);

#endif
