/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/memberships.h"

#include <stdlib.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "http/url.h"
#include "oidc/claims.h"

enum { NAMES_LARGEST = 64 * 1024 }; /* bytes of all of them */

static const char purpose[] = "list of memberships";
static const char page_place[] = "{page}";
static const char email_place[] = "{email}";

/* One list while it is read. */
typedef struct {
    const char *url; /* as configured, for this user */
    const char *name_path;
    const char *const *only;
    oas_buffer_t *names; /* of a JSON array, without its brackets */
    int page;            /* from 1 */
    int count;           /* items of this page */
} list_t;

/* --- names --- */

static oas_status_t add_part(oas_buffer_t *name, const oas_json_t *item, const char *path, oas_work_t *work)
{
    const oas_json_t *part = oas_claims_member(item, path);
    const char *text = "";

    if (part != NULL && !oas_json_is_object(part) && !oas_json_is_array(part) && !oas_json_is_null(part))
        text = oas_json_text(part, work->pool);
    if (*text == '\0')
        return oas_fail(work, OAS_REFUSED, "membership_name", "%s: an item has no %.64s", purpose, path);
    oas_buffer_add_text(name, name->length != 0 ? "/" : "");
    oas_buffer_add_text(name, text);
    return OAS_OK;
}

/* "organization.login/slug" is read part by part, each from the item. */
static oas_status_t name_of(const char **name, const oas_json_t *item, const char *path, oas_work_t *work)
{
    oas_buffer_t whole = oas_buffer(work->pool, NAMES_LARGEST);
    oas_status_t status;

    for (const char *slash; (slash = strchr(path, '/')) != NULL; path = slash + 1) {
        const char *part = apr_pstrmemdup(work->pool, path, (size_t)(slash - path));

        if ((status = add_part(&whole, item, part, work)) != OAS_OK)
            return status;
    }
    if ((status = add_part(&whole, item, path, work)) != OAS_OK)
        return status;
    *name = oas_buffer_text(&whole);
    return OAS_OK;
}

static bool counts(const char *name, const char *const *only)
{
    if (only == NULL)
        return true;
    for (; *only != NULL; only++)
        if (strcmp(*only, name) == 0)
            return true;
    return false;
}

static oas_status_t add_names(list_t *list, const oas_json_t *item, oas_work_t *work)
{
    const char *name;
    oas_status_t status;

    for (list->count = 0; item != NULL; item = oas_json_next(item), list->count++) {
        if ((status = name_of(&name, item, list->name_path, work)) != OAS_OK)
            return status;
        if (!counts(name, list->only))
            continue;
        oas_buffer_add_text(list->names, list->names->length != 0 ? "," : "");
        oas_buffer_add_text(list->names, oas_json_quote(work->pool, name));
    }
    return OAS_OK;
}

/* --- pages --- */

static const char *numbered(const list_t *list, apr_pool_t *pool)
{
    const char *place = strstr(list->url, page_place);

    if (place == NULL)
        return list->url;
    return apr_psprintf(pool, "%.*s%d%s", (int)(place - list->url), list->url, list->page,
                        place + sizeof(page_place) - 1);
}

/* What RFC 5322 §3.2.3 has in an address that needs no quotes, but the apostrophe: APIs take it for the end of a text. */
static bool is_plain_address(const char *email)
{
    static const char marks[] = "!#$%&*+-/=?^_`{|}~.@";

    for (const char *c = email; *c != '\0'; c++)
        if (!apr_isalnum(*c) && strchr(marks, *c) == NULL)
            return false;
    return *email != '\0';
}

/* url with email in its place; NULL: there is none that could be. */
static const char *addressed(const char *url, const char *email, apr_pool_t *pool)
{
    const char *place = strstr(url, email_place);

    if (place == NULL)
        return url;
    if (email == NULL || !is_plain_address(email))
        return NULL;
    return apr_pstrcat(pool, apr_pstrmemdup(pool, url, (size_t)(place - url)), oas_url_escape(pool, email),
                       place + sizeof(email_place) - 1, NULL);
}

const char *oas_memberships_url(const char *url, const char *email, apr_pool_t *pool)
{
    const list_t list = {.url = addressed(url, email, pool), .page = 1};

    return list.url != NULL ? numbered(&list, pool) : NULL;
}

/* per_page=30 in the URL; 0: it does not say. */
static int items_of_a_page(const char *url)
{
    const char *size = strstr(url, "per_page=");

    return size != NULL ? (int)strtol(size + strlen("per_page="), NULL, 10) : 0;
}

/* The token may go to the site that is configured and to no other, whatever an answer says. */
static oas_status_t check_site(const char *next, const char *configured, oas_work_t *work)
{
    oas_url_t *there, *here;
    oas_status_t status;

    if ((status = oas_url_parse_secure(&there, next, "the next page", work)) != OAS_OK
        || (status = oas_url_parse_secure(&here, configured, "the list", work)) != OAS_OK)
        return status;
    if (strcmp(there->origin, here->origin) != 0)
        return oas_fail(work, OAS_REFUSED, "membership_page", "%s: its next page is at %.128s, another site", purpose,
                        there->origin);
    return OAS_OK;
}

/* Where the list goes on; NULL: nowhere. */
static oas_status_t find_next(const char **next, list_t *list, const oas_json_t *answer, oas_work_t *work)
{
    const char *token = oas_json_string(answer, "nextPageToken");
    int full = items_of_a_page(list->url);

    *next = NULL;
    if (strstr(list->url, page_place) != NULL) {
        list->page++;
        *next = list->count > 0 && list->count >= full ? numbered(list, work->pool) : NULL;
        return OAS_OK;
    }
    if (token != NULL && *token != '\0') {
        *next = oas_url_with_parameters(work->pool, list->url,
                                        apr_pstrcat(work->pool, "pageToken=", oas_url_escape(work->pool, token), NULL));
        return OAS_OK;
    }
    *next = oas_json_string(answer, oas_json_member(answer, "@odata.nextLink") != NULL ? "@odata.nextLink" : "next");
    return *next != NULL ? check_site(*next, list->url, work) : OAS_OK;
}

static oas_status_t read_list(list_t *list, oas_vendor_t *vendor, oas_work_t *work)
{
    const oas_json_t *answer, *first;
    const char *url = numbered(list, work->pool);
    oas_status_t status;

    while (url != NULL)
        if ((status = oas_vendor_get(&answer, vendor, url, purpose, work)) != OAS_OK
            || (status = oas_vendor_list(&first, answer, purpose, work)) != OAS_OK
            || (status = add_names(list, first, work)) != OAS_OK
            || (status = find_next(&url, list, answer, work)) != OAS_OK)
            return status;
    return OAS_OK;
}

oas_status_t oas_memberships_fetch(const char **groups, const oas_memberships_t *memberships, oas_vendor_t *vendor,
                                   oas_work_t *work)
{
    oas_buffer_t names = oas_buffer(work->pool, NAMES_LARGEST);
    oas_status_t status;

    *groups = NULL;
    for (size_t i = 0; i < memberships->lists.count; i++) {
        const oas_pair_t *pair = &memberships->lists.items[i];
        list_t list = {
            .url = addressed(pair->name, memberships->email, work->pool), .name_path = pair->value,
            .only = memberships->only, .names = &names, .page = 1};

        if (list.url == NULL)
            return oas_fail(work, OAS_REFUSED, "membership_email", "%s: the user has no verified e-mail address, or none of "
                            "plain characters, to ask for it with", purpose);
        if ((status = read_list(&list, vendor, work)) != OAS_OK)
            return status;
    }
    if (names.overflowed)
        return oas_fail(work, OAS_REFUSED, "memberships_length",
                        "the names of memberships are longer than %d bytes in all", NAMES_LARGEST);
    *groups = apr_pstrcat(work->pool, "[", oas_buffer_text(&names), "]", NULL);
    return OAS_OK;
}
