/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens of sessions whose time has passed are revoked, in the background, as flow/ended_tokens.h says. */
#ifndef OAS_HTTPD_ENDED_TOKENS_H
#define OAS_HTTPD_ENDED_TOKENS_H

#include <httpd.h>

#include "session/store.h"

/* Let ended sessions stay in the store until somebody could look at them, if any provider's tokens are to be revoked then.
 * NULL, or why nobody would. */
const char *oas_ended_tokens_prepare(server_rec *servers, oas_store_t *store);

/* Look for them, if it is time to. One thread of one process calls this, again and again. */
void oas_ended_tokens_revoke_all(server_rec *servers, apr_pool_t *pool);

#endif
