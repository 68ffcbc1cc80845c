/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthTokenEncryption: what tokens for this site are encrypted with. */
#ifndef OAS_HTTPD_ENCRYPTION_SETTING_H
#define OAS_HTTPD_ENCRYPTION_SETTING_H

#include "httpd/config.h"

/* OAuthTokenEncryption ALG [ENC] */
const char *oas_token_encryption_set(cmd_parms *cmd, void *directory, const char *algorithm, const char *content);

/* What the algorithm can not do without. NULL, or what is wrong. */
const char *oas_token_encryption_complete(const oas_provider_config_t *provider);

#endif
