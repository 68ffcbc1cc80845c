/* SPDX-License-Identifier: Apache-2.0 */
/* A private key that is always the same for the same seed, so that it need not be kept. */
#ifndef OAS_JOSE_DERIVED_KEY_H
#define OAS_JOSE_DERIVED_KEY_H

#include "jose/jwk.h"

enum { OAS_SEED_LENGTH = 64 }; /* bytes that nobody can guess */

/* A key on P-256, with its thumbprint as kid. *jwk lives in work->pool; NULL unless OAS_OK. OAS_BROKEN: OpenSSL failed. */
OAS_MUST_CHECK oas_status_t oas_derived_key(const oas_jwk_t **jwk, const unsigned char seed[OAS_SEED_LENGTH],
                                            oas_work_t *work);

#endif
