/* SPDX-License-Identifier: Apache-2.0 */
/* A text that is fetched when it is first needed, kept for an hour, and used on while it can not be fetched. It is kept
 * as text and not as what was read from it, so that nobody holds on to what is replaced. All threads of a process share
 * it; no lock is held during a call. */
#ifndef OAS_OIDC_KEPT_TEXT_H
#define OAS_OIDC_KEPT_TEXT_H

#include "http/client.h"

typedef struct oas_kept_text_t oas_kept_text_t;

/* How to get the text. */
typedef struct {
    oas_http_call_t call; /* a GET that JSON answers */
    /* OAS_OK: it is worth keeping. What is not is never kept. */
    oas_status_t (*check)(oas_bytes_t text, const void *context, oas_work_t *work);
    const void *context;
    bool forced; /* the kept text is not good enough: fetch it now, at most once a minute */
} oas_text_wish_t;

/* Nothing kept yet, in pool. OAS_BROKEN: the system has no mutex for it. */
OAS_MUST_CHECK oas_status_t oas_kept_text_new(oas_kept_text_t **kept, apr_pool_t *pool, oas_work_t *work);

/* The text as it is wished, or the kept one when it can not be fetched. *text lives in work->pool; empty unless OAS_OK.
 * OAS_UNAVAILABLE, OAS_REFUSED: there is none (that is less than a day old), for the reason of the call or the check.
 * While it fails it is fetched once a minute, and once a second when there is none. */
OAS_MUST_CHECK oas_status_t oas_kept_text_get(oas_bytes_t *text, oas_kept_text_t *kept, const oas_text_wish_t *wish,
                                              oas_http_client_t *client, oas_work_t *work);

#endif
