/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthRealm: which of the sessions that stand side by side in one browser a place goes by. */
#ifndef OAS_HTTPD_REALM_H
#define OAS_HTTPD_REALM_H

#include "httpd/bridge.h"
#include "httpd/config.h"

const char *oas_realm_set(cmd_parms *cmd, void *directory, const char *name);

/* The main server's places are its virtual hosts', too, and so are their realms. */
void oas_realms_inherit(oas_server_config_t *config, const oas_server_config_t *base, apr_pool_t *pool);

/* Give the server's site, which is wired, its other realms. */
void oas_realms_wire(const oas_server_config_t *config, apr_pool_t *pool);

/* What each child made for the host's own realm is for all of them. */
void oas_realms_wire_child(oas_site_t *host);

/* The host's realm of this name, as OAuthRealm has it. */
const oas_site_t *oas_realm_of_place(const oas_site_t *host, const char *name);

/* The realm that the place of r is in; NULL: no provider here. */
static inline const oas_site_t *oas_site_of(const request_rec *r)
{
    const oas_site_t *host = oas_server_config(r->server)->site;
    const char *name = oas_directory_config(r)->realm;

    return name == NULL || host == NULL ? host : oas_realm_of_place(host, name);
}

/* As oas_exchange, where it is of the realm of r's place. A part of a request that is in another one has one apart, in which
 * nobody is known yet. */
oas_exchange_t *oas_exchange_in_realm(request_rec *r);

#endif
