/* SPDX-License-Identifier: Apache-2.0 */
#include "session/fetch.h"

oas_status_t oas_session_is_gone(oas_work_t *work)
{
    return oas_fail(work, OAS_NOT_FOUND, "session_unknown", "no session belongs to this cookie, or it is over");
}

/* The clock was set back: it would last longer than it may by as much. */
static bool began_in_time_to_come(const oas_record_head_t *head, apr_time_t now)
{
    return head->created > now + apr_time_from_sec(OAS_CLOCK_TOLERANCE);
}

/* It ends for good. If it were only refused, nobody could sign out of it, and it would be back when its time has come. */
static oas_status_t end_early(const oas_sessions_t *sessions, const oas_ticket_t *ticket, oas_work_t *work)
{
    oas_work_t try = oas_work(work->pool, work->now);

    if (sessions->store->calls->remove(sessions->store, &ticket->index, &try) != OAS_OK)
        oas_forgive(&try); /* the next one who brings the cookie tries again */
    return oas_session_is_gone(work);
}

oas_status_t oas_session_fetch(oas_record_t **record, const oas_sessions_t *sessions, const oas_ticket_t *ticket,
                               oas_boxes_t wanted, oas_work_t *work)
{
    oas_status_t status = sessions->store->calls->get(sessions->store, record, &ticket->index, wanted, work);

    if (status == OAS_NOT_FOUND || (status == OAS_OK && oas_record_is_over(&(*record)->head, work->now)))
        return oas_session_is_gone(work);
    if (status == OAS_OK && began_in_time_to_come(&(*record)->head, work->now))
        return end_early(sessions, ticket, work);
    if (status == OAS_OK)
        (*record)->head.index = ticket->index;
    return status;
}

oas_status_t oas_session_label_key(oas_bytes_t *key, const oas_sessions_t *sessions, const oas_record_head_t *head,
                                   oas_work_t *work)
{
    const oas_key_t *listed = oas_keyring_find(sessions->keys, head->key_id);

    *key = listed != NULL ? oas_key_for(listed, OAS_PURPOSE_LABEL) : oas_bytes(NULL, 0);
    if (listed == NULL)
        return oas_fail(work, OAS_NOT_FOUND, "session_key_unknown", "the session's key %08x is not listed",
                        head->key_id);
    return OAS_OK;
}
