/* SPDX-License-Identifier: Apache-2.0 */
/* What a place asks of a session in times, and which requests are a use of it. */
#ifndef OAS_HTTPD_SESSION_USE_H
#define OAS_HTTPD_SESSION_USE_H

#include "httpd/bridge.h"

/* The session that the exchange found is neither too old nor too long unused for this place. OAS_NOT_FOUND: it is, here;
 * elsewhere it may be as good as before. */
OAS_MUST_CHECK oas_status_t oas_session_use_allow(request_rec *r, const oas_exchange_t *exchange, oas_work_t *work);

/* The request, which may pass, is a use of its session if a person can be thought to have made it: that is noted where it
 * is due. */
void oas_session_use_note(request_rec *r, oas_exchange_t *exchange);

#endif
