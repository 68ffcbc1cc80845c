/* SPDX-License-Identifier: Apache-2.0 */
/* Ends sessions without their cookies, because the provider says that somebody signed out there. */
#ifndef OAS_SESSION_END_OF_H
#define OAS_SESSION_END_OF_H

#include "session/whose.h"

/* End the sessions of this realm that are of whose provider session, or, where it is not told, all of whose subject;
 * where both are told, those that are of both. They are gone for every process when this returns. Sessions under each key
 * of the key ring are found. *ended of them, whatever the answer. OAS_UNAVAILABLE: the store can not say; some may be left. */
OAS_MUST_CHECK oas_status_t oas_session_end_of(unsigned *ended, const oas_sessions_t *sessions, const oas_whose_t *whose,
                                               oas_work_t *work);

#endif
