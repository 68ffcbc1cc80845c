/* SPDX-License-Identifier: Apache-2.0 */
/* What other modules may listen to: the hook of mod_oauth_session.h. */
#ifndef OAS_HTTPD_OPTIONAL_HOOK_H
#define OAS_HTTPD_OPTIONAL_HOOK_H

#include <httpd.h>

#include "flow/refresh.h"

/* Tell all that listen of the token that this request renewed; change NULL: it did not. Nothing may be locked or leased. */
void oas_optional_hook_run(request_rec *r, const oas_token_change_t *change);

#endif
