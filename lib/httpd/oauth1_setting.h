/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthVersion: what else a provider of OAuth 1.0a needs, and what it can not have. */
#ifndef OAS_HTTPD_OAUTH1_SETTING_H
#define OAS_HTTPD_OAUTH1_SETTING_H

#include "httpd/config.h"

/* The words, NULL-terminated. */
extern const char *const oas_oauth_version_words[];

/* Conclude from the version that was chosen, and from what stands in the section. NULL, or what is wrong. */
const char *oas_oauth1_complete(oas_provider_config_t *provider, const ap_directive_t *section, apr_pool_t *pool);

#endif
