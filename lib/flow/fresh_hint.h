/* SPDX-License-Identifier: Apache-2.0 */
/* Some providers sign nobody out for an ID token whose time has passed: then the leaver takes a newer one along, where the
 * administrator wants that. */
#ifndef OAS_FLOW_FRESH_HINT_H
#define OAS_FLOW_FRESH_HINT_H

#include "flow/leaver.h"
#include "flow/message.h"

/* What is known of the leaver with newer tokens in it, in work->pool: his ID token had expired, and the provider gave another one
 * for the refresh token. Else, and whatever goes wrong, what was known before; that is news. To be called when his session is
 * gone: nobody else uses these tokens. session: what it was. Each call to the provider takes two seconds at most. */
const oas_vault_t *oas_fresh_hint(const oas_leaver_t *leaver, const oas_session_t *session, const oas_site_t *site,
                                  const oas_request_t *request, oas_work_t *work);

#endif
