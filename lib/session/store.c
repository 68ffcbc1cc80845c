/* SPDX-License-Identifier: Apache-2.0 */
#include "session/store.h"

/* Without overflow, whatever a damaged record says. A use in the future (the clock was set back) counts from there. */
apr_time_t oas_record_ends(const oas_record_head_t *head)
{
    apr_time_t idle_from;

    if (head->idle_timeout <= 0)
        return INT64_MIN;
    if (head->last_used > INT64_MAX - head->idle_timeout)
        return head->expires;
    idle_from = head->last_used + head->idle_timeout;
    return idle_from < head->expires ? idle_from : head->expires;
}

bool oas_record_is_over(const oas_record_head_t *head, apr_time_t now)
{
    return oas_record_ends(head) <= now;
}
