/* SPDX-License-Identifier: Apache-2.0 */
/* What the provider tells of a user for an access token: OpenID Connect Core 1.0 §5.3, or the profile URL of a plain
 * OAuth 2.0 provider. */
#ifndef OAS_OIDC_USERINFO_H
#define OAS_OIDC_USERINFO_H

#include "oidc/provider.h"
#include "http/client.h"

enum { OAS_USERINFO_LARGEST = 64 * 1024 }; /* bytes */

/* Ask for the user's claims. *claims is a JSON object in work->pool; NULL unless OAS_OK. subject: "sub" must be there
 * and equal to it byte for byte (§5.3.2); NULL: a plain profile, which need not have one. OAS_REFUSED: another subject,
 * no JSON object, a refusal. OAS_UNAVAILABLE: it could not be asked, or answered 5xx or 429. */
OAS_MUST_CHECK oas_status_t oas_userinfo_fetch(const oas_json_t **claims, const char *url, const char *access_token,
                                               const char *subject, oas_http_client_t *client, oas_work_t *work);

#endif
