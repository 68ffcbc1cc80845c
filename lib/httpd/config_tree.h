/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration as it was written: which lines are a virtual host's, and what a section says. For reports; what counts
 * is what the directives made of it. */
#ifndef OAS_HTTPD_CONFIG_TREE_H
#define OAS_HTTPD_CONFIG_TREE_H

#include <stdbool.h>

#include <httpd.h>
#include <http_config.h>

/* The first line of this server's own; of the main server, of all. NULL: there is none. */
const ap_directive_t *oas_tree_of(const server_rec *server, const server_rec *main_server);

/* It opens a section of places: <Location>, <Directory>, <Files>, <Proxy>, <If>, or one of their kind. */
bool oas_tree_is_place(const ap_directive_t *line);

/* The last line among these, deeper sections apart, that has this name. NULL: there is none. */
const ap_directive_t *oas_tree_find(const ap_directive_t *lines, const char *name);

/* Its first argument, without quotes, in pool. */
const char *oas_tree_argument(const ap_directive_t *line, apr_pool_t *pool);

#endif
