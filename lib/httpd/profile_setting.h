/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthProfile: one word for the rules of the FAPI 2.0 Security Profile. */
#ifndef OAS_HTTPD_PROFILE_SETTING_H
#define OAS_HTTPD_PROFILE_SETTING_H

#include "httpd/config.h"

/* NULL-terminated. */
extern const char *const oas_profile_words[];

/* Set what the profile asks for wherever the provider's section says nothing. To be called before defaults are. */
void oas_profile_apply(oas_provider_config_t *provider);

/* NULL, or what was written, or is missing, that the profile does not allow. To be called when all else is complete. */
const char *oas_profile_check(const oas_provider_config_t *provider);

#endif
