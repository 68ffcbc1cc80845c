/* SPDX-License-Identifier: Apache-2.0 */
#include "session/change.h"

#include "session/fetch.h"

/* Each try is lost to somebody whose change was made: it takes as many who meet, again and again. */
enum { TRIES = 64 };

/* The record that takes the place of this one. */
static oas_record_t successor(const oas_record_t *record, apr_time_t lease)
{
    oas_record_t next = {.head = record->head};

    next.head.generation++;
    next.head.lease = lease != 0 ? oas_lease_second(lease) : 0;
    return next;
}

/* *was_late: somebody else came first. */
static oas_status_t try_once(bool *was_late, oas_session_t *session, const oas_sessions_t *sessions,
                             const oas_change_t *change, oas_work_t *work)
{
    oas_contents_t contents;
    oas_record_t *record, next;
    oas_status_t status;

    *was_late = false;
    if ((status = oas_session_fetch(&record, sessions, &session->ticket, OAS_BOXES_ALL, work)) != OAS_OK
        || (status = oas_contents_open(&contents, record, sessions, &session->ticket, work)) != OAS_OK
        || (status = change->make(change->data, &contents, work)) != OAS_OK)
        return status;
    next = successor(record, change->lease);
    if ((status = oas_contents_seal(&next, &contents, sessions, &session->ticket, work)) != OAS_OK)
        return status;
    status = sessions->store->calls->replace(sessions->store, &next, work);
    *was_late = status == OAS_EXPIRED;
    if (status != OAS_OK)
        return status == OAS_NOT_FOUND ? oas_session_is_gone(work) : status;
    session->head = next.head;
    session->face = contents.face;
    return OAS_OK;
}

/* What a try has opened is wiped with its pool: at once when it was lost, else with work's. */
oas_status_t oas_session_change(oas_session_t *session, const oas_sessions_t *sessions, const oas_change_t *change,
                                oas_work_t *work)
{
    apr_pool_t *pool = work->pool;
    oas_status_t status = OAS_OK;
    bool was_late = true;

    for (int i = 0; i < TRIES && was_late; i++) {
        apr_pool_create(&work->pool, pool);
        status = try_once(&was_late, session, sessions, change, work);
        if (was_late)
            apr_pool_destroy(work->pool);
    }
    work->pool = pool;
    if (was_late)
        return oas_fail(work, OAS_UNAVAILABLE, "session_busy", "others change the session all the time");
    return status;
}

oas_status_t oas_session_lease(const oas_sessions_t *sessions, const oas_session_t *session, apr_time_t until,
                               oas_work_t *work)
{
    oas_status_t status = sessions->store->calls->lease(sessions->store, &session->head, until, work);

    return status == OAS_NOT_FOUND ? oas_session_is_gone(work) : status;
}

oas_status_t oas_session_release(const oas_sessions_t *sessions, const oas_session_t *session, apr_time_t until,
                                 oas_work_t *work)
{
    oas_status_t status = sessions->store->calls->release(sessions->store, &session->head, until, work);

    return status == OAS_NOT_FOUND || status == OAS_EXPIRED ? OAS_OK : status;
}
