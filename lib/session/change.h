/* SPDX-License-Identifier: Apache-2.0 */
/* Changes what a session holds, beside others who do the same: each change is made of what is there when it is made, and
 * none is lost. An ended session stays ended. The cookie stays the same, and so does all that the record's head says but
 * its generation. */
#ifndef OAS_SESSION_CHANGE_H
#define OAS_SESSION_CHANGE_H

#include "session/contents.h"

/* Change contents, which are those of now; what is put there lives in work->pool or longer. It is called once more, with
 * newer contents, when somebody else changed the session first: so it does nothing else. Any status but OAS_OK ends it
 * all, and nothing was changed. */
typedef oas_status_t oas_change_make_t(void *data, oas_contents_t *contents, oas_work_t *work);

typedef struct {
    oas_change_make_t *make;
    void *data;
    apr_time_t lease; /* of oas_session_lease, which ends with the change if it is still ours; 0: none */
} oas_change_t;

/* Change an open session; its head and face are then those of now, in work->pool. OAS_NOT_FOUND: it was ended or is over,
 * and stays so. OAS_UNAVAILABLE: the store can not say, or others change it all the time. OAS_FULL: no room for what it
 * has become, OAS_REFUSED: too large; both as the store says them. Else what the change answered. */
OAS_MUST_CHECK oas_status_t oas_session_change(oas_session_t *session, const oas_sessions_t *sessions,
                                               const oas_change_t *change, oas_work_t *work);

/* Of all processes let one have the right to do something for a session, until a time, at most OAS_LEASE_LONGEST ahead.
 * Who gets it looks at the session again, for it may be done by now. Nothing else is kept from anybody: changes go on.
 * OAS_EXPIRED: somebody has it. OAS_NOT_FOUND: the session was ended. OAS_UNAVAILABLE: the store can not say. */
OAS_MUST_CHECK oas_status_t oas_session_lease(const oas_sessions_t *sessions, const oas_session_t *session,
                                              apr_time_t until, oas_work_t *work);

/* Give it up before its time: until as it was taken. OAS_OK also when it was over, or the session is. */
OAS_MUST_CHECK oas_status_t oas_session_release(const oas_sessions_t *sessions, const oas_session_t *session,
                                                apr_time_t until, oas_work_t *work);

#endif
