/* SPDX-License-Identifier: Apache-2.0 */
#include "session/fetch.h"

oas_status_t oas_session_is_gone(oas_work_t *work)
{
    return oas_fail(work, OAS_NOT_FOUND, "session_unknown", "no session belongs to this cookie, or it is over");
}

oas_status_t oas_session_fetch(oas_record_t **record, const oas_sessions_t *sessions, const oas_ticket_t *ticket,
                               oas_boxes_t wanted, oas_work_t *work)
{
    oas_status_t status = sessions->store->calls->get(sessions->store, record, &ticket->index, wanted, work);

    if (status == OAS_NOT_FOUND || (status == OAS_OK && oas_record_is_over(&(*record)->head, work->now)))
        return oas_session_is_gone(work);
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
