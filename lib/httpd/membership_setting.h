/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthMemberships and OAuthGroups: what is asked of a vendor's own interface besides. */
#ifndef OAS_HTTPD_MEMBERSHIP_SETTING_H
#define OAS_HTTPD_MEMBERSHIP_SETTING_H

#include "httpd/config.h"

/* "on" alone: the preset's lists; a URL and the path of a name: this list. NULL, or what is wrong. */
const char *oas_membership_add(cmd_parms *cmd, void *directory, const char *url, const char *path);

/* A group's name, as OAuthGroups takes it. */
bool oas_is_group(const char *name);

/* What the lists do not go with. NULL, or what is wrong. */
const char *oas_membership_complete(const oas_provider_config_t *provider);

#endif
