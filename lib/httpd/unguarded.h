/* SPDX-License-Identifier: Apache-2.0 */
/* AuthType says how people sign in, and Require who may pass: without a Require nobody is asked who he is. */
#ifndef OAS_HTTPD_UNGUARDED_H
#define OAS_HTTPD_UNGUARDED_H

#include <httpd.h>

/* Warn when some place has AuthType OAuth and no line of the whole configuration asks for a person. Which place each line is for
 * is httpd's to say, and a Require may stand in a wider section: so one such line anywhere ends the warning. */
void oas_unguarded_warn(server_rec *servers, apr_pool_t *pool);

#endif
