/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/realm.h"

#include <apr_strings.h>

#include "flow/realm.h"

static const char own_realm[] = "default"; /* the host's */

/* --- setting --- */

static bool has(const apr_array_header_t *realms, const char *name)
{
    for (int i = 0; i < realms->nelts; i++)
        if (strcmp(APR_ARRAY_IDX(realms, i, const char *), name) == 0)
            return true;
    return false;
}

static void note(apr_array_header_t *realms, const char *name)
{
    if (!has(realms, name))
        APR_ARRAY_PUSH(realms, const char *) = name;
}

const char *oas_realm_set(cmd_parms *cmd, void *directory, const char *name)
{
    oas_directory_config_t *config = directory;

    if (oas_server_config(cmd->server)->open_provider != NULL)
        return "OAuthRealm does not belong into <OAuthProvider>";
    if (!oas_realm_is_name(name))
        return apr_psprintf(cmd->pool, "OAuthRealm: \"%s\" is not a name of up to %d letters, digits, - and _", name,
                            OAS_REALM_NAME_LONGEST);
    config->realm = name;
    if (strcmp(name, own_realm) != 0)
        note(oas_server_config(cmd->server)->realms, name);
    return NULL;
}

/* --- wiring --- */

void oas_realms_inherit(oas_server_config_t *config, const oas_server_config_t *base, apr_pool_t *pool)
{
    config->realms = apr_array_copy(pool, config->realms);
    for (int i = 0; i < base->realms->nelts; i++)
        note(config->realms, APR_ARRAY_IDX(base->realms, i, const char *));
}

void oas_realms_wire(const oas_server_config_t *config, apr_pool_t *pool)
{
    for (int i = 0; i < config->realms->nelts; i++)
        oas_realm_add(config->site, APR_ARRAY_IDX(config->realms, i, const char *), pool);
}

void oas_realms_wire_child(oas_site_t *host)
{
    for (oas_site_t *realm = host->next; realm != NULL; realm = realm->next)
        realm->client = host->client;
}

/* --- asking --- */

/* All names but the host's own were noted when they were read. */
const oas_site_t *oas_realm_of_place(const oas_site_t *host, const char *name)
{
    const oas_site_t *realm = oas_realm_named(host, oas_bytes_of(name));

    return realm != NULL ? realm : host;
}

oas_exchange_t *oas_exchange_in_realm(request_rec *r)
{
    const oas_site_t *site = oas_site_of(r);
    oas_exchange_t *exchange = oas_exchange(r);

    if (exchange->site == site)
        return exchange;
    if (exchange->site != NULL) {
        exchange = oas_exchange_apart(r);
        exchange->guest = NULL;
    }
    exchange->site = site;
    return exchange;
}
