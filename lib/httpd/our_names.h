/* SPDX-License-Identifier: Apache-2.0 */
/* The names under which applications are told of the user, all over the server: nobody but us may use them in any request. */
#ifndef OAS_HTTPD_OUR_NAMES_H
#define OAS_HTTPD_OUR_NAMES_H

#include <httpd.h>

#include "http/header_names.h"

/* Of request headers, and of environment variables; they do not change while the server runs. */
const oas_header_names_t *oas_our_headers(void);
const oas_header_names_t *oas_our_variables(void);

/* For directives that choose a name, in any virtual host or Location, and never in .htaccess: from now on it is ours in all of
 * them, for a client does not tell where it sends a header to. A name that ends in "*" stands for all that begin so. */
void oas_our_headers_add(const char *name);
void oas_our_variables_add(const char *name);

/* pre_config: begin with the names that are ours without any directive. */
int oas_our_names_begin(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp);

#endif
