/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthGuestSession: who is not signed in may have values, too, and where that makes sense. */
#ifndef OAS_HTTPD_GUEST_SETTING_H
#define OAS_HTTPD_GUEST_SETTING_H

#include "httpd/config.h"

struct oas_guest_place_t {
    const oas_directory_config_t *directory;
    const char *file;
    int line;
};

const char *oas_guest_set(cmd_parms *cmd, void *directory, const char *word);

/* Something else than OAuthGuestSession wants guests here: there will be a table for them. For handlers of directives. */
void oas_guests_want(cmd_parms *cmd);

/* Whether anybody wants them. */
bool oas_guests_are_wanted(const server_rec *servers);

/* What is wrong with the places of this server that have guests, in pool; NULL: nothing. */
const char *oas_guest_check(const server_rec *server, apr_pool_t *pool);

#endif
