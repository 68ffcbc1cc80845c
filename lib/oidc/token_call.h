/* SPDX-License-Identifier: Apache-2.0 */
/* What RFC 7009 and RFC 7662 have in common: a call to the provider that is about one token of ours. */
#ifndef OAS_OIDC_TOKEN_CALL_H
#define OAS_OIDC_TOKEN_CALL_H

#include "oidc/authorization_server.h"

/* Make a call whose form is a token of this kind ("refresh_token", "access_token"), proving who we are as at the token
 * endpoint. *answer lives in work->pool; NULL unless OAS_OK. OAS_REFUSED: the token is too long for it. Others as the client
 * says them, and OAS_MISCONFIGURED: we can not prove who we are. */
OAS_MUST_CHECK oas_status_t oas_token_call(oas_http_answer_t **answer, oas_http_call_t *call, const char *token,
                                           const char *kind, const oas_authorization_server_t *server, oas_work_t *work);

#endif
