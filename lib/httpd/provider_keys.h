/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of providers that administrators keep in files: those that verify ID tokens (OAuthProviderKeys), and those that
 * verify the provider's key set (OAuthJwksSignedBy). */
#ifndef OAS_HTTPD_PROVIDER_KEYS_H
#define OAS_HTTPD_PROVIDER_KEYS_H

#include "httpd/config.h"

/* Read the files of all providers of all virtual hosts, at each restart: keys live in work->pool. NULL, or what is wrong,
 * which names provider, directive and file. */
const char *oas_provider_keys_read(server_rec *servers, oas_work_t *work);

#endif
