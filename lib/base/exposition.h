/* SPDX-License-Identifier: Apache-2.0 */
/* Figures in the text form that Prometheus and its kin read, version 0.0.4: of each family its lines come together, the two that
 * say what it is first. */
#ifndef OAS_BASE_EXPOSITION_H
#define OAS_BASE_EXPOSITION_H

#include <apr_pools.h>

#include "base/pairs.h"

#define OAS_EXPOSITION_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* What begins a family, in pool. type is "counter", "gauge" or "histogram". */
const char *oas_exposition_family(const char *name, const char *type, const char *help, apr_pool_t *pool);

/* One figure with its line's end, in pool. Names are those of the data model; values of labels may be any text in UTF-8. */
const char *oas_exposition_sample(const char *name, oas_pairs_t labels, const char *value, apr_pool_t *pool);

#endif
