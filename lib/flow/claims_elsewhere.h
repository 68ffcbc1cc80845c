/* SPDX-License-Identifier: Apache-2.0 */
/* A provider that has too much to say of a person says where it can be asked for instead: _claim_names of OpenID Connect Core 1.0
 * §5.6.2, or hasgroups, as Microsoft does for who is in more than some 200 groups. Without a word, that would look as if he were in
 * none. */
#ifndef OAS_FLOW_CLAIMS_ELSEWHERE_H
#define OAS_FLOW_CLAIMS_ELSEWHERE_H

#include "base/json.h"
#include "session/content.h"

/* Keep in the face what the provider has elsewhere, and tell it as news of work, if there are no others, where nobody fetched it. Either source may be NULL. */
void oas_claims_elsewhere_keep(oas_face_t *face, const oas_json_t *id_token, const oas_json_t *userinfo, oas_work_t *work);

/* The claim at this path is missing here, and the provider has it elsewhere. pool is for the time of the call. */
bool oas_claim_is_elsewhere(const oas_face_t *face, const char *path, apr_pool_t *pool);

#endif
