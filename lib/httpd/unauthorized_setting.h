/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthUnauthorized 403|401|login|URL: what becomes of who is signed in and may not pass. */
#ifndef OAS_HTTPD_UNAUTHORIZED_SETTING_H
#define OAS_HTTPD_UNAUTHORIZED_SETTING_H

#include "httpd/config.h"

const char *oas_unauthorized_set(cmd_parms *cmd, void *directory, const char *value);

/* A word, and no address. */
bool oas_unauthorized_is(const oas_directory_config_t *directory, const char *word);

/* The path or URL that he is sent to; NULL: none. */
const char *oas_unauthorized_address(const oas_directory_config_t *directory);

#endif
