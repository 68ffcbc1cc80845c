/* SPDX-License-Identifier: Apache-2.0 */
/* What all files of a folder of templates have in common. Errors name the file and the line, and what would be right. */
#ifndef OAS_PAGE_TEMPLATE_TEXT_H
#define OAS_PAGE_TEMPLATE_TEXT_H

#include <apr_pools.h>

#include "base/status.h"

enum { OAS_TEMPLATE_LARGEST = 64 * 1024 }; /* bytes of a file */

/* "FILE line 3: what is wrong", in pool. */
OAS_PRINTF(4, 5)
const char *oas_template_error(apr_pool_t *pool, const char *file, int line, const char *format, ...);

/* The file is text in UTF-8. NULL, or an error in pool. */
const char *oas_template_check(const char *text, const char *file, apr_pool_t *pool);

#endif
