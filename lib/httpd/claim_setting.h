/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthMapClaim, OAuthKeepClaims and OAuthUserClaim: where claims are read, which are kept, and who the user is. */
#ifndef OAS_HTTPD_CLAIM_SETTING_H
#define OAS_HTTPD_CLAIM_SETTING_H

#include "httpd/config.h"

/* OAuthMapClaim CLAIM PATH [PATTERN REPLACEMENT | commas | spaces | semicolons]. */
const char *oas_claim_map_add(cmd_parms *cmd, void *directory, int count, char *const words[]);

/* For OAuthKeepClaims: a name, perhaps with "!" before it. */
bool oas_may_be_kept(const char *word);

/* OAuthUserClaim CLAIM [PATTERN REPLACEMENT]; in a provider's section "@" may stand behind CLAIM. */
const char *oas_user_claim_set(cmd_parms *cmd, void *directory, const char *claim, const char *pattern, const char *replacement);

/* A section that does not name the claim has the pattern of base, too. */
static inline void oas_user_claim_inherit(oas_directory_config_t *config, const oas_directory_config_t *base)
{
    if (base->user_rule != NULL && config->user_claim == NULL)
        config->user_rule = base->user_rule;
}

#endif
