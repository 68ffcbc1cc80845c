/* SPDX-License-Identifier: Apache-2.0 */
/* The list of all sessions of a site for those who run it, as a page or as JSON. That somebody may see it is settled
 * before: here it is seen to that no page of another site acts in his name. */
#ifndef OAS_FLOW_ALL_SESSIONS_H
#define OAS_FLOW_ALL_SESSIONS_H

#include "flow/message.h"
#include "flow/site.h"

/* GET lists: of a user, a provider or an address, where the query names one. POST ends, with a token of the list: "end" names
 * one, or "all" is there and all end that user, provider and address let through. The token is bound to a random cookie
 * of the browser and to the administrator's name, for he may have come by a password or by his address and have no session.
 * administrator NULL: he came by something else than a name. OAS_REFUSED: form_foreign, form_token, sessions_form,
 * list_place. OAS_UNAVAILABLE: the store can not say, and some may be left. */
OAS_MUST_CHECK oas_status_t oas_all_sessions(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                             const char *administrator, oas_work_t *work);

#endif
