/* SPDX-License-Identifier: Apache-2.0 */
/* A session's life: begun at login, opened by its cookie, ended. */
#ifndef OAS_SESSION_LIFECYCLE_H
#define OAS_SESSION_LIFECYCLE_H

#include "session/content.h"
#include "session/ticket.h"

enum { OAS_NOTED_USES = 10 /* in an idle timeout */ };

/* The sessions of one realm: where they are kept and how long they last. Const after start. */
typedef struct {
    oas_store_t *store;
    const oas_keyring_t *keys;
    const char *realm;
    apr_interval_time_t idle_timeout; /* both more than 0 */
    apr_interval_time_t lifetime;
    apr_interval_time_t shortest_idle; /* of all that count anywhere: uses are noted as often as that wants; 0: idle_timeout */
    unsigned most_per_user; /* sessions; 0: any number */
    bool refuse_more;       /* of a user: the login is refused, and does not end his eldest session */
    uint32_t begun_under;   /* id of the key that sessions begin under, where it is listed; 0: the current one */
} oas_sessions_t;

typedef struct oas_whose_t oas_whose_t; /* session/whose.h */

typedef struct {
    oas_ticket_t ticket;
    oas_record_head_t head;
    oas_face_t face;
} oas_session_t;

/* A session without anything in it yet, in work->pool, and wiped with it: for those who begin and open them. */
oas_session_t *oas_session_new(oas_work_t *work);

/* Begin a session with a new ticket, whatever the browser had before (session fixation). cookie gets its value, and is
 * empty unless OAS_OK. *session lives in work->pool and is wiped with it; NULL unless OAS_OK. OAS_FULL: no part of the
 * store has room for it. OAS_REFUSED (too large), OAS_UNAVAILABLE as the store says. */
OAS_MUST_CHECK oas_status_t oas_session_begin(oas_session_t **session, char cookie[OAS_TICKET_LENGTH + 1],
                                              const oas_sessions_t *sessions, const oas_face_t *face,
                                              const oas_vault_t *vault, const oas_label_t *label, oas_work_t *work);

/* End what the user of a session that just began has in this realm beyond most_per_user, the eldest first: of the
 * sessions that began before this one, or before the clock was set back by more than a login takes; under each key of the
 * key ring. *ended of them, whatever the answer. OAS_UNAVAILABLE: the store can not say. */
OAS_MUST_CHECK oas_status_t oas_session_cap(unsigned *ended, const oas_sessions_t *sessions, const oas_session_t *begun,
                                            const oas_whose_t *user, oas_work_t *work);

/* Whether its user may have a session that just began: OAS_REFUSED (sessions_of_user_refused) when he has most_per_user
 * others in this realm. Those of the given indexes do not count: they end once this one may stay. It is for the caller to
 * end the one that is refused. There are never too many: of logins at the same time, the last one to ask sees all others,
 * so that two for one free place may both be refused. OAS_UNAVAILABLE: the store can not say. */
OAS_MUST_CHECK oas_status_t oas_session_admit(const oas_sessions_t *sessions, const oas_session_t *begun,
                                              const oas_whose_t *user, const oas_index_t *without, size_t without_count,
                                              oas_work_t *work);

/* Open the session of a cookie's value. The cookie is checked before the store is asked. To look at a session does not
 * prolong it: oas_session_note_use() does. *session lives in work->pool and is wiped with it; NULL unless OAS_OK.
 * OAS_REFUSED: no cookie of ours. OAS_NOT_FOUND: no (or no longer a) session, or its record does not open.
 * OAS_UNAVAILABLE: the store can not say. */
OAS_MUST_CHECK oas_status_t oas_session_open(oas_session_t **session, const oas_sessions_t *sessions,
                                             oas_bytes_t cookie, oas_work_t *work);

/* A use at this time is to be noted: a tenth of the idle timeout has passed since the last one that was. */
static inline bool oas_session_use_is_due(const oas_session_t *session, const oas_sessions_t *sessions, apr_time_t now)
{
    apr_interval_time_t idle = session->head.idle_timeout;

    if (sessions->shortest_idle != 0 && sessions->shortest_idle < idle)
        idle = sessions->shortest_idle;
    /* where the clock was set back since the last use, the difference is huge: that, too, is a reason to note this one */
    return (uint64_t)now - (uint64_t)session->head.last_used >= (uint64_t)idle / OAS_NOTED_USES;
}

/* Nobody has used it since the login, as far as is known here. */
static inline bool oas_session_is_unused(const oas_session_t *session)
{
    return session->head.last_used == session->head.created;
}

/* Note that the session is used now. true: for the first time since the login; of all processes one is told so, once. A
 * store that can not note it, or has it no more, is no reason to turn the user away: the record was there a moment ago. */
bool oas_session_note_use(oas_session_t *session, const oas_sessions_t *sessions, oas_work_t *work);

/* The vault of an open session, in work->pool and wiped with it. OAS_NOT_FOUND: it was ended meanwhile. */
OAS_MUST_CHECK oas_status_t oas_session_open_vault(oas_vault_t **vault, const oas_sessions_t *sessions,
                                                   const oas_session_t *session, oas_work_t *work);

/* The label of a record that the store showed, in work->pool and wiped with it. OAS_NOT_FOUND: it does not open, for
 * its key is listed no more, perhaps. */
OAS_MUST_CHECK oas_status_t oas_session_open_label(oas_label_t **label, const oas_sessions_t *sessions,
                                                   const oas_record_t *record, oas_work_t *work);

/* End it for every process and tab. OAS_OK also when it was gone. */
OAS_MUST_CHECK oas_status_t oas_session_end(const oas_sessions_t *sessions, const oas_session_t *session,
                                            oas_work_t *work);

/* When it ends unless it is used: the earlier of idle timeout and lifetime. */
apr_time_t oas_session_ends(const oas_session_t *session);

#endif
