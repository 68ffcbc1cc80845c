/* SPDX-License-Identifier: Apache-2.0 */
/* A provider that we register with by ourselves (RFC 7591) becomes one like all others: with a client id. */
#ifndef OAS_FLOW_REGISTERED_H
#define OAS_FLOW_REGISTERED_H

#include "flow/site.h"

/* *chosen becomes a copy in work->pool that has what the provider gave us; one whose client id is configured stays as it is.
 * Who is not registered yet, or no longer, is registered now where may_register says so: once for the whole server; as
 * many others wait for it as there is room for, and a failure is theirs, too. origin is that of the site. OAS_NOT_FOUND: not registered, and it may not be.
 * OAS_UNAVAILABLE, OAS_REFUSED, OAS_MISCONFIGURED: it could not be done. */
OAS_MUST_CHECK oas_status_t oas_registered(const oas_site_provider_t **chosen, const oas_site_t *site,
                                           const oas_provider_t *provider, const char *origin, bool may_register,
                                           oas_work_t *work);

/* The same where nobody may be registered and the provider's metadata is not at hand: it is asked for where *chosen has no
 * client id of its own, and only there. Status as above, or why there is no metadata. */
OAS_MUST_CHECK oas_status_t oas_registered_before(const oas_site_provider_t **chosen, const oas_site_t *site,
                                                  const char *origin, oas_work_t *work);

#endif
