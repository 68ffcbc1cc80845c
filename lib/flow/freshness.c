/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/freshness.h"

/* Who failed a moment ago would most likely fail again, and 503 tells people to come back after as long. */
static const apr_interval_time_t rest = apr_time_from_sec(5);

/* Whoever sets the clock back makes a time lie far ahead: that, too, is long ago. */
static bool is_older(apr_time_t time, apr_interval_time_t age, apr_time_t now)
{
    return (uint64_t)now - (uint64_t)time >= (uint64_t)age;
}

static apr_time_t received(const oas_vault_t *vault, const oas_record_head_t *head)
{
    return vault->access_token_received != 0 ? vault->access_token_received : head->created;
}

/* A lead of a minute says nothing of a token that lives for half of one. */
static apr_interval_time_t lead_of(const oas_freshness_t *wanted, apr_interval_time_t life)
{
    return wanted->lead < life / 2 ? wanted->lead : life / 2;
}

/* a lifetime of nothing is how some say that it has no end */
static bool has_end(const oas_vault_t *vault, const oas_record_head_t *head)
{
    return vault->access_token_expires > received(vault, head);
}

oas_due_t oas_token_due(const oas_freshness_t *wanted, const oas_vault_t *vault, const oas_record_head_t *head,
                        apr_time_t now)
{
    const apr_time_t expires = vault->access_token_expires;

    if (!wanted->needs_token || vault->refresh_token == NULL || !has_end(vault, head))
        return OAS_FRESH;
    if (expires <= now)
        return OAS_OVER;
    return expires - lead_of(wanted, expires - received(vault, head)) <= now ? OAS_DUE : OAS_FRESH;
}

oas_due_t oas_claims_due(const oas_freshness_t *wanted, const oas_vault_t *vault, const oas_record_head_t *head,
                         apr_time_t now)
{
    const bool is_dead = vault->refresh_token == NULL && has_end(vault, head) && vault->access_token_expires <= now;
    const apr_time_t read = vault->claims_read != 0 ? vault->claims_read : head->created;

    return wanted->claims_age > 0 && !is_dead && is_older(read, wanted->claims_age, now) ? OAS_DUE : OAS_FRESH;
}

bool oas_refresh_just_failed(const oas_vault_t *vault, apr_time_t now)
{
    return vault->refresh_failed != 0 && !is_older(vault->refresh_failed, rest, now);
}
