/* SPDX-License-Identifier: Apache-2.0 */
#include "session/reissue.h"

#include "session/begin.h"
#include "session/change.h"
#include "session/contents.h"
#include "session/fetch.h"

enum {
    TRIES = 16, /* each is lost to somebody whose change was made */
    LEASE = 10  /* seconds; taken for less than one, unless its owner dies */
};

static oas_record_head_t times_of(const oas_record_head_t *former)
{
    return (oas_record_head_t){.created = former->created,
                               .expires = former->expires,
                               .last_used = former->last_used,
                               .idle_timeout = former->idle_timeout,
                               .generation = 1};
}

/* A session keeps its key to its end: tokens may be bound to it (RFC 9449). */
static oas_sessions_t under_key_of(const oas_record_head_t *former, const oas_sessions_t *sessions)
{
    oas_sessions_t under = *sessions;

    under.begun_under = former->key_id;
    return under;
}

/* The former record gives way to one that is over and holds nothing: whoever changed it first, or is about to, is noticed,
 * which a mere removal would not do. OAS_EXPIRED: somebody did change it. */
static oas_status_t end_former(const oas_record_t *former, const oas_sessions_t *sessions, oas_work_t *work)
{
    oas_record_t end = {.head = former->head};

    end.head.generation++;
    end.head.expires = work->now;
    return sessions->store->calls->replace(sessions->store, &end, work);
}

/* Nobody has its cookie; where the store can not remove it, it ends by its times. */
static void take_back(const oas_session_t *next, char *cookie, const oas_sessions_t *sessions, const oas_work_t *work)
{
    oas_work_t after = oas_work(work->pool, work->now);

    oas_wipe(cookie, OAS_TICKET_LENGTH + 1);
    if (oas_session_end(sessions, next, &after) != OAS_OK)
        oas_forgive(&after);
}

static oas_status_t put_label(void *label, oas_contents_t *contents, oas_work_t *work)
{
    (void)work;
    contents->label = *(const oas_label_t *)label;
    return OAS_OK;
}

/* The token of the label lies with one of the two only. Of a copy that is left by who dies half way it would be revoked at its
 * end, while the other one lives on with it; so the new one has it last. Where that fails the token is not revoked by itself. */
static void move_token(oas_session_t *next, const oas_sessions_t *sessions, oas_label_t *label, const oas_work_t *work)
{
    const oas_change_t change = {.make = put_label, .data = label};
    oas_work_t after = oas_work(work->pool, work->now);

    if (label->token != NULL && oas_session_change(next, sessions, &change, &after) != OAS_OK)
        oas_forgive(&after);
}

/* OAS_EXPIRED: somebody changed it meanwhile. */
static oas_status_t try_once(oas_session_t *session, char *cookie, const oas_sessions_t *sessions, oas_work_t *work)
{
    oas_session_t *next = oas_session_new(work);
    oas_contents_t contents;
    oas_sessions_t under;
    oas_record_t *former;
    oas_label_t label;
    oas_status_t status;

    if ((status = oas_session_fetch(&former, sessions, &session->ticket, OAS_BOXES_ALL, work)) != OAS_OK
        || (status = oas_contents_open(&contents, former, sessions, &session->ticket, work)) != OAS_OK)
        return status;
    next->head = times_of(&former->head);
    under = under_key_of(&former->head, sessions);
    label = contents.label;
    contents.label.token = NULL;
    if ((status = oas_session_keep_new(next, cookie, &under, &contents, work)) != OAS_OK)
        return status;
    if ((status = end_former(former, sessions, work)) != OAS_OK) {
        take_back(next, cookie, sessions, work);
        return status == OAS_NOT_FOUND ? oas_session_is_gone(work) : status;
    }
    move_token(next, sessions, &label, work);
    *session = *next;
    return OAS_OK;
}

static oas_status_t try_all(oas_session_t *session, char *cookie, const oas_sessions_t *sessions, oas_work_t *work)
{
    oas_status_t status = OAS_EXPIRED;

    for (int i = 0; i < TRIES && status == OAS_EXPIRED; i++)
        status = try_once(session, cookie, sessions, work);
    return status == OAS_EXPIRED ? oas_fail(work, OAS_UNAVAILABLE, "session_busy", "others change the session all the time")
                                 : status;
}

/* With the lease nobody begins to renew its tokens, whose new ones would find no session to be kept in. */
oas_status_t oas_session_reissue(oas_session_t *session, char cookie[OAS_TICKET_LENGTH + 1], const oas_sessions_t *sessions,
                                 oas_work_t *work)
{
    const apr_time_t until = work->now + apr_time_from_sec(LEASE);
    oas_status_t status = oas_session_lease(sessions, session, until, work);
    oas_work_t after = oas_work(work->pool, work->now);

    cookie[0] = '\0';
    if (status == OAS_EXPIRED)
        return oas_fail(work, OAS_UNAVAILABLE, "session_leased", "somebody is renewing the session's tokens just now");
    if (status == OAS_OK && (status = try_all(session, cookie, sessions, work)) != OAS_OK
        && oas_session_release(sessions, session, until, &after) != OAS_OK)
        oas_forgive(&after); /* it ends by itself */
    return status;
}
