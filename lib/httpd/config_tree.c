/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/config_tree.h"

#include <strings.h>

static const char *const place_names[] = {"<Location", "<LocationMatch", "<Directory", "<DirectoryMatch", "<Files",
                                          "<FilesMatch", "<Proxy", "<ProxyMatch", "<If", "<ElseIf",
                                          "<Else"};

const ap_directive_t *oas_tree_of(const server_rec *server, const server_rec *main_server)
{
    if (server == main_server)
        return ap_conftree;
    for (const ap_directive_t *line = ap_conftree; line != NULL; line = line->next)
        if (strcasecmp(line->directive, "<VirtualHost") == 0 && (unsigned)line->line_num == server->defn_line_number
            && server->defn_name != NULL && strcmp(line->filename, server->defn_name) == 0)
            return line->first_child;
    return NULL;
}

bool oas_tree_is_place(const ap_directive_t *line)
{
    for (size_t i = 0; i < sizeof(place_names) / sizeof(place_names[0]); i++)
        if (strcasecmp(line->directive, place_names[i]) == 0)
            return true;
    return false;
}

const ap_directive_t *oas_tree_find(const ap_directive_t *lines, const char *name)
{
    const ap_directive_t *found = NULL;

    for (const ap_directive_t *line = lines; line != NULL; line = line->next)
        if (strcasecmp(line->directive, name) == 0)
            found = line;
    return found;
}

const char *oas_tree_argument(const ap_directive_t *line, apr_pool_t *pool)
{
    const char *arguments = line->args;

    return ap_getword_conf(pool, &arguments);
}
