/* SPDX-License-Identifier: Apache-2.0 */
/* Text as HTML: the one way into a page for whatever somebody else has written. */
#ifndef OAS_PAGE_HTML_H
#define OAS_PAGE_HTML_H

#include <apr_pools.h>

/* The text as it stands between tags, or between quotes of either kind in one; in pool. */
const char *oas_html_escape(const char *text, apr_pool_t *pool);

#endif
