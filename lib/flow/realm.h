/* SPDX-License-Identifier: Apache-2.0 */
/* Realms: sessions side by side in one browser. Each has a name, cookies and endpoints of its own, and no cookie of one opens
 * a session of another; providers, keys and the table of sessions are the host's. */
#ifndef OAS_FLOW_REALM_H
#define OAS_FLOW_REALM_H

#include "flow/site.h"
#include "session/end_of.h"

enum { OAS_REALM_NAME_LONGEST = 32 };

/* Up to 32 letters, digits, "-" and "_": it stands in cookies' names and in paths. */
bool oas_realm_is_name(const char *name);

/* A realm of this name (which lives on) beside the host's own, behind all that are there. Its memory is pool's. */
void oas_realm_add(oas_site_t *host, const char *name, apr_pool_t *pool);

/* The host's realm of this name. NULL: there is none. */
const oas_site_t *oas_realm_named(const oas_site_t *host, oas_bytes_t name);

/* The host's realm whose sessions are of this one. NULL: it is none of this host. */
const oas_site_t *oas_realm_of_sessions(const oas_site_t *host, const char *sessions_realm);

/* As oas_session_end_of, in all realms of the host: a provider that says so knows nothing of realms. */
OAS_MUST_CHECK oas_status_t oas_realms_end_of(unsigned *ended, const oas_site_t *host, const oas_whose_t *whose,
                                              oas_work_t *work);

#endif
