/* SPDX-License-Identifier: Apache-2.0 */
/* The asking of a provider that renews a session, for who has the session's lease. */
#ifndef OAS_FLOW_RENEWAL_H
#define OAS_FLOW_RENEWAL_H

#include "flow/person.h"
#include "session/change.h"

/* What is renewed, and what comes of it. */
typedef struct {
    const oas_site_t *site;
    const char *origin;
    const oas_site_provider_t *chosen; /* complete: oas_renewal_begin() */
    const oas_provider_t *provider;
    oas_session_t *session; /* its head and face become what they are then */
    oas_vault_t *vault;     /* likewise */
    bool has_new_token;     /* an access token came that is kept */
    bool is_final;          /* the provider's answer ends the session */
    bool is_refused;        /* it answered for the user, and said neither who the user is nor that it is in trouble */
} oas_renewal_t;

/* Fill chosen and provider by the session's provider, which may take a call for its metadata. OAS_NOT_FOUND: there is no such
 * provider any more, or we are not registered with it. Others as its cache and the registration say. */
OAS_MUST_CHECK oas_status_t oas_renewal_begin(oas_renewal_t *renewal, oas_work_t *work);

/* Exchange the refresh token for newer tokens, judge what came with them, and keep it. OAS_EXPIRED: the provider takes the
 * refresh token no more, which is final; so is OAS_REFUSED for the ID token that came, and no other refusal. OAS_UNAVAILABLE:
 * it could not be asked, or its answer not be judged; then nothing is kept but a refresh token that took the place of
 * another. */
OAS_MUST_CHECK oas_status_t oas_renewal_of_tokens(oas_renewal_t *renewal, oas_work_t *work);

/* Ask for the user's claims with the access token, and keep the face that they make. Final is: the token is refused (401, or
 * invalid_token), the claims are somebody else's, he could not sign in with them. Any other failure: they can not be had now. */
OAS_MUST_CHECK oas_status_t oas_renewal_of_claims(oas_renewal_t *renewal, oas_work_t *work);

/* Ask for the user with the access token of who has no refresh token: for his claims, as above, or, where the provider has none
 * for us, whether the token counts (RFC 7662). Final is, too, that it does not. OAS_NOT_FOUND, and nothing is final: the
 * provider has neither. */
OAS_MUST_CHECK oas_status_t oas_renewal_of_confirmation(oas_renewal_t *renewal, oas_work_t *work);

/* Note that it was in vain, so that nobody tries again at once, and whether the user was refused where he was to be
 * confirmed. */
void oas_renewal_failed(oas_renewal_t *renewal, bool was_refused, apr_time_t now, oas_work_t *work);

#endif
