/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as decimal text. */
#ifndef OAS_BASE_DECIMAL_H
#define OAS_BASE_DECIMAL_H

#include <stdint.h>

#include <apr_pools.h>

/* Its digits, in pool. */
const char *oas_decimal(apr_pool_t *pool, uint64_t number);

#endif
