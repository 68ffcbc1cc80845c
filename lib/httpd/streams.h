/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthCloseStreams: a web socket or an event stream that a session opened is cut when that session is over: signed out, here or
 * elsewhere, ended by its time or by an administrator. One thread of a process looks after all that it has open, whatever they wait
 * for, and shuts their sockets down; who waits for one is woken by that. It is started with the first of them. */
#ifndef OAS_HTTPD_STREAMS_H
#define OAS_HTTPD_STREAMS_H

#include "httpd/bridge.h"
#include "httpd/config.h"

enum { OAS_STREAMS_SECONDS = 1 }; /* between two looks */

/* child_init */
void oas_streams_begin(apr_pool_t *pool);

/* The request may pass: look after it where it opens a stream. */
void oas_streams_watch(request_rec *r, const oas_session_t *session, const oas_site_t *site);

#endif
