/* SPDX-License-Identifier: Apache-2.0 */
/* One signature, RFC 7515 and RFC 7518 §3. */
#ifndef OAS_JOSE_JWS_H
#define OAS_JOSE_JWS_H

#include "jose/jwk.h"

/* OAS_OK: the signature of signed_bytes was made with this key. OAS_REFUSED: it was not, or its form is not the one of
 * the algorithm (RFC 7518 §3.4: r and s, not DER). The key must fit (oas_jwk_fits), else OAS_REFUSED. */
OAS_MUST_CHECK oas_status_t oas_jws_verify(const oas_algorithm_t *algorithm, const oas_jwk_t *jwk,
                                           oas_bytes_t signed_bytes, oas_bytes_t signature, oas_work_t *work);

#endif
