/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of our own: we sign with them, providers verify with their public parts and encrypt to them. A set of private keys
 * (jose/private_key.h) in the order in which they are preferred; none of it changes after start. */
#ifndef OAS_OIDC_OWN_KEYS_H
#define OAS_OIDC_OWN_KEYS_H

#include "jose/jwk.h"

enum { OAS_OWN_KEYS_MOST = 16 };

/* What to sign with: the first key that is not kept for decrypting and fits one of the offered algorithms
 * (NULL-terminated; NULL: nobody said which), and that algorithm. Both are borrowed. keys may be NULL: there are none.
 * OAS_MISCONFIGURED (own_key): no key fits. purpose names what is to be signed: "client assertion". */
OAS_MUST_CHECK oas_status_t oas_own_keys_choose(const oas_jwk_t **key, const oas_algorithm_t **algorithm,
                                                const oas_jwk_set_t *keys, const char *const *offered,
                                                const char *purpose, oas_work_t *work);

/* The key set for providers, JSON with the public parts alone. *json lives in work->pool; NULL unless OAS_OK. */
OAS_MUST_CHECK oas_status_t oas_own_keys_publish(const char **json, const oas_jwk_set_t *keys, oas_work_t *work);

#endif
