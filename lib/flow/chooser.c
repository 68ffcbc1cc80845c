/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/chooser.h"

#include <apr_strings.h>

#include "http/form.h"

enum { QUERY_LONGEST = 8 * 1024 };

bool oas_chooser_is_needed(const oas_site_t *site, const char *provider)
{
    return provider == NULL && site->provider_count > 1;
}

/* What says where to go, or whom to ask, has been read. */
static bool is_read(const char *name)
{
    static const char *const names[] = {"provider", "iss", "account", "to", "target_link_uri", NULL};

    for (const char *const *read = names; *read != NULL; read++)
        if (strcmp(*read, name) == 0)
            return true;
    return false;
}

/* "first=value&...&to=/page"; of a link that would be too long the first parameter is left, which leads to the start page. */
static const char *query_of(const char *name, const char *value, oas_pairs_t query, const char *target, apr_pool_t *pool)
{
    oas_buffer_t text = oas_buffer(pool, QUERY_LONGEST);

    oas_form_add(&text, name, value);
    for (size_t i = 0; i < query.count; i++)
        if (!is_read(query.items[i].name))
            oas_form_add(&text, query.items[i].name, query.items[i].value);
    oas_form_add(&text, "to", target);
    if (text.overflowed) {
        text = oas_buffer(pool, QUERY_LONGEST);
        oas_form_add(&text, name, value);
    }
    return oas_buffer_text(&text);
}

/* A chooser that is closed itself would lead to itself: who wants to see it gets ours. */
static bool has_own_page(const oas_site_t *site, const char *target)
{
    size_t length;

    if (site->chooser == NULL)
        return false;
    length = strcspn(site->chooser, "?");
    return strncmp(target, site->chooser, length) != 0 || strchr("?#", target[length]) == NULL;
}

static const char *own_page(const oas_site_t *site, const oas_request_t *request, oas_pairs_t query, const char *target,
                            apr_pool_t *pool)
{
    return apr_pstrcat(pool, request->origin, site->chooser, strchr(site->chooser, '?') != NULL ? "&" : "?",
                       query_of("realm", site->realm, query, target, pool), NULL);
}

/* In the order of the configuration. */
static oas_pairs_t choices(const oas_site_t *site, oas_pairs_t query, const char *target, apr_pool_t *pool)
{
    const char *login = oas_site_path(site, "login", pool);
    oas_pair_t *items = apr_palloc(pool, site->provider_count * sizeof(*items));

    for (size_t i = 0; i < site->provider_count; i++) {
        const oas_registration_t *registration = site->providers[i].registration;

        items[i].name = registration->display_name != NULL ? registration->display_name : registration->name;
        items[i].value =
            apr_pstrcat(pool, login, "?", query_of("provider", registration->name, query, target, pool), NULL);
    }
    return (oas_pairs_t){.items = items, .count = site->provider_count};
}

void oas_chooser_show(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_pairs_t query,
                      const char *target, oas_work_t *work)
{
    if (has_own_page(site, target)) {
        oas_reply_redirect(reply, 302, own_page(site, request, query, target, work->pool));
        return;
    }
    reply->status = 200;
    reply->page = (oas_page_t){.kind = OAS_PAGE_CHOOSER, .choices = choices(site, query, target, work->pool)};
}
