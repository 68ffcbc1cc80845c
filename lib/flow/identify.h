/* SPDX-License-Identifier: Apache-2.0 */
/* Who came back: an authorization code becomes tokens, a verified ID token, user info and the claims of a person
 * (OpenID Connect Core 1.0 §3.1.3, §5.3), or the profile of a plain OAuth 2.0 provider; tokens that came through the
 * browser (§3.2, §3.3) are judged first. */
#ifndef OAS_FLOW_IDENTIFY_H
#define OAS_FLOW_IDENTIFY_H

#include "flow/site.h"
#include "oidc/login_attempt.h"
#include "oidc/oauth1.h"

typedef struct {
    oas_face_t face;
    oas_vault_t vault;
} oas_identity_t;

typedef struct {
    const oas_site_provider_t *chosen;
    const oas_provider_t *provider;
    const oas_login_attempt_t *attempt;
    const char *code;   /* NULL: the response type has none */
    oas_pairs_t answer; /* all of it, for the tokens that came beside the code; judged by oas_authorization_judge() */
    oas_oauth1_token_t temporary; /* OAuth 1.0a: what code, its verifier, belongs to */
    const char *redirect_uri; /* the one of the authorization request */
    const char *origin;       /* of the site */
} oas_identify_input_t;

/* Ask the provider, once, and judge all it says. *identity lives in work->pool. OAS_REFUSED, OAS_EXPIRED: something in it
 * is wrong. OAS_UNAVAILABLE: it could not be asked. OAS_MISCONFIGURED: it has an endpoint too few. */
OAS_MUST_CHECK oas_status_t oas_identify(oas_identity_t *identity, const oas_site_t *site,
                                         const oas_identify_input_t *input, oas_work_t *work);

#endif
