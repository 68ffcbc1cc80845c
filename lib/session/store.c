/* SPDX-License-Identifier: Apache-2.0 */
#include "session/store.h"

/* Time since last_used without overflow, whatever a damaged record says. A use in the future (the clock was set back)
 * was just now. */
static uint64_t idle_for(const oas_record_head_t *head, apr_time_t now)
{
    return head->last_used < now ? (uint64_t)now - (uint64_t)head->last_used : 0;
}

bool oas_record_is_over(const oas_record_head_t *head, apr_time_t now)
{
    return head->expires <= now || head->idle_timeout <= 0 || idle_for(head, now) >= (uint64_t)head->idle_timeout;
}
