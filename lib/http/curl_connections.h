/* SPDX-License-Identifier: Apache-2.0 */
/* The connections that one process keeps between its calls. Each set of them is a multi handle of libcurl, used by one
 * thread at a time. Easy handles are never used twice: before version 8.1.1 libcurl keeps a pointer into the headers of
 * the last answer, and a provider that begins its answer with a folded header makes it write there. */
#ifndef OAS_HTTP_CURL_CONNECTIONS_H
#define OAS_HTTP_CURL_CONNECTIONS_H

#include <apr_pools.h>
#include <curl/curl.h>

typedef struct oas_curl_connections_t oas_curl_connections_t;

/* None yet; in pool, with all that are idle when it is destroyed. NULL when there can be no lock. */
oas_curl_connections_t *oas_curl_connections_new(apr_pool_t *pool);

/* A set for one thread, until it is put or dropped. The one used last comes first: its connections live most likely.
 * NULL when there is no memory. */
CURLM *oas_curl_connections_take(oas_curl_connections_t *connections);

/* Keep a set whose call went well. */
void oas_curl_connections_put(oas_curl_connections_t *connections, CURLM *set);

/* End a set whose call failed: nobody knows what is still on its way in its connections. */
void oas_curl_connections_drop(CURLM *set);

#endif
