/* SPDX-License-Identifier: Apache-2.0 */
/* The stores of all virtual hosts, for sessions and for guests, as the process that starts the others opens it: at each start, and at each restart. */
#ifndef OAS_HTTPD_SESSION_STORE_H
#define OAS_HTTPD_SESSION_STORE_H

#include <httpd.h>

#include "httpd/segment.h"
#include "httpd/snapshot.h"
#include "session/store.h"

/* *store lives in work->pool; NULL unless it went well. The size is taken at once where no child can be at work any more,
 * with all sessions moved to a table of that size; at a graceful restart, or where there is no room for it, the former
 * size stays and the log says so. The snapshot is read where there is no table, and written when the server stops.
 * NULL, or what is wrong and what to do. */
const char *oas_session_store_open(oas_store_t **store, oas_segment_kind_t kind, apr_size_t size,
                                   oas_snapshot_settings_t snapshot, server_rec *server, oas_work_t *work);

/* Nobody wants this store any more: its memory is given back, unless children may be at work in it. Likewise. */
const char *oas_session_store_drop(oas_segment_kind_t kind, apr_pool_t *pool);

/* In a child, before it uses the store. As long as it lives, no server makes changes to the table that need it alone. */
const char *oas_session_store_enter(apr_pool_t *pool);

#endif
