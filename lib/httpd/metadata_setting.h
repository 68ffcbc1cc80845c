/* SPDX-License-Identifier: Apache-2.0 */
/* Where a provider's metadata and keys come from, as concluded from what was written. */
#ifndef OAS_HTTPD_METADATA_SETTING_H
#define OAS_HTTPD_METADATA_SETTING_H

#include "httpd/config.h"

/* NULL, or what is wrong. */
const char *oas_metadata_complete(oas_provider_config_t *provider, apr_pool_t *pool);

#endif
