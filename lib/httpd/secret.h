/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets of the configuration: written there, or better kept elsewhere. */
#ifndef OAS_HTTPD_SECRET_H
#define OAS_HTTPD_SECRET_H

#include <apr_pools.h>

/* value is the secret itself, or file:PATH (relative to ServerRoot; not to be read by group or others),
 * env:NAME, or exec:COMMAND whose first line of output it is. *secret lives in pool. NULL, or what is wrong, without the
 * secret in it. */
const char *oas_secret_read(const char **secret, const char *value, apr_pool_t *pool);

/* A file of secrets as text in pool: at most limit bytes, a plain file, not to be read by group or others. Wipe it when it is
 * parsed: the pool lasts as long as the configuration. NULL, or what is wrong. */
const char *oas_secret_read_file(char **text, const char *path, apr_size_t limit, apr_pool_t *pool);

/* The same of what is no secret: others may read it, and it can stay. */
const char *oas_secret_read_public_file(char **text, const char *path, apr_size_t limit, apr_pool_t *pool);

#endif
