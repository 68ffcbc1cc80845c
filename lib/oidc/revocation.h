/* SPDX-License-Identifier: Apache-2.0 */
/* Token revocation, RFC 7009: the provider is told that a token is of no more use to us. */
#ifndef OAS_OIDC_REVOCATION_H
#define OAS_OIDC_REVOCATION_H

#include "oidc/authorization_server.h"

/* Revoke a token, proving who we are as at the token endpoint. kind: "refresh_token" or "access_token" (§2.1). It takes two
 * seconds at most: somebody waits for his sign-out. OAS_REFUSED: the provider does not do it. OAS_UNAVAILABLE: it could not
 * be asked, or answered 5xx or 429. OAS_MISCONFIGURED: it has no such endpoint, or we can not prove who we are. */
OAS_MUST_CHECK oas_status_t oas_token_revoke(const char *token, const char *kind, const oas_authorization_server_t *server,
                                             oas_work_t *work);

#endif
