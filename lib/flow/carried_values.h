/* SPDX-License-Identifier: Apache-2.0 */
/* An application's values outlive a login: those of the session that a person had before, and those of the guest he was. What a
 * session has already keeps its names. The login does not suffer when it can not be done: work has news. */
#ifndef OAS_FLOW_CARRIED_VALUES_H
#define OAS_FLOW_CARRIED_VALUES_H

#include "flow/message.h"
#include "flow/site.h"

/* Who is signed in may be asked to sign in once more: a place wants a younger session, or a stronger sign-in. When it is the
 * same person at the same provider, the session that just began with this vault gets what the application has kept in the one
 * that the request has a cookie of. The form of another site (form_post) brings none, and nothing is carried then. */
void oas_values_carry(oas_session_t *begun, const oas_site_t *site, const oas_request_t *request, const oas_vault_t *vault,
                      oas_work_t *work);

/* The session of a login gets what the application has kept for the guest that the browser was, and the guest ends. */
void oas_guest_values_carry(oas_session_t *session, oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                            oas_work_t *work);

#endif
