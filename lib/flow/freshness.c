/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/freshness.h"

/* Who failed a moment ago would most likely fail again, and 503 tells people to come back after as long. Nor is who wants news at
 * once to ask for them more often. */
static const apr_interval_time_t rest = apr_time_from_sec(5);

/* A firewall's page, or a limit of calls, is over by then, and says nothing of anybody. */
static const apr_interval_time_t slip = apr_time_from_sec(60);

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

static bool has_ended(const oas_vault_t *vault, const oas_record_head_t *head, apr_time_t now)
{
    return has_end(vault, head) && vault->access_token_expires <= now;
}

static bool nears_its_end(const oas_freshness_t *wanted, const oas_vault_t *vault, const oas_record_head_t *head,
                          apr_time_t now)
{
    const apr_time_t expires = vault->access_token_expires;

    return has_end(vault, head) && expires - lead_of(wanted, expires - received(vault, head)) <= now;
}

static bool is_to_be_confirmed(const oas_freshness_t *wanted, const oas_vault_t *vault, const oas_record_head_t *head,
                               apr_time_t now)
{
    const apr_time_t confirmed = vault->confirmed != 0 ? vault->confirmed : head->created;

    return wanted->confirmed_age > 0 && is_older(confirmed, wanted->confirmed_age, now);
}

oas_due_t oas_token_due(const oas_freshness_t *wanted, const oas_vault_t *vault, const oas_record_head_t *head,
                        apr_time_t now)
{
    if (vault->refresh_token == NULL)
        return OAS_FRESH;
    if (wanted->at_once && is_older(vault->access_token_received, rest, now))
        return OAS_OVER;
    if (wanted->needs_token && has_ended(vault, head, now))
        return OAS_OVER;
    if (wanted->needs_token && nears_its_end(wanted, vault, head, now))
        return OAS_DUE;
    return is_to_be_confirmed(wanted, vault, head, now) ? OAS_DUE : OAS_FRESH;
}

oas_due_t oas_claims_due(const oas_freshness_t *wanted, const oas_vault_t *vault, const oas_record_head_t *head,
                         apr_time_t now)
{
    const apr_time_t read = vault->claims_read != 0 ? vault->claims_read : head->created;

    if (vault->refresh_token == NULL && has_ended(vault, head, now))
        return OAS_FRESH;
    if (wanted->at_once && is_older(vault->claims_read, rest, now))
        return OAS_OVER;
    return wanted->claims_age > 0 && is_older(read, wanted->claims_age, now) ? OAS_DUE : OAS_FRESH;
}

bool oas_has_token_to_ask(const oas_vault_t *vault, const oas_record_head_t *head, apr_time_t now)
{
    return vault->refresh_token != NULL || (vault->access_token != NULL && !has_ended(vault, head, now));
}

/* Once, or for moments, may be a slip, or a page that somebody between put in its place. */
static bool is_refused_for_good(const oas_vault_t *vault)
{
    return vault->refused_first != 0 && is_older(vault->refused_first, slip, vault->refused_last);
}

oas_due_t oas_confirmation_due(const oas_freshness_t *wanted, const oas_vault_t *vault, const oas_record_head_t *head,
                               apr_time_t now)
{
    if (vault->refresh_token != NULL || !is_to_be_confirmed(wanted, vault, head, now))
        return OAS_FRESH;
    return oas_has_token_to_ask(vault, head, now) && !is_refused_for_good(vault) ? OAS_DUE : OAS_OVER;
}

bool oas_refresh_just_failed(const oas_vault_t *vault, apr_time_t now)
{
    return vault->refresh_failed != 0 && !is_older(vault->refresh_failed, rest, now);
}
