/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthDPoP: what contradicts it, and which keys tokens are bound to. */
#ifndef OAS_HTTPD_DPOP_SETTING_H
#define OAS_HTTPD_DPOP_SETTING_H

#include "crypto/keyring.h"
#include "httpd/config.h"

/* NULL, or what of the provider's section can not be together with OAuthDPoP. */
const char *oas_dpop_complete(const oas_provider_config_t *provider);

/* Give each provider of the server that wants one its key, which lives in work->pool. A provider that virtual hosts have
 * in common keeps the first: tokens are bound to a client, not to a host. NULL, or what is wrong. */
const char *oas_dpop_give(const oas_server_config_t *config, const oas_keyring_t *keys, oas_work_t *work);

#endif
