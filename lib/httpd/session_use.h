/* SPDX-License-Identifier: Apache-2.0 */
/* What a place asks of a session in times, and which requests are a use of it. */
#ifndef OAS_HTTPD_SESSION_USE_H
#define OAS_HTTPD_SESSION_USE_H

#include "httpd/bridge.h"
#include "httpd/config.h"

/* The session that the exchange found is neither too old nor too long unused for this place. OAS_NOT_FOUND: it is, here;
 * elsewhere it may be as good as before. */
OAS_MUST_CHECK oas_status_t oas_session_use_allow(const oas_exchange_t *exchange,
                                                  const oas_directory_config_t *directory, oas_work_t *work);

/* The request, which may pass, is a use of its session if a person can be thought to have made it: that is noted where it
 * is due. The first one after the login is noted at once, and the exchange knows it as such. */
void oas_session_use_note(request_rec *r, oas_exchange_t *exchange, const oas_directory_config_t *directory);

/* Somebody asked for this: it is a use in this place, whether it is to be noted now or not. */
bool oas_session_use_is_one(request_rec *r, const oas_directory_config_t *directory);

/* A guest's values are asked for: likewise. */
void oas_session_use_note_guest(request_rec *r, oas_session_t *guest, const oas_sessions_t *guests);

/* The same where nobody asks who its user is. The first use after the login is left to a request that tells an application
 * of it. */
void oas_session_use_note_unasked(request_rec *r, oas_session_t *session);

#endif
