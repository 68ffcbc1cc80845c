/* SPDX-License-Identifier: Apache-2.0 */
/* How one text becomes another. In which language a rule is written is known to who made it. */
#ifndef OAS_BASE_TEXT_RULE_H
#define OAS_BASE_TEXT_RULE_H

#include <apr_pools.h>

typedef struct {
    /* What becomes of text, in pool; NULL: the rule does not fit it. */
    const char *(*rewrite)(const void *data, const char *text, apr_pool_t *pool);
    const void *data;
} oas_text_rule_t;

#endif
