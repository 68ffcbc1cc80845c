/* SPDX-License-Identifier: Apache-2.0 */
/* Whose turn it is to fetch a text that all processes share: one fetches at a time, and none more often than the text or a
 * provider in trouble deserves. A turn is a lease: who dies with it holds nobody up for longer than it lasts. */
#ifndef OAS_OIDC_FETCH_TURN_H
#define OAS_OIDC_FETCH_TURN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/work.h"

enum { OAS_REASON_WORDS = 6 };

/* In memory that all processes share; all zero at first. Times are microseconds, 0: never. */
typedef struct {
    _Atomic uint64_t lease;  /* until when somebody has the turn; 0: nobody has it */
    _Atomic uint64_t asked;  /* last turn that was taken while there was a text */
    _Atomic uint64_t forced; /* last turn that was taken because the text would not do */
    _Atomic uint64_t failed; /* last failure, and how it ended: status and reason */
    _Atomic uint64_t status;
    _Atomic uint64_t reason[OAS_REASON_WORDS];
} oas_fetch_turn_t;

/* What the asker makes of the text that is there. */
typedef enum {
    OAS_TEXT_MISSING,  /* there is none */
    OAS_TEXT_GOOD,     /* no other one is needed */
    OAS_TEXT_OLD,      /* it still serves */
    OAS_TEXT_WILL_NOT_DO /* it is not the one that is needed; a new one may be */
} oas_text_state_t;

typedef enum {
    OAS_TURN_FETCH, /* it is ours: fetch, and settle */
    OAS_TURN_WAIT,  /* somebody fetches what we need */
    OAS_TURN_NONE   /* there is nothing to fetch now: make do with what there is */
} oas_turn_t;

/* Take the turn where a fetch is due: it lasts until *lease. */
oas_turn_t oas_fetch_turn_take(apr_time_t *lease, oas_fetch_turn_t *turn, oas_text_state_t state, apr_time_t now,
                               apr_interval_time_t longest);

/* The turn that was given until lease is still ours. */
bool oas_fetch_turn_is_ours(const oas_fetch_turn_t *turn, apr_time_t lease);

/* Somebody has the turn, whose death would end it after longest. */
bool oas_fetch_turn_is_taken(const oas_fetch_turn_t *turn, apr_time_t now, apr_interval_time_t longest);

/* Give back a turn that was not needed after all. */
void oas_fetch_turn_give_back(oas_fetch_turn_t *turn, apr_time_t lease);

/* It ended so: as work says, unless status is OAS_OK. */
void oas_fetch_turn_settle(oas_fetch_turn_t *turn, apr_time_t lease, oas_status_t status, const oas_work_t *work);

/* Fail as the last turn did, with its reason in work->pool; OAS_UNAVAILABLE where there was none. */
OAS_MUST_CHECK oas_status_t oas_fetch_turn_fail(const oas_fetch_turn_t *turn, const char *purpose, oas_work_t *work);

#endif
