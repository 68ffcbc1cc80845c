/* SPDX-License-Identifier: Apache-2.0 */
/* An administrator's style.css, which comes behind our style in a page. */
#ifndef OAS_PAGE_OWN_STYLE_H
#define OAS_PAGE_OWN_STYLE_H

#include <apr_pools.h>

/* The file can stand in a style element and end nowhere but at its end: comments, strings and braces have their ends, and no tag
 * is in it. NULL, or an error in pool that names file and line. */
const char *oas_own_style_check(const char *text, const char *file, apr_pool_t *pool);

#endif
