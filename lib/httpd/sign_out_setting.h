/* SPDX-License-Identifier: Apache-2.0 */
/* What is written about signing out in a provider's section, and what of it can not be. */
#ifndef OAS_HTTPD_SIGN_OUT_SETTING_H
#define OAS_HTTPD_SIGN_OUT_SETTING_H

#include "httpd/config.h"

/* The words of OAuthLogoutAtProvider, NULL-terminated. */
extern const char *const oas_logout_at_provider_words[];

/* The words of OAuthRevokeTokens, NULL-terminated. */
extern const char *const oas_revoke_tokens_words[];

/* The words of OAuthClearSiteData, NULL-terminated. */
extern const char *const oas_cleared_data_words[];

/* What a site's browsers forget of what these words say, NULL-terminated; no cookies where realms are beside the site's own. */
const char *const *oas_cleared_data(const char *const *words, bool has_realms, apr_pool_t *pool);

/* OAuthLogoutCall. */
const char *oas_logout_call_set(cmd_parms *cmd, void *directory, const char *url);

/* Conclude from what was chosen what happens at a sign-out. NULL, or what is wrong. */
const char *oas_sign_out_complete(oas_provider_config_t *provider);

#endif
