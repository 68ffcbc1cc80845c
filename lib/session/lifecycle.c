/* SPDX-License-Identifier: Apache-2.0 */
#include "session/lifecycle.h"

#include "session/boxes.h"

static oas_bytes_t label_key_of(const oas_sessions_t *sessions, const oas_record_head_t *head)
{
    const oas_key_t *key = oas_keyring_find(sessions->keys, head->key_id);

    return key != NULL ? oas_key_for(key, OAS_PURPOSE_LABEL) : oas_bytes(NULL, 0);
}

oas_session_t *oas_session_new(oas_work_t *work)
{
    oas_session_t *session = apr_pcalloc(work->pool, sizeof(*session));

    oas_wipe_with(work->pool, session, sizeof(*session));
    return session;
}

static oas_status_t is_gone(oas_work_t *work)
{
    return oas_fail(work, OAS_NOT_FOUND, "session_unknown", "no session belongs to this cookie, or it is over");
}

/* The session's record as the store has it now. What the store says is not relied on: its index is the ticket's, and
 * all else of the head but last_used is proven when a box opens. */
static oas_status_t read_record(oas_record_t **record, const oas_sessions_t *sessions, const oas_ticket_t *ticket,
                                bool with_vault, oas_work_t *work)
{
    oas_status_t status = sessions->store->calls->get(sessions->store, record, &ticket->index, with_vault, work);

    if (status == OAS_NOT_FOUND || (status == OAS_OK && oas_record_is_over(&(*record)->head, work->now)))
        return is_gone(work);
    if (status == OAS_OK)
        (*record)->head.index = ticket->index;
    return status;
}

static oas_status_t open_face(oas_session_t *session, const oas_record_t *record, oas_work_t *work)
{
    oas_box_binding_t binding = {
        .kind = OAS_BOX_FACE, .key = oas_ticket_box_key(&session->ticket), .head = &record->head};
    oas_bytes_t plain;
    oas_status_t status;

    session->head = record->head;
    if ((status = oas_record_box_open(&plain, &binding, record->face, work)) != OAS_OK)
        return status;
    return oas_face_parse(&session->face, plain, work) == OAS_OK ? OAS_OK : OAS_NOT_FOUND;
}

oas_status_t oas_session_open(oas_session_t **session, const oas_sessions_t *sessions, oas_bytes_t cookie,
                              oas_work_t *work)
{
    oas_session_t *opened = oas_session_new(work);
    oas_record_t *record;
    oas_status_t status;

    *session = NULL;
    if ((status = oas_ticket_verify(&opened->ticket, cookie, sessions->keys, sessions->realm, work)) != OAS_OK
        || (status = read_record(&record, sessions, &opened->ticket, false, work)) != OAS_OK
        || (status = open_face(opened, record, work)) != OAS_OK)
        return status;
    *session = opened;
    return OAS_OK;
}

void oas_session_note_use(oas_session_t *session, const oas_sessions_t *sessions, oas_work_t *work)
{
    oas_work_t note = oas_work(work->pool, work->now);

    if (sessions->store->calls->touch(sessions->store, &session->head.index, &note) == OAS_OK)
        session->head.last_used = work->now;
}

oas_status_t oas_session_open_vault(oas_vault_t **vault, const oas_sessions_t *sessions, const oas_session_t *session,
                                    oas_work_t *work)
{
    oas_box_binding_t binding = {.kind = OAS_BOX_VAULT, .key = oas_ticket_box_key(&session->ticket)};
    oas_record_t *record;
    oas_bytes_t plain;
    oas_status_t status;

    *vault = NULL;
    if ((status = read_record(&record, sessions, &session->ticket, true, work)) != OAS_OK)
        return status;
    binding.head = &record->head; /* of now: it may have been replaced since the session was opened */
    if ((status = oas_record_box_open(&plain, &binding, record->vault, work)) != OAS_OK)
        return status;
    *vault = apr_palloc(work->pool, sizeof(**vault));
    if (oas_vault_parse(*vault, plain, work) == OAS_OK)
        return OAS_OK;
    *vault = NULL;
    return OAS_NOT_FOUND;
}

oas_status_t oas_session_open_label(oas_label_t **label, const oas_sessions_t *sessions, const oas_record_t *record,
                                    oas_work_t *work)
{
    oas_box_binding_t binding = {
        .kind = OAS_BOX_LABEL, .key = label_key_of(sessions, &record->head), .head = &record->head};
    oas_bytes_t plain;
    oas_status_t status;

    *label = NULL;
    if (binding.key.length == 0)
        return oas_fail(work, OAS_NOT_FOUND, "session_key_unknown", "the session's key %08x is not listed",
                        record->head.key_id);
    if ((status = oas_record_box_open(&plain, &binding, record->label, work)) != OAS_OK)
        return status;
    *label = apr_palloc(work->pool, sizeof(**label));
    if (oas_label_parse(*label, plain, work) == OAS_OK)
        return OAS_OK;
    *label = NULL;
    return OAS_NOT_FOUND;
}

oas_status_t oas_session_end(const oas_sessions_t *sessions, const oas_session_t *session, oas_work_t *work)
{
    oas_status_t status = sessions->store->calls->remove(sessions->store, &session->ticket.index, work);

    return status == OAS_NOT_FOUND ? OAS_OK : status;
}

apr_time_t oas_session_ends(const oas_session_t *session)
{
    const oas_record_head_t *head = &session->head;

    return head->last_used < head->expires - head->idle_timeout ? head->last_used + head->idle_timeout : head->expires;
}
