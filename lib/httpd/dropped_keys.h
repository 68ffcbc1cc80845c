/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions under keys that OAuthKeyFile lists no more end, a moment after the restart that dropped the keys. */
#ifndef OAS_HTTPD_DROPPED_KEYS_H
#define OAS_HTTPD_DROPPED_KEYS_H

#include <httpd.h>

/* Called each second by one process of a generation: looks through all sessions at once, and then every few minutes, for
 * workers of the generation before may still sign people in under the former keys. */
void oas_dropped_keys_end(server_rec *servers, apr_pool_t *pool);

#endif
