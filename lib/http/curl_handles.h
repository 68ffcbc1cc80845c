/* SPDX-License-Identifier: Apache-2.0 */
/* The curl handles of one process that are not in use, with the connections they keep. */
#ifndef OAS_HTTP_CURL_HANDLES_H
#define OAS_HTTP_CURL_HANDLES_H

#include <apr_pools.h>
#include <curl/curl.h>

typedef struct oas_curl_handles_t oas_curl_handles_t;

/* No handles yet; in pool, with all that are idle when it is destroyed. NULL when there can be no lock. */
oas_curl_handles_t *oas_curl_handles_new(apr_pool_t *pool);

/* A handle with all options at libcurl's defaults, for one thread, until it is put or dropped. The one used last comes
 * first: its connections live most likely. NULL when there is no memory. */
CURL *oas_curl_handles_take(oas_curl_handles_t *handles);

/* Keep a handle whose call went well. Everything its call was told is forgotten; its connections stay. */
void oas_curl_handles_put(oas_curl_handles_t *handles, CURL *handle);

/* End a handle whose call failed, and its connections with it: nobody knows what is still on its way in them. */
void oas_curl_handles_drop(CURL *handle);

#endif
