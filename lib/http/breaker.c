/* SPDX-License-Identifier: Apache-2.0 */
#include "http/breaker.h"

/* Failures in a row that open it; how long it is open after that, twice as long after each try in vain, and at most. People
 * notice a provider that is up again that much later, so it is not much. */
enum { MOST_FAILURES = 5, FIRST_PAUSE = 1, LONGEST_PAUSE = 8 /* seconds */ };

/* Between the end of a try and the moment in which it is taken for dead. */
static const apr_interval_time_t margin = 1 * APR_USEC_PER_SEC;

typedef struct {
    oas_http_client_t client; /* first: what callers hold */
    oas_http_client_t *inner;
    oas_breaker_settings_t settings;
} breaker_client_t;

typedef enum { CLOSED, TRYING, OPEN } state_t;
typedef enum { ANSWERED, NOT_ANSWERED, NOT_CALLED } outcome_t;

static bool swap(_Atomic uint64_t *word, uint64_t from, uint64_t to)
{
    return atomic_compare_exchange_strong(word, &from, to);
}

/* Whoever writes nonsense here closes nothing for longer than a try may take. */
static bool is_ahead(uint64_t until, apr_time_t now, apr_interval_time_t farthest)
{
    return until > (uint64_t)now && until - (uint64_t)now <= (uint64_t)farthest;
}

/* After the pause one tries, and all others go on being refused until he is back, or dead: the time that stands for his try
 * is told to him. */
static state_t state_for(uint64_t *attempt, const oas_breaker_settings_t *settings)
{
    const apr_time_t now = settings->clock->now(settings->clock);
    const apr_interval_time_t longest_try = settings->longest_call + margin;
    const apr_interval_time_t longest_pause = LONGEST_PAUSE * APR_USEC_PER_SEC;
    const uint64_t until = atomic_load(&settings->breaker->until);

    if (atomic_load(&settings->breaker->failures) < MOST_FAILURES)
        return CLOSED;
    if (is_ahead(until, now, longest_try > longest_pause ? longest_try : longest_pause))
        return OPEN;
    *attempt = (uint64_t)(now + longest_try);
    return swap(&settings->breaker->until, until, *attempt) ? TRYING : OPEN;
}

static apr_interval_time_t pause_after(uint64_t failures)
{
    const uint64_t tries = failures - MOST_FAILURES;

    return (tries < 3 ? FIRST_PAUSE << tries : LONGEST_PAUSE) * APR_USEC_PER_SEC;
}

/* Calls that were under way when it opened, and come back in vain only now, do not make the pause longer. */
static void note_failure(oas_breaker_t *breaker, state_t state, const uint64_t *attempt, apr_time_t now)
{
    const uint64_t until = atomic_load(&breaker->until);
    uint64_t failures;

    if (state == TRYING && until != *attempt)
        return; /* it was taken for dead, and another one tries */
    if (state == CLOSED && atomic_load(&breaker->failures) >= MOST_FAILURES)
        return;
    failures = atomic_fetch_add(&breaker->failures, 1) + 1;
    if (failures >= MOST_FAILURES)
        atomic_store(&breaker->until, (uint64_t)(now + pause_after(failures)));
}

static void note(const oas_breaker_settings_t *settings, outcome_t outcome, state_t state, const uint64_t *attempt)
{
    oas_breaker_t *breaker = settings->breaker;

    switch (outcome) {
    case ANSWERED:
        if (atomic_load(&breaker->failures) != 0)
            atomic_store(&breaker->failures, 0);
        break;
    case NOT_ANSWERED: note_failure(breaker, state, attempt, settings->clock->now(settings->clock)); break;
    case NOT_CALLED: /* the next one may try at once */
        if (state == TRYING)
            swap(&breaker->until, *attempt, 0);
        break;
    }
}

/* That too many calls are under way, or that nothing could be called, says nothing of the provider. */
static outcome_t judge(oas_status_t status, const oas_http_answer_t *answer, const oas_work_t *work)
{
    if (status == OAS_UNAVAILABLE)
        return work->reason != NULL && strcmp(work->reason, "too_many_calls") == 0 ? NOT_CALLED : NOT_ANSWERED;
    if (status == OAS_MISCONFIGURED || status == OAS_BROKEN)
        return NOT_CALLED;
    if (status == OAS_OK && answer->status >= 502 && answer->status <= 504)
        return NOT_ANSWERED;
    return ANSWERED;
}

/* When the pause ends, or who tries is back at the latest. */
static oas_status_t refuse(const oas_breaker_settings_t *settings, const oas_http_call_t *call, oas_work_t *work)
{
    const apr_time_t until = (apr_time_t)atomic_load(&settings->breaker->until), now = settings->clock->now(settings->clock);

    if (work->reason == NULL && until > now)
        work->pause = until - now;
    return oas_fail(work, OAS_UNAVAILABLE, "circuit_open", "%s: provider %s did not answer the last calls and is not "
                    "asked for a few seconds", call->purpose, settings->provider);
}

static oas_status_t call_unless_open(oas_http_client_t *given, oas_http_answer_t **answer, const oas_http_call_t *call,
                                     oas_work_t *work)
{
    const breaker_client_t *client = (const breaker_client_t *)given;
    uint64_t attempt = 0;
    const state_t state = state_for(&attempt, &client->settings);
    oas_status_t status;

    *answer = NULL;
    if (state == OPEN)
        return refuse(&client->settings, call, work);
    status = client->inner->call(client->inner, answer, call, work);
    note(&client->settings, judge(status, *answer, work), state, &attempt);
    return status;
}

oas_http_client_t *oas_breaker_client(oas_http_client_t *inner, const oas_breaker_settings_t *settings, apr_pool_t *pool)
{
    breaker_client_t *made = apr_pcalloc(pool, sizeof(*made));

    made->client.call = call_unless_open;
    made->inner = inner;
    made->settings = *settings;
    return &made->client;
}

bool oas_breaker_is_open(const oas_breaker_t *breaker)
{
    return atomic_load(&breaker->failures) >= MOST_FAILURES;
}
