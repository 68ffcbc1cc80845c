/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/inherited.h"

#include <strings.h>

#include <apr_tables.h>

#include "httpd/config.h"
#include "httpd/our_names.h"
#include "httpd/scrub.h"

/* httpd gives a part copies of what the page was told. */
static bool is_told_anew(request_rec *r, const oas_exchange_t *exchange, const oas_directory_config_t *directory)
{
    if (r->user != NULL || directory->unauthenticated == OAS_UNAUTHENTICATED_PASS)
        return true;
    return exchange->session != NULL && directory->provider != NULL
           && strcmp(directory->provider, exchange->session->face.provider) != 0;
}

/* So are the headers of the page, where that is one of mod_include. */
static bool is_of_user(const char *variable)
{
    if (strncasecmp(variable, "HTTP_", 5) == 0)
        return oas_header_names_find(oas_our_headers(), variable + 5, strlen(variable + 5));
    return oas_header_names_find(oas_our_variables(), variable, strlen(variable));
}

static apr_table_t *environment_without_user(request_rec *r)
{
    const apr_array_header_t *array = apr_table_elts(r->subprocess_env);
    const apr_table_entry_t *entries = (const apr_table_entry_t *)array->elts;
    apr_table_t *kept = apr_table_make(r->pool, array->nelts);

    for (int i = 0; i < array->nelts; i++)
        if (!is_of_user(entries[i].key))
            apr_table_addn(kept, entries[i].key, entries[i].val);
    return kept;
}

/* Its place may pass less than the page's, or be of another provider. The page goes on with what it was told, also where a
 * module let both have the same tables. */
void oas_inherited_forget(request_rec *r, const oas_exchange_t *exchange)
{
    if (!is_told_anew(r, exchange, oas_directory_config(r)))
        return;
    r->subprocess_env = environment_without_user(r);
    r->headers_in = apr_table_copy(r->pool, r->headers_in);
    oas_scrub_headers(r);
}
