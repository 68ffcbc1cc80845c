/* SPDX-License-Identifier: Apache-2.0 */
/* Where mod_watchdog is loaded, one process renews what is kept of providers before it is too old, so that no login has to.
 * Without it the first login that finds something too old does. */
#ifndef OAS_HTTPD_RENEWAL_H
#define OAS_HTTPD_RENEWAL_H

#include <httpd.h>

/* In the parent, before mod_watchdog's own part of it. */
void oas_renewal_prepare(server_rec *servers, apr_pool_t *pool);

#endif
