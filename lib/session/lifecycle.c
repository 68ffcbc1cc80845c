/* SPDX-License-Identifier: Apache-2.0 */
#include "session/lifecycle.h"

#include "crypto/seal.h"
#include "session/boxes.h"
#include "session/fetch.h"

/* With so many bytes behind it, which are wiped as well. */
static oas_session_t *new_with_room(size_t room, apr_pool_t *pool)
{
    oas_session_t *session = apr_palloc(pool, sizeof(*session) + room);

    *session = (oas_session_t){0};
    oas_wipe_with(pool, session, sizeof(*session) + room);
    return session;
}

oas_session_t *oas_session_new(oas_work_t *work)
{
    return new_with_room(0, work->pool);
}

/* What the face hides stands behind the session. */
static oas_status_t open_face(oas_session_t **session, const oas_record_t *record, const oas_ticket_t *ticket, oas_work_t *work)
{
    oas_box_binding_t binding = {.kind = OAS_BOX_FACE, .key = oas_ticket_box_key(ticket), .head = &record->head};
    oas_session_t *opened = new_with_room(record->face.length, work->pool);
    unsigned char *plain = (unsigned char *)(opened + 1);
    oas_status_t status;

    opened->ticket = *ticket;
    opened->head = record->head;
    if ((status = oas_record_box_open_to(plain, &binding, record->face, work)) != OAS_OK)
        return status;
    if (oas_face_parse(&opened->face, oas_bytes(plain, record->face.length - OAS_BOX_OVERHEAD), work) != OAS_OK)
        return OAS_NOT_FOUND;
    *session = opened;
    return OAS_OK;
}

oas_status_t oas_session_open(oas_session_t **session, const oas_sessions_t *sessions, oas_bytes_t cookie,
                              oas_work_t *work)
{
    oas_ticket_t ticket;
    oas_record_t *record;
    oas_status_t status;

    *session = NULL;
    if ((status = oas_ticket_verify(&ticket, cookie, sessions->keys, sessions->realm, work)) != OAS_OK)
        return status;
    if ((status = oas_session_fetch(&record, sessions, &ticket, OAS_BOXES_FACE, work)) == OAS_OK)
        status = open_face(session, record, &ticket, work);
    oas_wipe(&ticket, sizeof(ticket));
    return status;
}

bool oas_session_note_use(oas_session_t *session, const oas_sessions_t *sessions, oas_work_t *work)
{
    oas_work_t note = oas_work(work->pool, work->now);
    apr_time_t before;

    if (sessions->store->calls->touch(sessions->store, &before, &session->head.index, &note) != OAS_OK)
        return false;
    session->head.last_used = work->now;
    return before == session->head.created && before < work->now; /* at an earlier time, nothing was noted */
}

oas_status_t oas_session_open_vault(oas_vault_t **vault, const oas_sessions_t *sessions, const oas_session_t *session,
                                    oas_work_t *work)
{
    oas_box_binding_t binding = {.kind = OAS_BOX_VAULT, .key = oas_ticket_box_key(&session->ticket)};
    oas_record_t *record;
    oas_bytes_t plain;
    oas_status_t status;

    *vault = NULL;
    if ((status = oas_session_fetch(&record, sessions, &session->ticket, OAS_BOXES_ALL, work)) != OAS_OK)
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
    oas_box_binding_t binding = {.kind = OAS_BOX_LABEL, .head = &record->head};
    oas_bytes_t plain;
    oas_status_t status;

    *label = NULL;
    if ((status = oas_session_label_key(&binding.key, sessions, &record->head, work)) != OAS_OK
        || (status = oas_record_box_open(&plain, &binding, record->label, work)) != OAS_OK)
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
