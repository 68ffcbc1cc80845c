/* SPDX-License-Identifier: Apache-2.0 */
/* As whom a provider knows the holder of tokens: of a login's from its beginning on, and of a session's. */
#ifndef OAS_FLOW_BOUND_REGISTRATION_H
#define OAS_FLOW_BOUND_REGISTRATION_H

#include "flow/site.h"

/* Tokens that were bound to a key (RFC 9449) at a login work with that key alone, and ours is derived from the server's,
 * which may have got another one since: then *chosen becomes a copy in work->pool that proves with the key that is derived
 * from this one. The same key does it for a login from its beginning to its session's end: the session begins under it.
 * OAS_NOT_FOUND: the server has that key no more. OAS_BROKEN: OpenSSL failed. */
OAS_MUST_CHECK oas_status_t oas_bound_registration(const oas_site_provider_t **chosen, const oas_sessions_t *sessions,
                                                   uint32_t key_id, oas_work_t *work);

#endif
