/* SPDX-License-Identifier: Apache-2.0 */
/* A key that was added to OAuthKeyFile seals nothing as long as there are children who do not know it: those of before a graceful
 * restart, who serve whoever is still connected to them, and would take his cookie for a stranger's. */
#ifndef OAS_HTTPD_NEW_KEYS_H
#define OAS_HTTPD_NEW_KEYS_H

#include <httpd.h>

#include "crypto/keyring.h"

/* Have the children counted. */
void oas_new_keys_register(void);

/* In the parent, each time the configuration is read, and before the next one. NULL, or what is wrong. */
const char *oas_new_keys_prepare(server_rec *server, apr_pool_t *pool);

/* The keys of one realm: the first ones are held back that not all children of now know. */
void oas_new_keys_hold_back(oas_keyring_t *keys, const char *realm);

#endif
