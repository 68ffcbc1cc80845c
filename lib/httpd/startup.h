/* SPDX-License-Identifier: Apache-2.0 */
/* From the configuration to running sites: checked when it is read, wired before the first request. */
#ifndef OAS_HTTPD_STARTUP_H
#define OAS_HTTPD_STARTUP_H

#include <httpd.h>

#include "http/call_gate.h"
#include "session/store.h"

/* check_config: what only the whole configuration shows, also for httpd -t. */
int oas_startup_check(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temporary, server_rec *servers);

/* post_config, in the parent: keys, shared memory, sites. */
int oas_startup_prepare(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temporary, server_rec *servers);

/* child_init, in each child: its HTTP client and its caches. */
void oas_startup_child(apr_pool_t *pool, server_rec *servers);

/* The store of all virtual hosts; NULL when none of them has a provider. */
oas_store_t *oas_startup_store(void);

/* The store of their guests; NULL when nobody wants any. */
oas_store_t *oas_startup_guest_store(void);

/* What all outside calls go through; there is a provider. */
const oas_call_gate_t *oas_startup_call_gate(void);

#endif
