/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/other_claims.h"

#include "oidc/claim_sources.h"

/* Each provider with an issuer signs with what is configured for it, or accepted by default: its metadata is not asked for. */
static oas_signer_t *signers_of(const oas_site_t *site, apr_pool_t *pool)
{
    oas_signer_t *signers = apr_palloc(pool, site->provider_count * sizeof(*signers));

    for (size_t i = 0; i < site->provider_count; i++) {
        const oas_registration_t *registration = site->providers[i].registration;

        signers[i] = (oas_signer_t){.registration = registration,
                                    .cache = site->providers[i].cache,
                                    .client = oas_site_client(site, &site->providers[i]),
                                    .algorithms = registration->signing_algorithms != NULL ? registration->signing_algorithms
                                                                                           : oas_algorithms_default};
    }
    return signers;
}

void oas_other_claims_add(const oas_json_t **userinfo, const oas_json_t *id_token, const oas_site_t *site,
                          const oas_registration_t *chosen, oas_work_t *work)
{
    oas_claim_sources_t sources = {
        .issuer_count = site->provider_count, .endpoints = chosen->claims_endpoints, .client = site->client};

    if (oas_json_member(*userinfo, "_claim_sources") == NULL)
        return;
    sources.issuers = signers_of(site, work->pool);
    oas_claim_sources_settle(userinfo, *userinfo, id_token, &sources, work);
}
