/* SPDX-License-Identifier: Apache-2.0 */
/* Token introspection, RFC 7662: the provider is asked whether a token of ours still counts. */
#ifndef OAS_OIDC_INTROSPECTION_H
#define OAS_OIDC_INTROSPECTION_H

#include "oidc/authorization_server.h"

/* Ask for an access token. OAS_OK: it counts. OAS_EXPIRED: the provider says that it does not, for whatever reason. Any other
 * answer says nothing of the token: OAS_REFUSED when we are refused, or it is no answer to this; OAS_UNAVAILABLE when it could
 * not be asked, or answered 5xx or 429; OAS_MISCONFIGURED when it has no such endpoint, or we can not prove who we are. */
OAS_MUST_CHECK oas_status_t oas_token_introspect(const char *token, const oas_authorization_server_t *server,
                                                 oas_work_t *work);

#endif
