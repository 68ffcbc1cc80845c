/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a site believes besides the provider that signs somebody in: the other providers it is configured with. */
#ifndef OAS_FLOW_OTHER_CLAIMS_H
#define OAS_FLOW_OTHER_CLAIMS_H

#include "flow/person.h"

/* User info with what the site's providers vouch for in it (oidc/claim_sources.h), fetched from where the chosen provider's
 * configuration allows it. */
void oas_other_claims_add(const oas_json_t **userinfo, const oas_site_t *site, const oas_evidence_t *evidence,
                          oas_work_t *work);

#endif
