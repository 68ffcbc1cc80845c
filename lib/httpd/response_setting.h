/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthResponseType and OAuthResponseMode: what is written, and what of it can not be. */
#ifndef OAS_HTTPD_RESPONSE_SETTING_H
#define OAS_HTTPD_RESPONSE_SETTING_H

#include "httpd/config.h"

/* The words of each, NULL-terminated, in the order of oas_response_type_t and oas_response_mode_t. */
extern const char *const oas_response_type_words[];
extern const char *const oas_response_mode_words[];

/* A response type from a directive's arguments, its words in the order of the standards', in pool: it is a set
 * (OAuth 2.0 Multiple Response Type Encoding Practices §3). What has other words stays as it was written. */
const char *oas_response_type_in_order(const char *arguments, apr_pool_t *pool);

/* Conclude from what was chosen how answers come. NULL, or what is wrong. */
const char *oas_response_complete(oas_provider_config_t *provider);

#endif
