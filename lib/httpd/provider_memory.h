/* SPDX-License-Identifier: Apache-2.0 */
/* The memory in which all processes of a server keep what they fetched from providers: public things, but nobody else may
 * write them. It has no name, and ends with the last process that has it. A restart that changes no provider finds it
 * again, so that nothing is fetched anew and nobody depends on a provider that is down just then. */
#ifndef OAS_HTTPD_PROVIDER_MEMORY_H
#define OAS_HTTPD_PROVIDER_MEMORY_H

#include <stdbool.h>

#include <httpd.h>
#include <apr_tables.h>

#include "flow/site.h"
#include "httpd/config.h"

/* In the parent, at each start and restart: a place for each provider of any server; at most so many requests may wait for
 * what others fetch, and calls take at most so long. NULL, or what is wrong. */
const char *oas_provider_memory_prepare(server_rec *servers, unsigned most_waiting, apr_interval_time_t longest_call,
                                        apr_pool_t *pool);

/* How all of them wait; constant from then on. */
const oas_waiting_t *oas_provider_memory_waiting(void);

/* In a child: a client for calls to nobody's provider, in work->pool: who is asked about an account, or for claims, has a circuit
 * breaker of his own. */
oas_http_client_t *oas_provider_memory_guard(oas_http_client_t *client, const oas_server_config_t *config, oas_work_t *work);

/* In a child: the provider's cache in its place, and its client, which calls with the one that is given; in work->pool. */
OAS_MUST_CHECK oas_status_t oas_provider_memory_wire(oas_site_provider_t *provider, oas_http_client_t *client,
                                                     oas_work_t *work);

/* In a child: a provider of this name, of any virtual host, or the server of that origin, is not called for it does not answer. There
 * are providers. */
bool oas_provider_memory_is_down(const char *name, server_rec *servers, apr_pool_t *pool);

#endif
