/* SPDX-License-Identifier: Apache-2.0 */
/* The claims parameter of an authorization request, OpenID Connect Core 1.0 §5.5: a JSON object that asks for single
 * claims. What it asks of acr as essential has to be in the answer. */
#ifndef OAS_OIDC_REQUESTED_CLAIMS_H
#define OAS_OIDC_REQUESTED_CLAIMS_H

#include "base/json.h"

enum { OAS_REQUESTED_CLAIMS_LARGEST = 4 * 1024 }; /* bytes */

/* *claims lives in work->pool; NULL unless OAS_OK. OAS_REFUSED: not a JSON object of the form of §5.5. */
OAS_MUST_CHECK oas_status_t oas_requested_claims_parse(const oas_json_t **claims, const char *text, oas_work_t *work);

/* acr of the ID token is asked for as essential. */
bool oas_requested_claims_need_acr(const oas_json_t *claims);

/* Compare an ID token's claims with what text, a claims parameter or NULL, asks. OAS_REFUSED: acr is essential and
 * missing, or none of the values that were asked for. */
OAS_MUST_CHECK oas_status_t oas_requested_claims_judge(const char *text, const oas_json_t *id_token, oas_work_t *work);

#endif
