/* SPDX-License-Identifier: Apache-2.0 */
/* URLs in lists of a configuration. */
#ifndef OAS_HTTPD_URL_SETTING_H
#define OAS_HTTPD_URL_SETTING_H

#include <stdbool.h>

/* https, or http to loopback. */
bool oas_is_secure_url(const char *text);

/* The same, and nothing behind host and port. */
bool oas_is_secure_origin(const char *text);

#endif
