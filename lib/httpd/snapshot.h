/* SPDX-License-Identifier: Apache-2.0 */
/* When OAuthSessionSnapshot is written: where the process that starts the others ends, and no child is left. */
#ifndef OAS_HTTPD_SNAPSHOT_H
#define OAS_HTTPD_SNAPSHOT_H

#include <httpd.h>

#include "httpd/snapshot_file.h"

typedef struct {
    const char *path; /* NULL: there is to be none */
    const oas_keyring_t *keys;
    apr_pool_t *log_pool; /* post_config's: it ends with the error log */
} oas_snapshot_settings_t;

/* The settings; without a path when there is a file of that name that is no snapshot, which the log says. */
oas_snapshot_settings_t oas_snapshot_checked(oas_snapshot_settings_t settings, server_rec *server, apr_pool_t *pool);

/* Write what the table of so many bytes keeps when the server stops. A restart, with which pool ends, forgets about it. */
void oas_snapshot_at_stop(oas_snapshot_settings_t settings, oas_store_t *table, apr_size_t table_size,
                          server_rec *server, apr_pool_t *pool);

#endif
