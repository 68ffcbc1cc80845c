/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthClientRegistration and OAuthClientMetadata: providers that this site registers with by itself. */
#ifndef OAS_HTTPD_REGISTRATION_SETTING_H
#define OAS_HTTPD_REGISTRATION_SETTING_H

#include "httpd/config.h"

/* OAuthClientRegistration FILE [TOKEN]. */
const char *oas_registration_set(cmd_parms *cmd, void *directory, const char *file, const char *token);

/* OAuthClientMetadata NAME VALUE. */
const char *oas_registration_add_metadata(cmd_parms *cmd, void *directory, const char *name, const char *value);

/* When a provider's section is read: NULL, or what of it can not be. */
const char *oas_registration_complete(const oas_provider_config_t *provider);

/* With the whole configuration: each such provider is that of one site, whose address it is told, and has a file of its own.
 * NULL, or what is wrong. */
const char *oas_registration_check(server_rec *servers, apr_pool_t *pool);

/* In the process that starts the server: make the files, and say how to wait for who writes one. NULL, or what is wrong. */
const char *oas_registration_prepare(server_rec *servers, const oas_waiting_t *waiting, apr_pool_t *pool);

#endif
