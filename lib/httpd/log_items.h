/* SPDX-License-Identifier: Apache-2.0 */
/* What a LogFormat of the administrator's may say: %{user}^OA, %{provider}^OA, %{session}^OA and %{reason}^OA; "-" where there
 * is nothing to say. */
#ifndef OAS_HTTPD_LOG_ITEMS_H
#define OAS_HTTPD_LOG_ITEMS_H

#include <apr_pools.h>

/* pre_config, after mod_log_config's. */
int oas_log_items_register(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temporary_pool);

#endif
