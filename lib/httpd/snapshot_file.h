/* SPDX-License-Identifier: Apache-2.0 */
/* The file of OAuthSessionSnapshot: written when the server stops, read and removed when it starts. Errors are sentences
 * for the administrator; NULL: it went well. */
#ifndef OAS_HTTPD_SNAPSHOT_FILE_H
#define OAS_HTTPD_SNAPSHOT_FILE_H

#include <httpd.h>

#include "session/snapshot.h"

/* Whether the name is free for snapshots: nobody's file but a snapshot of ours is ever removed or replaced. */
const char *oas_snapshot_file_check(const char *path, apr_pool_t *pool);

/* *bytes of it until pool is cleared; none when there is no such file. */
const char *oas_snapshot_file_read(oas_bytes_t *bytes, const char *path, apr_pool_t *pool);

/* It does not come back, not even when the machine ends now. */
const char *oas_snapshot_file_remove(const char *path, apr_pool_t *pool);

/* Write all that a table keeps. The file is there whole when this returns, or as it was before. */
const char *oas_snapshot_file_write(const char *path, oas_store_t *table, apr_size_t table_size,
                                    const oas_keyring_t *keys, oas_work_t *work);

#endif
