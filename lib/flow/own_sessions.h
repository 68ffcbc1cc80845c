/* SPDX-License-Identifier: Apache-2.0 */
/* The endpoint "sessions": where a person is signed in, as a page or as JSON. He may end one of his sessions, or all but
 * the one he came with. Nobody sees or ends another one's. */
#ifndef OAS_FLOW_OWN_SESSIONS_H
#define OAS_FLOW_OWN_SESSIONS_H

#include "flow/message.h"
#include "flow/site.h"

/* GET lists; POST ends, with a token of the list that is good for this session alone: "end" names one, or "others" is there.
 * Who is not signed in is sent to a login. OAS_REFUSED: form_foreign, form_token, sessions_form, list_place.
 * OAS_UNAVAILABLE: the store can not say, and some may be left. */
OAS_MUST_CHECK oas_status_t oas_own_sessions(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                             oas_work_t *work);

#endif
