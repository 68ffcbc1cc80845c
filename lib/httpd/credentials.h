/* SPDX-License-Identifier: Apache-2.0 */
/* What this site proves with who it is, read from files while the configuration is: the processes that make calls may not
 * read them. */
#ifndef OAS_HTTPD_CREDENTIALS_H
#define OAS_HTTPD_CREDENTIALS_H

#include <httpd.h>
#include <http_config.h>

/* OAuthClientCertificate FILE [KEYFILE], in a provider's section. */
const char *oas_credentials_set_certificate(cmd_parms *cmd, void *directory, const char *file, const char *key_file);

/* OAuthSignedSecret TEAM KEYID FILE, in a provider's section. */
const char *oas_credentials_set_secret_key(cmd_parms *cmd, void *directory, const char *team, const char *key_id,
                                           const char *file);

#endif
