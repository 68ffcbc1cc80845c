/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/realm.h"

#include <apr_strings.h>

#include "http/percent.h"

bool oas_realm_is_name(const char *name)
{
    size_t length = strlen(name);

    for (const char *c = name; *c != '\0'; c++)
        if (!oas_is_alphanumeric(*c) && *c != '-' && *c != '_')
            return false;
    return length > 0 && length <= OAS_REALM_NAME_LONGEST;
}

static oas_cookie_names_t cookies_of(const char *name, bool secure, apr_pool_t *pool)
{
    oas_cookie_names_t names = *oas_cookie_names(secure);

    names.session = apr_pstrcat(pool, names.session, "-", name, NULL);
    names.guest = apr_pstrcat(pool, names.guest, "-", name, NULL);
    names.user = apr_pstrcat(pool, names.user, "-", name, NULL);
    return names;
}

/* What a host's own sessions are of has no slash in it, and its guests are of a word behind a blank. */
static const char *inside(const char *host, const char *name, apr_pool_t *pool)
{
    return apr_pstrcat(pool, host, "/", name, NULL);
}

void oas_realm_add(oas_site_t *host, const char *name, apr_pool_t *pool)
{
    oas_site_t *realm = apr_pmemdup(pool, host, sizeof(*host));
    oas_cookie_names_t *cookies = apr_pcalloc(pool, 2 * sizeof(*cookies));
    oas_site_t **end = &host->next;

    cookies[false] = cookies_of(name, false, pool);
    cookies[true] = cookies_of(name, true, pool);
    realm->realm = name;
    realm->cookies = cookies;
    realm->sessions.realm = inside(host->sessions.realm, name, pool);
    realm->guests.realm = inside(host->guests.realm, name, pool);
    realm->next = NULL;
    while (*end != NULL)
        end = &(*end)->next;
    *end = realm;
}

const oas_site_t *oas_realm_named(const oas_site_t *host, oas_bytes_t name)
{
    const oas_site_t *realm = host->next;

    while (realm != NULL && !oas_bytes_equal(oas_bytes_of(realm->realm), name))
        realm = realm->next;
    return realm;
}

const oas_site_t *oas_realm_of_sessions(const oas_site_t *host, const char *sessions_realm)
{
    const oas_site_t *realm = host;

    while (realm != NULL && strcmp(realm->sessions.realm, sessions_realm) != 0)
        realm = realm->next;
    return realm;
}

oas_status_t oas_realms_end_of(unsigned *ended, const oas_site_t *host, const oas_whose_t *whose, oas_work_t *work)
{
    unsigned ended_here;
    oas_status_t status = OAS_OK;

    *ended = 0;
    for (const oas_site_t *realm = host; realm != NULL && status == OAS_OK; realm = realm->next) {
        status = oas_session_end_of(&ended_here, &realm->sessions, whose, work);
        *ended += ended_here;
    }
    return status;
}
