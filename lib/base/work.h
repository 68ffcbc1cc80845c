/* SPDX-License-Identifier: Apache-2.0 */
/* One unit of work, usually a request: it carries memory and time in, and the reason of a failure, or news, out.
 * Nobody below httpd/ reads the clock or writes a log. */
#ifndef OAS_BASE_WORK_H
#define OAS_BASE_WORK_H

#include <apr_pools.h>
#include <apr_time.h>

#include "base/status.h"

typedef struct {
    apr_pool_t *pool;    /* everything made for this work lives here */
    apr_time_t now;      /* microseconds since 1970, read once when the work began */
    const char *reason;  /* code of the first failure for logs and tests, "state_expired"; NULL before */
    const char *failure; /* its sentence: names the thing and the wrong value, never a secret; NULL before */
    apr_interval_time_t pause; /* after OAS_UNAVAILABLE: so long nobody is served; 0: who knows */
    const char *news;    /* code of what nobody asked for but somebody may want to read in the log; NULL: nothing */
    const char *story;   /* its sentence */
    struct oas_event_t *events; /* base/event.h: what is to be kept on record, the last one first; NULL: nothing */
} oas_work_t;

/* Work in pool at the given time, with no failure yet. */
oas_work_t oas_work(apr_pool_t *pool, apr_time_t now);

/* Note why this work fails and return status. The first failure wins: a later one changes nothing.
 * reason is a constant in lower case with underscores. */
OAS_PRINTF(4, 5)
oas_status_t oas_fail(oas_work_t *work, oas_status_t status, const char *reason, const char *format, ...);

/* Note something for the log though nothing failed. The last one wins. */
OAS_PRINTF(3, 4)
void oas_tell(oas_work_t *work, const char *news, const char *format, ...);

/* Forget the failure: the caller found another way. */
void oas_forgive(oas_work_t *work);

#endif
