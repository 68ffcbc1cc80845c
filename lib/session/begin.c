/* SPDX-License-Identifier: Apache-2.0 */
/* How a session begins: a ticket is drawn, the session is sealed for it, and the part of the store that the ticket
 * leads to takes it; or another ticket is drawn, and all is made anew. */
#include "session/begin.h"

#include "session/tag.h"

enum {
    DRAWS_A_PART = 16 /* of tickets: the one part of a store that has room is missed once in e^16, 9 million, logins */
};

/* The key of the ticket and of the tags alike: the current one may be another a moment later. */
static const oas_key_t *choose_key(const oas_sessions_t *sessions)
{
    const oas_key_t *key = sessions->begun_under != 0 ? oas_keyring_find(sessions->keys, sessions->begun_under) : NULL;

    return key != NULL ? key : oas_keyring_current(sessions->keys);
}

/* Everything but the times and what comes with the ticket. */
static oas_status_t fill_tags(oas_record_head_t *head, const oas_sessions_t *sessions, const oas_key_t *key,
                              const oas_vault_t *vault, oas_work_t *work)
{
    oas_status_t status;

    if ((status = oas_tag(&head->realm, key, OAS_TAG_REALM, NULL, sessions->realm, work)) != OAS_OK
        || (status = oas_tag(&head->subject, key, OAS_TAG_SUBJECT, vault->issuer, vault->subject, work)) != OAS_OK)
        return status;
    return oas_tag(&head->provider_session, key, OAS_TAG_PROVIDER_SESSION, vault->issuer, vault->provider_session, work);
}

/* A session on its way into the store. */
typedef struct {
    const oas_sessions_t *sessions;
    const oas_key_t *key;
    const oas_contents_t *contents;
    oas_session_t *session;
    char *cookie;
    unsigned part;       /* of the store, that the ticket drawn last leads to */
    uint64_t full_parts; /* a bit for each part that had no room */
    unsigned draws;
} beginning_t;

_Static_assert(OAS_STORE_MOST_PARTS <= 64, "full_parts has a bit for each part");

/* Draw a ticket that leads to a part of the store that has not said yet that it is full. A draw is one HMAC, and costs
 * the store nothing. OAS_NOT_FOUND: there seems to be no such part. */
static oas_status_t draw_ticket(beginning_t *beginning, oas_work_t *work)
{
    const oas_sessions_t *sessions = beginning->sessions;
    const oas_store_t *store = sessions->store;
    oas_ticket_t *ticket = &beginning->session->ticket;
    unsigned most = DRAWS_A_PART * (store->parts > 1 ? store->parts : 1);
    oas_status_t status;

    do {
        if (beginning->draws++ == most)
            return OAS_NOT_FOUND;
        if ((status = oas_ticket_issue(ticket, beginning->cookie, beginning->key, sessions->realm, work)) != OAS_OK)
            return status;
        beginning->part = store->parts > 1 ? store->calls->part_of(store, &ticket->index) : 0;
    } while (beginning->full_parts >> beginning->part & 1);
    return OAS_OK;
}

/* Seal the session for its ticket, and put it into the store. What this makes goes with work's pool. */
static oas_status_t keep(beginning_t *beginning, oas_work_t *work)
{
    const oas_sessions_t *sessions = beginning->sessions;
    oas_session_t *session = beginning->session;
    oas_record_t record = {.head = session->head};
    oas_status_t status;

    record.head.index = session->ticket.index;
    record.head.key_id = session->ticket.key_id;
    if ((status = oas_contents_seal(&record, beginning->contents, sessions, &session->ticket, work)) != OAS_OK
        || (status = sessions->store->calls->put(sessions->store, &record, work)) != OAS_OK)
        return status;
    session->head = record.head;
    return OAS_OK;
}

/* Keep it under a ticket of its own, in memory of its own: there may be many tries. What the last one that failed says
 * is what is told: that a part was full is no reason any more when another part can not say. */
static oas_status_t try_ticket(beginning_t *beginning, oas_work_t *work)
{
    oas_work_t try = *work;
    oas_status_t status;

    apr_pool_create(&try.pool, work->pool);
    oas_forgive(&try);
    if ((status = draw_ticket(beginning, &try)) == OAS_OK)
        status = keep(beginning, &try);
    if (try.reason != NULL) {
        oas_forgive(work);
        oas_fail(work, status, try.reason, "%s", try.failure);
    }
    apr_pool_destroy(try.pool);
    if (status == OAS_FULL)
        beginning->full_parts |= UINT64_C(1) << beginning->part;
    return status;
}

static oas_status_t keep_somewhere(beginning_t *beginning, oas_work_t *work)
{
    oas_status_t status;

    do
        status = try_ticket(beginning, work);
    while (status == OAS_FULL);
    if (status == OAS_OK)
        oas_forgive(work); /* that other parts were full */
    return status == OAS_NOT_FOUND ? OAS_FULL : status;
}

oas_status_t oas_session_keep_new(oas_session_t *session, char cookie[OAS_TICKET_LENGTH + 1], const oas_sessions_t *sessions,
                                  const oas_contents_t *contents, oas_work_t *work)
{
    beginning_t beginning = {.sessions = sessions, .key = choose_key(sessions), .contents = contents, .session = session,
                             .cookie = cookie};
    oas_status_t status;

    if ((status = fill_tags(&session->head, sessions, beginning.key, &contents->vault, work)) != OAS_OK
        || (status = keep_somewhere(&beginning, work)) != OAS_OK) {
        oas_wipe(cookie, OAS_TICKET_LENGTH + 1);
        oas_wipe(session, sizeof(*session));
        return status;
    }
    session->face = contents->face;
    return OAS_OK;
}

oas_status_t oas_session_begin(oas_session_t **session, char cookie[OAS_TICKET_LENGTH + 1],
                               const oas_sessions_t *sessions, const oas_face_t *face, const oas_vault_t *vault,
                               const oas_label_t *label, oas_work_t *work)
{
    const oas_contents_t contents = {.face = *face, .vault = *vault, .label = *label};
    oas_session_t *begun = oas_session_new(work);
    oas_status_t status;

    begun->head = (oas_record_head_t){
        .created = work->now,
        .expires = work->now + sessions->lifetime,
        .last_used = work->now,
        .idle_timeout = sessions->idle_timeout,
        .generation = 1,
    };
    status = oas_session_keep_new(begun, cookie, sessions, &contents, work);
    *session = status == OAS_OK ? begun : NULL;
    return status;
}
