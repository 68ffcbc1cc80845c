/* SPDX-License-Identifier: Apache-2.0 */
/* What one thread of a process does every so often. */
#ifndef OAS_HTTPD_DUE_H
#define OAS_HTTPD_DUE_H

#include <stdbool.h>

#include <apr_time.h>

/* At first (*last is 0), and then when so long has passed since *last, which becomes now; or when the clock was set back. */
static inline bool oas_is_due(apr_time_t *last, apr_interval_time_t between, apr_time_t now)
{
    if (*last != 0 && (uint64_t)now - (uint64_t)*last < (uint64_t)between)
        return false;
    *last = now;
    return true;
}

#endif
