/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions whose time has passed, and that a token was kept of: whoever takes one away revokes the token, and nobody else
 * sees it again. Others are left to those who need their room, as always. */
#ifndef OAS_SESSION_ENDED_H
#define OAS_SESSION_ENDED_H

#include "session/lifecycle.h"

typedef enum { OAS_ENDED_TAKE, OAS_ENDED_LEAVE, OAS_ENDED_STOP } oas_ended_choice_t;

/* Labels are valid during a call only, and wiped then. */
typedef struct {
    /* What to do with a session; its label has a token. */
    oas_ended_choice_t (*choose)(void *data, const oas_label_t *label);

    /* It was taken away: for every process it is gone. It may take its time; memory of work is given back afterwards. */
    void (*taken)(void *data, const oas_label_t *label, oas_work_t *work);
    void *data;
} oas_ended_taker_t;

/* Look at the ended sessions of a realm until the taker stops. OAS_UNAVAILABLE: the store can not say. */
OAS_MUST_CHECK oas_status_t oas_session_take_ended(const oas_sessions_t *sessions, const oas_ended_taker_t *taker,
                                                   oas_work_t *work);

#endif
