/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/fetch_turn.h"

#include <string.h>

#include <apr_strings.h>

/* A provider that is down is not asked by every login: with a text in hand once a minute, without one once a second. */
static const apr_interval_time_t asked_again_after = 60 * APR_USEC_PER_SEC;
static const apr_interval_time_t failed_again_after = 1 * APR_USEC_PER_SEC;
/* Unknown key ids are easy to invent (R-JK-02). */
static const apr_interval_time_t forced_again_after = 60 * APR_USEC_PER_SEC;

static uint64_t load(const _Atomic uint64_t *word)
{
    return atomic_load_explicit(word, memory_order_acquire);
}

static void store(_Atomic uint64_t *word, uint64_t value)
{
    atomic_store_explicit(word, value, memory_order_release);
}

/* A clock that was set back counts as much time gone: otherwise a wrong date would freeze everything. */
static bool is_past(const _Atomic uint64_t *word, apr_interval_time_t interval, apr_time_t now)
{
    const uint64_t then = load(word), today = (uint64_t)now;

    return then == 0 || (today > then ? today - then : then - today) >= (uint64_t)interval;
}

static bool is_due(const oas_fetch_turn_t *turn, oas_text_state_t state, apr_time_t now)
{
    switch (state) {
    case OAS_TEXT_MISSING:     return is_past(&turn->failed, failed_again_after, now);
    case OAS_TEXT_GOOD:        return false;
    case OAS_TEXT_OLD:         return is_past(&turn->asked, asked_again_after, now);
    case OAS_TEXT_WILL_NOT_DO: return is_past(&turn->forced, forced_again_after, now);
    }
    return false;
}

static bool is_held(uint64_t lease, apr_time_t now, apr_interval_time_t longest)
{
    const apr_time_t until = (apr_time_t)lease;

    return until > now && until - now <= longest; /* further off is no lease that anybody took */
}

bool oas_fetch_turn_is_taken(const oas_fetch_turn_t *turn, apr_time_t now, apr_interval_time_t longest)
{
    return is_held(load(&turn->lease), now, longest);
}

bool oas_fetch_turn_is_ours(const oas_fetch_turn_t *turn, apr_time_t lease)
{
    return load(&turn->lease) == (uint64_t)lease;
}

static bool swap(_Atomic uint64_t *word, uint64_t from, uint64_t to)
{
    return atomic_compare_exchange_strong(word, &from, to);
}

/* Two may see at the same time that a fetch is due: the second looks again when the first has settled. A lease that ran out
 * was left by somebody who died with it, and what he began is due at once. The lease is looked at once: what comes
 * after that look is another's, and not left. */
static bool take(oas_fetch_turn_t *turn, oas_text_state_t state, apr_time_t now, apr_time_t lease, apr_interval_time_t longest)
{
    const uint64_t former = load(&turn->lease);
    const bool was_left = former != 0 && state != OAS_TEXT_GOOD;

    if (is_held(former, now, longest) || (!was_left && !is_due(turn, state, now))
        || !swap(&turn->lease, former, (uint64_t)lease))
        return false;
    if (was_left || is_due(turn, state, now))
        return true;
    oas_fetch_turn_give_back(turn, lease);
    return false;
}

oas_turn_t oas_fetch_turn_take(apr_time_t *lease, oas_fetch_turn_t *turn, oas_text_state_t state, apr_time_t now,
                               apr_interval_time_t longest)
{
    const bool can_do_without = state == OAS_TEXT_GOOD || state == OAS_TEXT_OLD;

    *lease = now + longest;
    if (take(turn, state, now, *lease, longest)) {
        if (state != OAS_TEXT_MISSING)
            store(&turn->asked, (uint64_t)now);
        if (state == OAS_TEXT_WILL_NOT_DO)
            store(&turn->forced, (uint64_t)now);
        return OAS_TURN_FETCH;
    }
    return can_do_without || !oas_fetch_turn_is_taken(turn, now, longest) ? OAS_TURN_NONE : OAS_TURN_WAIT;
}

void oas_fetch_turn_give_back(oas_fetch_turn_t *turn, apr_time_t lease)
{
    swap(&turn->lease, (uint64_t)lease, 0);
}

static void note_reason(oas_fetch_turn_t *turn, const char *reason)
{
    uint64_t words[OAS_REASON_WORDS] = {0};

    if (reason != NULL)
        apr_cpystrn((char *)words, reason, sizeof(words));
    for (size_t i = 0; i < OAS_REASON_WORDS; i++)
        store(&turn->reason[i], words[i]);
}

void oas_fetch_turn_settle(oas_fetch_turn_t *turn, apr_time_t lease, oas_status_t status, const oas_work_t *work)
{
    if (status != OAS_OK) {
        note_reason(turn, work->reason);
        store(&turn->status, (uint64_t)status);
        store(&turn->failed, (uint64_t)work->now);
    } else
        store(&turn->failed, 0);
    oas_fetch_turn_give_back(turn, lease);
}

/* A reason is a word for logs and pages: what is none was not written by settle. */
static const char *reason_in(const oas_fetch_turn_t *turn, apr_pool_t *pool)
{
    uint64_t words[OAS_REASON_WORDS + 1] = {0};
    const char *reason = (const char *)words;

    for (size_t i = 0; i < OAS_REASON_WORDS; i++)
        words[i] = load(&turn->reason[i]);
    if (*reason == '\0' || reason[strspn(reason, "abcdefghijklmnopqrstuvwxyz0123456789_")] != '\0')
        return "provider_unavailable";
    return apr_pstrdup(pool, reason);
}

oas_status_t oas_fetch_turn_fail(const oas_fetch_turn_t *turn, const char *purpose, oas_work_t *work)
{
    oas_status_t status = load(&turn->failed) != 0 ? (oas_status_t)load(&turn->status) : OAS_UNAVAILABLE;

    if (status <= OAS_OK || status > OAS_BROKEN)
        status = OAS_UNAVAILABLE;
    return oas_fail(work, status, reason_in(turn, work->pool), "%s failed a moment ago", purpose);
}
