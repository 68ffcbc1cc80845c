/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthPassTokens: the provider's tokens, for applications that the administrator gives them to. */
#ifndef OAS_HTTPD_PASSED_TOKENS_H
#define OAS_HTTPD_PASSED_TOKENS_H

#include "httpd/config.h"
#include "httpd/receiver.h"
#include "session/lifecycle.h"

/* OAuthPassTokens none, or any of the other words. */
extern const char *const oas_token_words[];
const char *oas_passed_tokens_set(cmd_parms *cmd, void *directory, int count, char *const words[]);

/* The Location gives its applications this one. */
static inline bool oas_passes_token(const oas_directory_config_t *directory, oas_pass_tokens_t token)
{
    return directory->pass_tokens > OAS_TOKENS_NONE && (directory->pass_tokens & (int)token) != 0;
}

/* The access token of an open session, for a place whose applications get it. NULL: it has none, or its vault does not open. */
const char *oas_passed_access_token(request_rec *r, const oas_session_t *session);

/* Tell those that the Location gives. What the session has not, or what no header could hold, is not told; a vault that does
 * not open leaves the application without any, and is logged. */
void oas_passed_tokens_tell(const oas_receiver_t *receiver, const oas_session_t *session, const oas_directory_config_t *directory);

#endif
