/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody did, or tried to, that is to be found afterwards: who signed in, who was refused. Flows note it in their work, and
 * the server writes and counts it. */
#ifndef OAS_BASE_EVENT_H
#define OAS_BASE_EVENT_H

#include "base/work.h"

typedef enum {
    OAS_EVENT_LOGIN,
    OAS_EVENT_REFRESH,          /* a session's tokens or claims were renewed */
    OAS_EVENT_LOGOUT,           /* sessions were ended by whose they are, here or at the provider */
    OAS_EVENT_REVOCATION,       /* sessions were ended by somebody else, or by a limit */
    OAS_EVENT_TOKEN_REVOCATION, /* tokens were given back to the provider */
    OAS_EVENT_DENIAL,           /* who is signed in may not see a page */
    OAS_EVENT_KEYS,             /* the server read its keys: it started, or was restarted */
    OAS_EVENT_COUNT
} oas_event_kind_t;

typedef struct oas_event_t oas_event_t;
struct oas_event_t {
    oas_event_kind_t kind;
    oas_status_t status;    /* how it ended */
    const char *reason;     /* code; NULL: it went well, and there is nothing to say */
    const char *by;         /* who did it: "person", "application", "provider", "administrator", "limit", "freeze", "server"; NULL: as the
                             * event says */
    unsigned sessions;      /* that it was about; 0: the one below, or none */
    const char *provider;   /* name; NULL: not known, and so on for all below */
    const char *user;       /* as applications are told him */
    const char *user_hash;  /* the same for the same user, and of no other meaning to who has no key */
    const char *session;    /* what lists of sessions call it */
    oas_event_t *next;      /* that was noted before */
};

/* The event's name, "login". Constant text. */
const char *oas_event_name(oas_event_kind_t kind);

/* Note a copy of it, in work->pool; its texts have to live as long. */
void oas_event_note(oas_work_t *work, oas_event_t event);

#endif
