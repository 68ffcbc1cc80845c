/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/told_environment.h"

#include <strings.h>

#include <apr_tables.h>

#include "httpd/our_names.h"

/* Each internal redirect puts one more in front. */
static const char *without_redirects(const char *variable)
{
    static const char mark[] = "REDIRECT_";

    while (strncasecmp(variable, mark, sizeof(mark) - 1) == 0)
        variable += sizeof(mark) - 1;
    return variable;
}

/* Request headers are variables, too, where the page is one of mod_include or a CGI program. */
static bool is_of_user(const char *variable)
{
    variable = without_redirects(variable);
    if (strncasecmp(variable, "HTTP_", 5) == 0)
        return oas_header_names_find(oas_our_headers(), variable + 5, strlen(variable + 5));
    return oas_header_names_find(oas_our_variables(), variable, strlen(variable));
}

apr_table_t *oas_environment_without_user(request_rec *r)
{
    const apr_array_header_t *array = apr_table_elts(r->subprocess_env);
    const apr_table_entry_t *entries = (const apr_table_entry_t *)array->elts;
    apr_table_t *kept = apr_table_make(r->pool, array->nelts);

    for (int i = 0; i < array->nelts; i++)
        if (!is_of_user(entries[i].key))
            apr_table_addn(kept, entries[i].key, entries[i].val);
    return kept;
}
