/* SPDX-License-Identifier: Apache-2.0 */
/* An event as one line of JSON, as docs/administration.md describes it. */
#ifndef OAS_FLOW_AUDIT_LINE_H
#define OAS_FLOW_AUDIT_LINE_H

#include <stdbool.h>

#include "base/event.h"

/* POSIX: so much goes into a pipe in one piece. */
enum { OAS_AUDIT_LINE_LONGEST = 4096 };

/* Where it happened. */
typedef struct {
    apr_time_t time;
    const char *host;    /* the virtual host */
    const char *client;  /* address; NULL: the server did it on its own */
    const char *request; /* what mod_unique_id calls it; NULL: nothing */
    bool names_users;    /* else they are hashes alone */
    unsigned left_out;   /* events of this reason before it that were not written */
} oas_audit_place_t;

/* The line with its end, in pool; always valid JSON in UTF-8, and no longer than the longest: what is too long is cut. */
const char *oas_audit_line(const oas_event_t *event, const oas_audit_place_t *place, apr_pool_t *pool);

#endif
