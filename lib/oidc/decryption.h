/* SPDX-License-Identifier: Apache-2.0 */
/* What tokens for us may be encrypted with, and the keys that open them: OpenID Connect Core 1.0 §10.2. */
#ifndef OAS_OIDC_DECRYPTION_H
#define OAS_OIDC_DECRYPTION_H

#include "jose/jwe.h"
#include "oidc/registration.h"

typedef struct {
    const oas_jwk_set_t *keys;
    oas_jwe_allowed_t allowed;
    bool is_required;
} oas_decryption_t;

/* Of ID tokens, as agreed on with this provider: one pair of algorithms, and the client secret where the first is symmetric.
 * Where nothing was agreed on, whatever opens with a private key of ours. In work->pool. OAS_MISCONFIGURED: there is no client
 * secret. */
OAS_MUST_CHECK oas_status_t oas_decryption_of_id_tokens(oas_decryption_t *decryption, const oas_registration_t *registration,
                                                        oas_work_t *work);

/* The same of user info. Where nothing was agreed on for it alone it need not be encrypted, and what is has to be so as ID
 * tokens are. */
OAS_MUST_CHECK oas_status_t oas_decryption_of_userinfo(oas_decryption_t *decryption, const oas_registration_t *registration,
                                                       oas_work_t *work);

#endif
