/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthTokenEncryption and OAuthUserinfoEncryption: what tokens for this site are encrypted with. */
#ifndef OAS_HTTPD_ENCRYPTION_SETTING_H
#define OAS_HTTPD_ENCRYPTION_SETTING_H

#include "httpd/config.h"

/* ALG [ENC]; the setting's place is the first member of an oas_token_encryption_t. */
const char *oas_encryption_set(cmd_parms *cmd, void *directory, const char *algorithm, const char *content);

/* What the algorithms can not do without. NULL, or what is wrong. */
const char *oas_encryption_complete(const oas_provider_config_t *provider, apr_pool_t *pool);

#endif
