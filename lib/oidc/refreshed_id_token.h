/* SPDX-License-Identifier: Apache-2.0 */
/* An ID token that came with a refresh, OpenID Connect Core 1.0 §12.2. */
#ifndef OAS_OIDC_REFRESHED_ID_TOKEN_H
#define OAS_OIDC_REFRESHED_ID_TOKEN_H

#include "base/json.h"

/* Compare its claims, which were verified like those of any ID token, with the claims of the login's. OAS_REFUSED: it is of
 * another issuer or subject, was issued to another party, tells of another authentication, or has another nonce. */
OAS_MUST_CHECK oas_status_t oas_refreshed_id_token_check(const oas_json_t *refreshed, const oas_json_t *original,
                                                         oas_work_t *work);

#endif
