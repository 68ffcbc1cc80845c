/* SPDX-License-Identifier: Apache-2.0 */
/* A text that is fetched when it is first needed, renewed from time to time, and used on while it can not be fetched: one
 * copy for all processes, and one fetch at a time. It is kept as text and not as what was read from it, so that nobody
 * holds on to what is replaced, and what another process wrote is read as strictly as what came from outside. */
#ifndef OAS_OIDC_KEPT_TEXT_H
#define OAS_OIDC_KEPT_TEXT_H

#include "base/clock.h"
#include "http/call_gate.h"
#include "http/client.h"
#include "oidc/fetch_turn.h"
#include "oidc/shared_text.h"

/* How waiting is done, and how much of it. */
typedef struct {
    oas_clock_t *clock;
    oas_call_gate_t *room;            /* a slot for each who waits, so that a slow provider never holds up all workers */
    apr_interval_time_t longest_call; /* a fetch that takes longer is dead */
} oas_waiting_t;

/* Const after it was laid. */
typedef struct {
    oas_fetch_turn_t *turn;
    oas_shared_text_t shared;
    const oas_waiting_t *waiting; /* NULL: nobody waits for another's fetch */
} oas_kept_text_t;

/* How to get the text. */
typedef struct {
    oas_http_call_t call; /* a GET */
    /* Whether this answer may be the text at all, by status and media type. NULL: oas_answer_expect_json. */
    oas_status_t (*expect)(const oas_http_answer_t *answer, const char *purpose, oas_work_t *work);
    /* OAS_OK: it is worth keeping. What is not is never kept. */
    oas_status_t (*check)(oas_bytes_t text, const void *context, oas_work_t *work);
    const void *context;
    bool forced;                       /* the kept text is not good enough: fetch it now, at most once a minute */
    apr_interval_time_t renewed_after; /* how old a copy may become; 0: an hour */
} oas_text_wish_t;

/* Bytes of shared memory, all zero at first, for a text of so many. */
size_t oas_kept_text_size(size_t largest);

/* Lay it over memory of that size, aligned to 8. key has OAS_TEXT_KEY_LENGTH bytes and is of this text alone. */
oas_kept_text_t oas_kept_text(void *memory, size_t largest, const unsigned char *key, const oas_waiting_t *waiting);

/* There is one, and it is time to renew one of this interval, as far as can be seen without reading it: a glance for who
 * comes by each second. */
bool oas_kept_text_seems_due(const oas_kept_text_t *kept, apr_interval_time_t renewed_after, apr_time_t now);

/* The text as it is wished, or the kept one when it can not be fetched. *text lives in work->pool; empty unless OAS_OK.
 * Who needs what somebody else is fetching waits for him. OAS_UNAVAILABLE, OAS_REFUSED: there is none (that is less than a
 * day past its time), for the reason of the call or the check; nothing came while we waited, or too many wait.
 * While it fails it is fetched once a minute, and once a second when there is none. */
OAS_MUST_CHECK oas_status_t oas_kept_text_get(oas_bytes_t *text, const oas_kept_text_t *kept,
                                              const oas_text_wish_t *wish, oas_http_client_t *client, oas_work_t *work);

/* Fetch it before it is too old, where there is one; to be called every second or so. OAS_OK as well when it is not time
 * yet, or somebody else does it. Another status: it could not be fetched, and the kept one still serves. */
OAS_MUST_CHECK oas_status_t oas_kept_text_renew(const oas_kept_text_t *kept, const oas_text_wish_t *wish,
                                                oas_http_client_t *client, oas_work_t *work);

#endif
