/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/inherited.h"

#include <http_config.h>

#include "httpd/config.h"
#include "httpd/realm.h"
#include "httpd/scrub.h"
#include "httpd/told_environment.h"

static const char told_anew[] = "oauth-told-anew"; /* among r's notes, which no other part of the request has */

/* httpd gives a part copies of what the page was told. */
static bool is_told_anew(request_rec *r, const oas_exchange_t *exchange, const oas_directory_config_t *directory)
{
    if (r->user != NULL || directory->unauthenticated == OAS_UNAUTHENTICATED_PASS)
        return true;
    if (exchange->site != NULL && exchange->site != oas_site_of(r))
        return true;
    return exchange->session != NULL && directory->provider != NULL
           && strcmp(directory->provider, exchange->session->face.provider) != 0;
}

/* Its place may pass less than the page's, or be of another provider or realm. The page goes on with what it was told, also where a
 * module let both have the same tables. */
void oas_inherited_forget(request_rec *r, const oas_exchange_t *exchange)
{
    if (!is_told_anew(r, exchange, oas_directory_config(r)))
        return;
    r->subprocess_env = oas_environment_without_user(r);
    r->headers_in = apr_table_copy(r->pool, r->headers_in);
    oas_scrub_headers(r);
    apr_table_setn(r->notes, told_anew, "");
}

/* mod_include knows a nested page by its own note of the page around it. */
void oas_inherited_keep_apart(request_rec *r)
{
    module *include;

    if (r->main == NULL || apr_table_get(r->notes, told_anew) == NULL)
        return;
    if ((include = ap_find_linked_module("mod_include.c")) != NULL)
        ap_set_module_config(r->request_config, include, NULL);
}
