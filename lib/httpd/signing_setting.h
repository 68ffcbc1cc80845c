/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthSigningAlgorithms and OAuthUserinfoSigning: what may be chosen, and what a choice needs. */
#ifndef OAS_HTTPD_SIGNING_SETTING_H
#define OAS_HTTPD_SIGNING_SETTING_H

#include "httpd/config.h"

/* Every algorithm there is, NULL-terminated, and as a sentence. */
extern const char *const oas_signing_words[];
extern const char oas_signing_right[];

/* The key of HS256 and the like is the client secret, which has to be as long as the hash (RFC 7518 §3.2). NULL: it is,
 * or none of them was chosen. */
const char *oas_signing_complete(const oas_provider_config_t *provider, apr_pool_t *pool);

#endif
