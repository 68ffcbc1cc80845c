/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthPrivateKey: which files the keys of our own are in, and who gets to use them. */
#ifndef OAS_HTTPD_OWN_KEYS_H
#define OAS_HTTPD_OWN_KEYS_H

#include "httpd/config.h"

/* OAuthPrivateKey FILE [sig|enc]. */
const char *oas_own_keys_add(cmd_parms *cmd, void *directory, const char *file, const char *use);

/* Read the keys of the main server, and see that no provider needs what is not there. *keys lives in work->pool; NULL when
 * none are configured. NULL, or what is wrong, which names the directive. */
const char *oas_own_keys_read(const oas_jwk_set_t **keys, server_rec *servers, oas_work_t *work);

/* They belong to all providers of all virtual hosts. */
void oas_own_keys_give(server_rec *servers, const oas_jwk_set_t *keys);

#endif
