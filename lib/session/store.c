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

uint32_t oas_lease_second(apr_time_t until)
{
    return (uint32_t)(apr_time_sec(until) + (apr_time_usec(until) != 0));
}

bool oas_record_is_leased(const oas_record_head_t *head, apr_time_t now)
{
    apr_time_t end = apr_time_from_sec((apr_time_t)head->lease);

    return end > now && end - now <= apr_time_from_sec(OAS_LEASE_LONGEST + 1);
}
