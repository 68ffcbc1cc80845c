/* SPDX-License-Identifier: Apache-2.0 */
/* Claims about a user that an issuer has signed, and that are no ID token: signed user info, and claims of others that came
 * with it (OpenID Connect Core 1.0 §5.3.2, §5.6.2). */
#ifndef OAS_OIDC_SIGNED_CLAIMS_H
#define OAS_OIDC_SIGNED_CLAIMS_H

#include "oidc/signer.h"

/* The claims of a token whose signature was checked are of the registration's issuer, for its client, and of this time.
 * OAS_REFUSED: one of these is not so. */
OAS_MUST_CHECK oas_status_t oas_signed_claims_check(const oas_json_t *claims, const oas_registration_t *registration,
                                                    oas_work_t *work);
typedef enum {
    OAS_AUDIENCE_REQUIRED, /* aud has to be there */
    OAS_AUDIENCE_IF_SAID   /* it may be missing */
} oas_audience_rule_t;

/* The claims of text: signed by the signer's issuer, which iss names, meant for its client (aud has it), and of this time
 * where they say one. *claims lives in work->pool; NULL unless OAS_OK. OAS_REFUSED: one of these is not so.
 * OAS_UNAVAILABLE: the keys can not be had. */
OAS_MUST_CHECK oas_status_t oas_signed_claims_read(const oas_json_t **claims, const char *text, const oas_signer_t *signer,
                                                   oas_audience_rule_t rule, oas_work_t *work);

#endif
