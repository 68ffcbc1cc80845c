/* SPDX-License-Identifier: Apache-2.0 */
/* As whom a provider knows the holder of a session's tokens. */
#ifndef OAS_FLOW_BOUND_REGISTRATION_H
#define OAS_FLOW_BOUND_REGISTRATION_H

#include "flow/site.h"

/* Tokens that were bound to a key (RFC 9449) at a login work with that key alone, and ours is derived from the server's,
 * which may have got another one since: then *chosen becomes a copy in work->pool that proves with the key of the session's
 * own time. OAS_NOT_FOUND: the server has that key no more. OAS_BROKEN: OpenSSL failed. */
OAS_MUST_CHECK oas_status_t oas_bound_registration(const oas_site_provider_t **chosen, const oas_sessions_t *sessions,
                                                   const oas_record_head_t *head, oas_work_t *work);

#endif
