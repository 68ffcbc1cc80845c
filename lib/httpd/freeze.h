/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthFreeze: while its file is there nobody can sign in, and the word end-all in it ends the sessions that there are. */
#ifndef OAS_HTTPD_FREEZE_H
#define OAS_HTTPD_FREEZE_H

#include <httpd.h>

#include "flow/freeze.h"

/* The freeze by the file of this path, which is looked at once a second at most; in pool. */
oas_freeze_t *oas_freeze_by(const char *path, apr_pool_t *pool);

/* What is wrong with OAuthFreeze in any of these servers; NULL: nothing. */
const char *oas_freeze_check_servers(server_rec *servers);

/* Called each second by one process: ends sessions where the file says so, and tells the log when a freeze begins and ends. */
void oas_freeze_obey(server_rec *servers, apr_pool_t *pool);

#endif
