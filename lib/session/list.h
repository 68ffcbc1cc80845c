/* SPDX-License-Identifier: Apache-2.0 */
/* All sessions of a realm, a page at a time, and ending those of a list. However many there are: a page takes the same
 * memory, and records are looked at one by one, so that no lock is held for longer than one of them takes. */
#ifndef OAS_SESSION_LIST_H
#define OAS_SESSION_LIST_H

#include "session/listed.h"

/* Which sessions of the realm. NULL: any. Texts are compared byte by byte. */
typedef struct {
    const char *user;
    const char *provider;
    const char *address;
} oas_list_filter_t;

/* The page of the list of all sessions of the realm that pass the filter. It lives in work->pool, empty unless OAS_OK.
 * One that begins or ends meanwhile may be in it or not; none is in it twice, and going on from page to page neither
 * repeats nor leaves out one that lives. OAS_REFUSED (list_place): place is none of ours. OAS_UNAVAILABLE: the store can
 * not say. */
OAS_MUST_CHECK oas_status_t oas_session_list(oas_session_page_t *page, const oas_sessions_t *sessions,
                                             const oas_list_filter_t *filter, const char *place, oas_work_t *work);

/* End all sessions of the realm that pass the filter: gone for every process when this returns. *ended of them, whatever
 * the answer. OAS_UNAVAILABLE: the store can not say; some may be left. */
OAS_MUST_CHECK oas_status_t oas_session_end_listed(unsigned *ended, const oas_sessions_t *sessions,
                                                   const oas_list_filter_t *filter, oas_work_t *work);

/* End the session of this name, among all of the realm. *ended 0: it was gone already. */
OAS_MUST_CHECK oas_status_t oas_session_end_named(unsigned *ended, const oas_sessions_t *sessions, const char *name,
                                                  oas_work_t *work);

#endif
