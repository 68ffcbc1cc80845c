/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthKeepClaims: which claims of a person are kept at all. */
#ifndef OAS_OIDC_KEPT_CLAIMS_H
#define OAS_OIDC_KEPT_CLAIMS_H

#include "base/json.h"

/* A list of names, NULL-terminated; "!" before one says that it is not kept in any spelling, which wins. Without any plain name all others are
 * kept; with some, these and what a session itself is about: sub, auth_time, acr and amr. NULL: all are kept. */
typedef const char *const *oas_kept_claims_t;

bool oas_claim_is_kept(oas_kept_claims_t kept, const char *name);

/* What the provider said, as JSON without the members that are neither kept nor read for any claim: those whose name is the first of
 * a path of read (a NULL-terminated list, may be NULL). What says something of a token and not of a person stays. In pool. */
const char *oas_kept_members(const oas_json_t *claims, oas_kept_claims_t kept, const char *const *read, apr_pool_t *pool);

#endif
