/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthPreset: a provider's section begins with the lines that oidc/preset.h has under one word. What an administrator
 * writes himself counts, wherever in the section it stands. */
#ifndef OAS_HTTPD_PRESET_H
#define OAS_HTTPD_PRESET_H

#include "httpd/config.h"

/* The directive's function: remember what was chosen. NULL, or what is wrong. */
const char *oas_preset_choose(cmd_parms *cmd, void *directory, const char *word, const char *argument);

/* The section has been read: take what it does not say from its preset, if it has one. NULL, or what is wrong. */
const char *oas_preset_apply(cmd_parms *cmd, oas_provider_config_t *provider);

#endif
