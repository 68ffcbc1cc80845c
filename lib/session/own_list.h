/* SPDX-License-Identifier: Apache-2.0 */
/* The sessions of one user, found by their tags, a page at a time, and ending them. */
#ifndef OAS_SESSION_OWN_LIST_H
#define OAS_SESSION_OWN_LIST_H

#include "session/listed.h"
#include "session/whose.h"

/* As oas_session_list, of the sessions of this realm that are whose. */
OAS_MUST_CHECK oas_status_t oas_session_list_of(oas_session_page_t *page, const oas_sessions_t *sessions,
                                                const oas_whose_t *whose, const char *place, oas_work_t *work);

/* End the one of this name among them: gone for every process when this returns. *ended of them, whatever the answer; 0
 * when it is none of his, or gone already. OAS_UNAVAILABLE: the store can not say. */
OAS_MUST_CHECK oas_status_t oas_session_end_named_of(unsigned *ended, const oas_sessions_t *sessions,
                                                     const oas_whose_t *whose, const char *name, oas_work_t *work);

/* The same, of all but the one of this name. OAS_UNAVAILABLE: some may be left. */
OAS_MUST_CHECK oas_status_t oas_session_end_others_of(unsigned *ended, const oas_sessions_t *sessions,
                                                      const oas_whose_t *whose, const char *name, oas_work_t *work);

#endif
