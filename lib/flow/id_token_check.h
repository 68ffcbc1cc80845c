/* SPDX-License-Identifier: Apache-2.0 */
/* An ID token, of a login under way or of a refresh: what it has to be is known from the provider, from who we are to it, and
 * from the attempt, or the token of the login. */
#ifndef OAS_FLOW_ID_TOKEN_CHECK_H
#define OAS_FLOW_ID_TOKEN_CHECK_H

#include "flow/identify.h"
#include "oidc/id_token.h"
#include "oidc/tokens.h"

/* Verify the ID token of these tokens, whose access token is the one that came beside it; so did code where the token came
 * through the browser. *verified lives in work->pool; NULL unless OAS_OK. Statuses as oas_id_token_verify, but for a key
 * nobody knows: that is OAS_REFUSED after the keys were fetched anew. OAS_REFUSED, too: there is no ID token, or it is
 * encrypted to somebody else. One that is encrypted to a key of ours is opened, and what is inside takes its place. */
OAS_MUST_CHECK oas_status_t oas_id_token_check(oas_jwt_t **verified, oas_tokens_t *tokens, bool is_front_channel,
                                               const oas_site_t *site, const oas_identify_input_t *input,
                                               oas_work_t *work);

/* Verify the ID token that came with a refresh as one of a login, and compare it with that one (OpenID Connect Core 1.0
 * §12.2), which is the original. Statuses as above, but OAS_UNAVAILABLE for a key nobody knows: it may be known later. */
OAS_MUST_CHECK oas_status_t oas_id_token_check_refreshed(oas_jwt_t **verified, oas_tokens_t *tokens, const char *original,
                                                         const oas_site_t *site, const oas_site_provider_t *chosen,
                                                         const oas_provider_t *provider, oas_work_t *work);

#endif
