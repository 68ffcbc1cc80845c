/* SPDX-License-Identifier: Apache-2.0 */
/* Public keys that an administrator was given and wrote down, in whichever form he got them. */
#ifndef OAS_JOSE_TRUSTED_KEYS_H
#define OAS_JOSE_TRUSTED_KEYS_H

#include "jose/jwk.h"

/* Read keys for verifying: a JWK set, one JWK, or PEM with public keys and certificates (whose dates are not looked at: the
 * key was chosen by hand). A key of PEM has no kid and is tried for tokens of any. Unlike a set that is fetched, it is read
 * wholly or not at all. *set lives in work->pool; NULL unless OAS_OK. OAS_MISCONFIGURED says what is wrong, or that there
 * is no key. OpenSSL's error queue is as empty after the call as before it. */
OAS_MUST_CHECK oas_status_t oas_trusted_keys_parse(const oas_jwk_set_t **set, oas_bytes_t text, oas_work_t *work);

#endif
