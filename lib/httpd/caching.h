/* SPDX-License-Identifier: Apache-2.0 */
/* Pages for one person are for nobody else: no cache on the way may keep them for others, mod_cache in this very server
 * among them (R-HTTP-06). */
#ifndef OAS_HTTPD_CACHING_H
#define OAS_HTTPD_CACHING_H

#include <httpd.h>

/* Once, when hooks are registered. */
void oas_caching_register(void);

/* pre_config: all modules are there. */
int oas_caching_begin(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp);

/* insert_filter: answers to who is signed in get Vary: Cookie and a Cache-Control that keeps them private. What the
 * application says of caching is never made weaker. Where sign-in is optional, answers to nobody get Vary: Cookie as well. So do
 * pages that may have parts (SSI), which are private where a cookie of ours came with the request: a part may be for one person.
 * mod_cache in this server keeps none of them. */
void oas_caching_insert_filter(request_rec *r);

/* This answer is for one person after all; before its head goes out. */
void oas_caching_keep_private(request_rec *r);

#endif
