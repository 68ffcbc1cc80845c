/* SPDX-License-Identifier: Apache-2.0 */
/* OAuth 1.0a, for providers that have nothing newer: temporary credentials, credentials of an access, and the profile that
 * is asked for with those (RFC 5849 §2, §3). */
#ifndef OAS_OIDC_OAUTH1_H
#define OAS_OIDC_OAUTH1_H

#include "oidc/oauth1_signature.h"

/* Ask for temporary credentials for the way to the provider and back to callback (§2.1). Everything in *token lives in
 * work->pool and is wiped with it. OAS_REFUSED: the provider refused us, its answer is none, or it did not confirm the
 * callback: then it speaks OAuth 1.0, where anybody could have somebody else finish his login. OAS_UNAVAILABLE: it could not
 * be asked, or answered 5xx or 429. */
OAS_MUST_CHECK oas_status_t oas_oauth1_begin(oas_oauth1_token_t *token, const oas_registration_t *registration,
                                             const char *callback, oas_http_client_t *client, oas_work_t *work);

/* Where to send the browser, in pool (§2.2). */
const char *oas_oauth1_authorization_url(const oas_registration_t *registration, const oas_oauth1_token_t *token,
                                         apr_pool_t *pool);

/* Judge what came back (§2.2). *verifier is borrowed from answer; NULL unless OAS_OK. OAS_REFUSED: access_denied when the
 * person said no, as far as providers tell; an answer to another request; no verifier. */
OAS_MUST_CHECK oas_status_t oas_oauth1_judge(const char **verifier, oas_pairs_t answer, const oas_oauth1_token_t *asked,
                                             oas_work_t *work);

/* Exchange temporary credentials and verifier, once, for those of an access (§2.3). As oas_oauth1_begin. */
OAS_MUST_CHECK oas_status_t oas_oauth1_exchange(oas_oauth1_token_t *token, const oas_registration_t *registration,
                                                const oas_oauth1_token_t *temporary, const char *verifier,
                                                oas_http_client_t *client, oas_work_t *work);

/* Ask for the user's profile. *profile is a JSON object in work->pool; NULL unless OAS_OK. Status as oas_userinfo_fetch. */
OAS_MUST_CHECK oas_status_t oas_oauth1_profile(const oas_json_t **profile, const oas_registration_t *registration,
                                               const oas_oauth1_token_t *token, oas_http_client_t *client, oas_work_t *work);

#endif
