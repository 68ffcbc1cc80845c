/* SPDX-License-Identifier: Apache-2.0 */
/* Claims that others than the provider vouch for (OpenID Connect Core 1.0 §5.6.2): aggregated ones came along with user info
 * as tokens, distributed ones have to be fetched. */
#ifndef OAS_OIDC_CLAIM_SOURCES_H
#define OAS_OIDC_CLAIM_SOURCES_H

#include "oidc/signer.h"

typedef struct {
    const oas_signer_t *issuers; /* whose claims count */
    size_t issuer_count;
    const char *const *endpoints; /* where claims may be fetched from; NULL-terminated; NULL: nowhere */
    oas_http_client_t *client;
} oas_claim_sources_t;

/* User info with the claims of others that are proven: signed by one of the issuers, for us where they say for whom. What
 * user info or the ID token (may be NULL) says itself stays as it is, sub is nobody else's to say, and an address is as
 * verified as its own source says. Sources that are unknown, not allowed or wrong are left out without a word; one that
 * should have answered and did not is left out with news. No more than two are fetched, and none after one that could not
 * be reached. *settled lives in work->pool, or is userinfo. */
void oas_claim_sources_settle(const oas_json_t **settled, const oas_json_t *userinfo, const oas_json_t *id_token,
                              const oas_claim_sources_t *sources, oas_work_t *work);

#endif
