/* SPDX-License-Identifier: Apache-2.0 */
/* Who may sign in at all: a tenant's people, a domain's, a group's. */
#ifndef OAS_OIDC_ADMISSION_H
#define OAS_OIDC_ADMISSION_H

#include "oidc/claims.h"

/* admitted is a list of claims and values: of each claim that is named, the user has to have one of the values, as
 * text or in an array of texts. "*" is any value but an empty one. OAS_REFUSED: he has none; the failure names the
 * claim. */
OAS_MUST_CHECK oas_status_t oas_admission_check(oas_pairs_t admitted, const oas_json_t *id_token,
                                                const oas_json_t *userinfo, oas_claim_map_t map, oas_work_t *work);

#endif
