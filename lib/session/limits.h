/* SPDX-License-Identifier: Apache-2.0 */
/* How old and how long unused a session may be in one place, where that is less than its own limits: it is refused there
 * and lives on elsewhere. */
#ifndef OAS_SESSION_LIMITS_H
#define OAS_SESSION_LIMITS_H

#include "session/store.h"

typedef struct {
    apr_interval_time_t idle_timeout; /* less than 0: the session's own counts */
    apr_interval_time_t lifetime;     /* likewise */
} oas_limits_t;

/* Less than the limit has passed since then. A time to come (the clock was set back) is no time ago. */
static inline bool oas_limit_allows(apr_interval_time_t limit, apr_time_t since, apr_time_t now)
{
    return limit < 0 || since > now || (uint64_t)now - (uint64_t)since < (uint64_t)limit;
}

/* A session that began and was last used at these times may be used. */
static inline bool oas_limits_allow(const oas_limits_t *limits, apr_time_t created, apr_time_t last_used, apr_time_t now)
{
    return oas_limit_allows(limits->lifetime, created, now) && oas_limit_allows(limits->idle_timeout, last_used, now);
}

#endif
