/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/scrub.h"

#include <strings.h>

#include <apr_strings.h>

#include "base/buffer.h"
#include "http/cookie.h"
#include "http/percent.h"
#include "httpd/bridge.h"
#include "httpd/our_names.h"
#include "httpd/told_environment.h"

/* Values of the headers of these names; NULL: there is none. */
typedef struct {
    const char *connection;
    const char *cookie;
} kept_headers_t;

/* Connection lists headers that a proxy takes out: one of ours among them would take our word away from the application. */
static const char *connection_without_ours(apr_pool_t *pool, const char *list)
{
    oas_buffer_t kept = oas_buffer(pool, strlen(list) + 1);
    size_t length;

    for (const char *item = list; *item != '\0'; item += length + (item[length] == ',')) {
        length = strcspn(item, ",");
        if (oas_header_names_find(oas_our_headers(), item, length))
            continue;
        if (kept.length != 0)
            oas_buffer_add_text(&kept, ",");
        oas_buffer_add(&kept, oas_bytes(item, length));
    }
    return oas_buffer_text(&kept);
}

static bool lists_ours(const char *list)
{
    size_t length;

    for (const char *item = list; *item != '\0'; item += length + (item[length] == ',')) {
        length = strcspn(item, ",");
        if (oas_header_names_find(oas_our_headers(), item, length))
            return true;
    }
    return false;
}

static void note(kept_headers_t *kept, const apr_table_entry_t *header)
{
    if (oas_ascii_lower(header->key[0]) != 'c')
        return;
    if (strcasecmp(header->key, "Cookie") == 0)
        kept->cookie = header->val;
    else if (strcasecmp(header->key, "Connection") == 0)
        kept->connection = header->val;
}

/* Takes ours away; what is left of two others is told. */
static kept_headers_t scrub(request_rec *r)
{
    const apr_array_header_t *headers = apr_table_elts(r->headers_in);
    const apr_table_entry_t *entries = (const apr_table_entry_t *)headers->elts;
    const oas_header_names_t *ours = oas_our_headers();
    kept_headers_t kept = {0};
    int i = 0;

    while (i < headers->nelts) {
        const char *name = entries[i].key;

        if (!oas_header_names_lack(ours, name[0]) && oas_header_names_find(ours, name, strlen(name))) {
            apr_table_unset(r->headers_in, name);
            i = 0; /* the table has moved */
            continue;
        }
        note(&kept, &entries[i++]);
    }
    if (kept.connection != NULL && lists_ours(kept.connection))
        apr_table_setn(r->headers_in, "Connection", connection_without_ours(r->pool, kept.connection));
    return kept;
}

void oas_scrub_headers(request_rec *r)
{
    (void)scrub(r);
}

/* Our cookies are for us: applications see the others, byte for byte. Both kinds go, with and without TLS, and
 * those of all realms, also of other servers of this name. */
static void take_cookies(request_rec *r, oas_exchange_t *exchange, const char *cookies)
{
    static const char *const ours[] = {"__Host-oauth_session",  "__Host-oauth_browser", "oauth_session",
                                       "__Secure-oauth_target", "oauth_browser",        "oauth_target",
                                       "__Host-oauth_guest",    "oauth_guest",          "__Host-oauth_user",
                                       "oauth_user",            "__Secure-oauth_form",  "oauth_form",
                                       "__Host-oauth_session-", "oauth_session-",       "__Host-oauth_guest-",
                                       "oauth_guest-",          "__Host-oauth_user-",   "oauth_user-",
                                       NULL};
    const char *rest;

    exchange->cookies = cookies;
    rest = oas_cookie_without(r->pool, cookies, ours);
    if (rest == cookies)
        return;
    exchange->brought_ours = true;
    if (rest == NULL)
        apr_table_unset(r->headers_in, "Cookie");
    else
        apr_table_setn(r->headers_in, "Cookie", rest);
}

int oas_scrub_request(request_rec *r)
{
    const kept_headers_t kept = scrub(r);

    if (r->prev == NULL)
        take_cookies(r, oas_exchange(r), kept.cookie);
    else /* they were taken before httpd was sent on to this page, which is told by its own place alone */
        r->subprocess_env = oas_environment_without_user(r);
    return DECLINED;
}
