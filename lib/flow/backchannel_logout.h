/* SPDX-License-Identifier: Apache-2.0 */
/* The provider says that somebody signed out there: "backchannel-logout" (OpenID Connect Back-Channel Logout 1.0 §2.5). */
#ifndef OAS_FLOW_BACKCHANNEL_LOGOUT_H
#define OAS_FLOW_BACKCHANNEL_LOGOUT_H

#include "flow/message.h"
#include "flow/site.h"

/* When the reply is 200, the sessions that the token names are gone for every process; there may have been none.
 * OAS_REFUSED: no logout token for us, or one that came before; nothing ended. OAS_UNAVAILABLE, OAS_FULL: the provider's
 * keys or the store could not be asked, so that nothing is claimed; the provider may send it again. */
OAS_MUST_CHECK oas_status_t oas_backchannel_logout(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                                   oas_work_t *work);

#endif
