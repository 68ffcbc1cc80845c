/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/unguarded.h"

#include <stdbool.h>
#include <strings.h>

#include <http_config.h>
#include <http_log.h>

#include "httpd/config_tree.h"
#include "httpd/log.h"

typedef bool test_t(const ap_directive_t *line, apr_pool_t *pool);

/* The first line that passes, in whatever section. NULL: there is none. */
static const ap_directive_t *find(const ap_directive_t *lines, test_t *test, apr_pool_t *pool)
{
    const ap_directive_t *found = NULL;

    for (const ap_directive_t *line = lines; line != NULL && found == NULL; line = line->next)
        found = test(line, pool) ? line : find(line->first_child, test, pool);
    return found;
}

static bool is_of_ours(const ap_directive_t *line, apr_pool_t *pool)
{
    return strcasecmp(line->directive, "AuthType") == 0 && strcasecmp(oas_tree_argument(line, pool), "OAuth") == 0;
}

/* Any Require but those that a nameless visitor passes, or nobody. */
static bool asks_for_a_person(const ap_directive_t *line, apr_pool_t *pool)
{
    static const char *const nameless[] = {"all", "ip", "host", "local", "forward-dns", NULL};
    const char *kind;

    if (strcasecmp(line->directive, "Require") != 0)
        return false;
    kind = oas_tree_argument(line, pool);
    for (const char *const *name = nameless; *name != NULL; name++)
        if (strcasecmp(kind, *name) == 0)
            return false;
    return true;
}

void oas_unguarded_warn(server_rec *servers, apr_pool_t *pool)
{
    const ap_directive_t *type = find(ap_conftree, is_of_ours, pool);

    if (type != NULL && find(ap_conftree, asks_for_a_person, pool) == NULL)
        oas_log_server(servers, APLOG_WARNING, "place_unguarded",
                       "AuthType OAuth (%s line %d) asks nobody to sign in: there is no Require beside it, nor anywhere else in the "
                       "configuration. Put \"Require valid-user\" there for everybody whom the provider knows", type->filename,
                       type->line_num);
}
