/* SPDX-License-Identifier: Apache-2.0 */
/* The way back from the provider: "callback/NAME" (RFC 6749 §4.1.2), by whichever way answers come. It cannot fail twice in the same way: who is signed
 * in goes on to his page, an attempt that came too late or to the wrong browser is begun anew once, and only then a page
 * says what happened. What the provider or the answer did wrong ends in a page at once, never in a second login. */
#ifndef OAS_FLOW_CALLBACK_H
#define OAS_FLOW_CALLBACK_H

#include "flow/message.h"
#include "flow/site.h"

/* provider: NAME of the path. The reply's page link is set for failures, too. OAS_REFUSED and OAS_EXPIRED: the answer, the
 * attempt or the tokens are not right; no session was made. OAS_UNAVAILABLE: the provider or the store could not be asked.
 * OAS_FULL: no room for another session. */
OAS_MUST_CHECK oas_status_t oas_callback(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                         const char *provider, oas_work_t *work);

/* The answers of this provider come as forms. */
bool oas_callback_takes_form(const oas_site_t *site, const char *provider);

#endif
