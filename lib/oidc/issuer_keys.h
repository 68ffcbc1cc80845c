/* SPDX-License-Identifier: Apache-2.0 */
/* Key sets that serve many issuers: Microsoft Entra says with each key whom it signs for. */
#ifndef OAS_OIDC_ISSUER_KEYS_H
#define OAS_OIDC_ISSUER_KEYS_H

#include "jose/jwt.h"

/* Of a token whose signature is right: a key of the set made it that signs for the issuer in its claims. A key that names no issuer
 * signs for all; one with a place for a tenant, for that of the token. OAS_REFUSED: it was the key of another issuer. */
OAS_MUST_CHECK oas_status_t oas_issuer_check_key(const oas_jwt_t *jwt, const oas_jwk_set_t *keys, oas_work_t *work);

#endif
