/* SPDX-License-Identifier: Apache-2.0 */
/* The newest of many sessions behind a place, found in memory for one page: a heap with the oldest of them on top. */
#ifndef OAS_SESSION_NEWEST_H
#define OAS_SESSION_NEWEST_H

#include "session/listed.h"

typedef struct {
    oas_listed_session_t *heap[OAS_LIST_PAGE];
    size_t count;
    bool is_more;     /* others stand behind them */
    bool has_place;
    apr_time_t created; /* the place: that of this session */
    char name[OAS_SESSION_NAME_LENGTH + 1];
    apr_pool_t *pool;
} oas_newest_t;

/* Nothing yet; what it will hold lives in work->pool. OAS_REFUSED: no place of ours. */
OAS_MUST_CHECK oas_status_t oas_newest_begin(oas_newest_t *newest, const char *place, oas_work_t *work);

/* No session of this time is among them, whatever its name: that is seen before a name is made. */
bool oas_newest_rules_out(oas_newest_t *newest, apr_time_t created);

/* Whether a session of this time and name is among the newest so far. */
bool oas_newest_wants(oas_newest_t *newest, apr_time_t created, const char *name);

/* Its place, to be filled; what is there is of one that has to go. Only for one that is wanted. */
oas_listed_session_t *oas_newest_take(oas_newest_t *newest, apr_time_t created, const char *name);

/* They are all there: in order, with the place of the next page. newest is of no further use. */
void oas_newest_end(oas_session_page_t *page, oas_newest_t *newest);

#endif
