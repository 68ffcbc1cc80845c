/* SPDX-License-Identifier: Apache-2.0 */
/* What stands behind "#" in an address is known to the browser alone. Where it is to outlive the sign-in, a page with a script takes
 * the place of the redirect to the provider: it goes on to the login with the fragment as part of where to come back to, and so it
 * travels in state, sealed. Without scripts it goes on without. */
#ifndef OAS_FLOW_KEPT_FRAGMENT_H
#define OAS_FLOW_KEPT_FRAGMENT_H

#include "flow/message.h"
#include "flow/site.h"

/* That page for somebody without a session. false: he is not on the way to a page, or its address is too long for a link; reply is
 * as before. provider as for oas_access_demand. */
bool oas_kept_fragment_ask(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *provider,
                           oas_work_t *work);

#endif
