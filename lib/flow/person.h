/* SPDX-License-Identifier: Apache-2.0 */
/* A person as the provider describes him, once his tokens were judged: user info, what else was to be asked, and what
 * applications will see of it. */
#ifndef OAS_FLOW_PERSON_H
#define OAS_FLOW_PERSON_H

#include "flow/site.h"
#include "oidc/tokens.h"

/* What is known of him by his tokens; borrowed. */
typedef struct {
    const oas_site_provider_t *chosen;
    const oas_provider_t *provider;
    const char *origin; /* of the site */
    const oas_tokens_t *tokens;
    const oas_json_t *id_token; /* claims of the ID token; NULL: plain OAuth 2.0 */
    bool *is_refused; /* set when the answer says neither who he is nor that there is trouble; NULL: not wanted */
    bool *is_final; /* set when the answer refuses the token, or is of somebody else; NULL: not wanted */
} oas_evidence_t;

/* Where his claims are: the profile of plain OAuth 2.0, else the user info endpoint. NULL: nowhere. Chosen and provider are
 * evidence enough. */
const char *oas_person_url(const oas_evidence_t *evidence);

/* Ask the provider for the user's claims, with his access token. *userinfo lives in work->pool; NULL where there is nobody to
 * ask, and unless OAS_OK. OAS_REFUSED: it is somebody else's, or none. OAS_UNAVAILABLE: it could not be had.
 * OAS_MISCONFIGURED: plain OAuth 2.0 without a profile URL. */
OAS_MUST_CHECK oas_status_t oas_person_ask(const oas_json_t **userinfo, const oas_site_t *site,
                                           const oas_evidence_t *evidence, oas_work_t *work);

/* Claims that the provider said, as a session keeps them to describe the person anew: all, or what OAuthKeepClaims leaves and what it
 * takes to know who he is. JSON, in pool. */
const char *oas_person_kept(const oas_json_t *claims, const oas_site_provider_t *chosen, apr_pool_t *pool);

/* Whether he may come in at all, and the face of his session, in work->pool. userinfo may be NULL. OAS_REFUSED: he may not;
 * his claims can not be told to applications; he has no such name as is wanted. */
OAS_MUST_CHECK oas_status_t oas_person_describe(oas_face_t *face, const oas_evidence_t *evidence,
                                                const oas_json_t *userinfo, oas_work_t *work);

#endif
