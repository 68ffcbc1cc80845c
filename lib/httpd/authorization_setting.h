/* SPDX-License-Identifier: Apache-2.0 */
/* Directives that say what is asked of a provider, where they have to agree with each other. */
#ifndef OAS_HTTPD_AUTHORIZATION_SETTING_H
#define OAS_HTTPD_AUTHORIZATION_SETTING_H

#include "httpd/config.h"

/* The words of OAuthPushedAuthorization and OAuthRequestObject, NULL-terminated, in the order of oas_pushed_t and of
 * oas_request_object_way_t. */
extern const char *const oas_pushed_words[];
extern const char *const oas_request_object_words[];

/* An algorithm that request objects can be signed with, or "none". */
bool oas_is_request_object_signing(const char *name);

/* OAuthRequestObjectEncryption ALG [ENC] */
const char *oas_request_object_set_encryption(cmd_parms *cmd, void *directory, const char *key, const char *content);

/* RFC 8707 §2: an absolute URI without a fragment. */
bool oas_is_resource(const char *text);

/* Draw the conclusions when a provider's section is read. NULL, or what can not be, in pool. */
const char *oas_authorization_complete(oas_provider_config_t *provider, apr_pool_t *pool);

#endif
