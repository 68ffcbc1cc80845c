/* SPDX-License-Identifier: Apache-2.0 */
/* The ID token of a login, as a session keeps it. */
#ifndef OAS_FLOW_KEPT_ID_TOKEN_H
#define OAS_FLOW_KEPT_ID_TOKEN_H

#include "base/json.h"

/* *claims of a token that was verified when it came, in work->pool; NULL unless OAS_OK. What has been configured since, the
 * accepted algorithms for one, does not matter. OAS_BROKEN: it is not what was kept. */
OAS_MUST_CHECK oas_status_t oas_kept_id_token_read(const oas_json_t **claims, const char *id_token, oas_work_t *work);

#endif
