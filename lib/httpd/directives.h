/* SPDX-License-Identifier: Apache-2.0 */
/* The directives, as docs/directives.md describes them. */
#ifndef OAS_HTTPD_DIRECTIVES_H
#define OAS_HTTPD_DIRECTIVES_H

#include <httpd.h>
#include <http_config.h>

#include "httpd/setting.h"

/* The table for httpd's module record: one row is one directive. */
extern const command_rec oas_directives[];

/* Once, when hooks are registered: before any of the following. */
void oas_settings_register(void);

/* For all directives of one place: mark their members as not set; copy those not set from base; give defaults to those
 * still not set. */
void oas_settings_clear(void *config, oas_setting_place_t place);
void oas_settings_inherit(void *config, const void *base, oas_setting_place_t place, apr_pool_t *pool);
void oas_settings_default(void *config, oas_setting_place_t place, apr_pool_t *pool);

#endif
