/* SPDX-License-Identifier: Apache-2.0 */
/* The public part of a key as JSON, and its name: RFC 7638, RFC 8037 §2. */
#ifndef OAS_JOSE_THUMBPRINT_H
#define OAS_JOSE_THUMBPRINT_H

#include "jose/jwk.h"

/* The public key with the members it must have and no other, in the order of RFC 7638 §3.2: for the "jwk" of a DPoP
 * proof. *json lives in work->pool; NULL unless OAS_OK. OAS_REFUSED (jwk_symmetric): nothing of an oct key
 * is public. */
OAS_MUST_CHECK oas_status_t oas_jwk_public(const char **json, const oas_jwk_t *jwk, oas_work_t *work);

/* The same for a key set that we publish, with the key's kid, alg and use as far as it has them. */
OAS_MUST_CHECK oas_status_t oas_jwk_published(const char **json, const oas_jwk_t *jwk, oas_work_t *work);

/* base64url of the SHA-256 of oas_jwk_public. *thumbprint lives in work->pool; NULL unless OAS_OK. */
OAS_MUST_CHECK oas_status_t oas_jwk_thumbprint(const char **thumbprint, const oas_jwk_t *jwk, oas_work_t *work);

#endif
