/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP client on libcurl. It calls https (http only to loopback) with TLS verified, follows no redirect, asks
 * neither environment nor .netrc, decompresses nothing, and has its own ceilings on header and body bytes and one total
 * deadline. Connections are kept and pooled in the process. A GET is repeated once when the connection was refused, and
 * when a kept one has died; a POST never, and it takes a kept one only when that was in use a moment ago. The process
 * ignores SIGPIPE, as httpd's do. */
#ifndef OAS_HTTP_CURL_CLIENT_H
#define OAS_HTTP_CURL_CLIENT_H

#include "http/call_gate.h"
#include "http/client.h"

typedef struct {
    apr_interval_time_t connect_deadline; /* microseconds; 2 s */
    apr_interval_time_t total_deadline;   /* microseconds, name look-up and TLS included; 5 s */
    size_t largest_headers;               /* bytes; 32 kB */
    const char *ca_file;                  /* PEM; NULL: the system's */
    oas_call_gate_t *gate;                /* NULL: no cap */
} oas_curl_limits_t;

extern const oas_curl_limits_t oas_curl_limits_default;

/* Once in each process before its first thread, and before any client is made. OAS_BROKEN: libcurl has no TLS or no
 * thread-safe resolver. Undone when pool is destroyed. */
OAS_MUST_CHECK oas_status_t oas_curl_begin(apr_pool_t *pool, oas_work_t *work);

/* A client for one process: made after fork, used by all of its threads, in pool with all its connections.
 * limits must live as long. */
OAS_MUST_CHECK oas_status_t oas_curl_client_new(oas_http_client_t **client, const oas_curl_limits_t *limits,
                                                apr_pool_t *pool, oas_work_t *work);

#endif
