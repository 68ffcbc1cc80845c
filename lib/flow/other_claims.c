/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/other_claims.h"

#include "flow/registered.h"
#include "oidc/claim_sources.h"

/* As whom a provider knows us. Where we are not registered nothing can be meant for us, and the rest is heard all the same. */
static const oas_registration_t *registration_with(const oas_site_provider_t *provider, const oas_site_t *site,
                                                   const char *origin, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    const oas_site_provider_t *complete = provider;

    return oas_registered_before(&complete, site, origin, &look) == OAS_OK ? complete->registration
                                                                           : provider->registration;
}

/* Each provider with an issuer signs with what is configured for it, or accepted by default: its metadata is not asked for,
 * unless we registered with it. */
static oas_signer_t *signers_of(const oas_site_t *site, const char *origin, oas_work_t *work)
{
    oas_signer_t *signers = apr_palloc(work->pool, site->provider_count * sizeof(*signers));

    for (size_t i = 0; i < site->provider_count; i++) {
        const oas_registration_t *registration = registration_with(&site->providers[i], site, origin, work);

        signers[i] = (oas_signer_t){.registration = registration,
                                    .cache = site->providers[i].cache,
                                    .client = oas_site_client(site, &site->providers[i]),
                                    .algorithms = registration->signing_algorithms != NULL ? registration->signing_algorithms
                                                                                           : oas_algorithms_default};
    }
    return signers;
}

void oas_other_claims_add(const oas_json_t **userinfo, const oas_site_t *site, const oas_evidence_t *evidence,
                          oas_work_t *work)
{
    oas_claim_sources_t sources = {.issuer_count = site->provider_count,
                                   .endpoints = evidence->chosen->registration->claims_endpoints,
                                   .client = site->client};

    if (oas_json_member(*userinfo, "_claim_sources") == NULL)
        return;
    sources.issuers = signers_of(site, evidence->origin, work);
    oas_claim_sources_settle(userinfo, *userinfo, evidence->id_token, &sources, work);
}
