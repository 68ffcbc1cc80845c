/* SPDX-License-Identifier: Apache-2.0 */
/* The file in which a provider's answer to our registration is kept: 0600, and of the user that the children run as, since
 * one of them registers at the first use. It is made by who starts the server, so that no child needs to write to its
 * folder; so it is rewritten where it stands, by one at a time, and what a crash leaves half written counts as nothing.
 * Who could not register is not asked to try again at once: that is remembered in memory, until the next restart at most. */
#ifndef OAS_HTTPD_REGISTRATION_FILE_H
#define OAS_HTTPD_REGISTRATION_FILE_H

#include <httpd.h>

#include "oidc/kept_text.h"
#include "oidc/registration_store.h"

/* The store on this file, in pool; nothing is opened before it is used, and it has to be prepared before that. */
oas_registration_store_t *oas_registration_file(const char *path, apr_pool_t *pool);

/* In the process that starts the server: make the file where there is none, and give it to the user of the children; memory
 * that they share is in pool. NULL, or what is wrong with it. */
const char *oas_registration_file_prepare(oas_registration_store_t *store, const oas_waiting_t *waiting, apr_pool_t *pool);

#endif
