/* SPDX-License-Identifier: Apache-2.0 */
#include "http/call_tally.h"

#include <string.h>

typedef struct {
    oas_http_client_t client; /* first: what callers hold */
    oas_http_client_t *inner;
    oas_call_tallies_t *tallies;
    oas_clock_t *clock;
} counting_client_t;

/* From what is quick on one machine to what nobody waits for. */
static const struct {
    const char *text; /* seconds */
    apr_interval_time_t longest;
} bounds[OAS_CALL_BOUNDS] = {
    {"0.01", 10000},  {"0.025", 25000}, {"0.05", 50000},  {"0.1", 100000},  {"0.25", 250000},
    {"0.5", 500000},  {"1", 1000000},   {"2.5", 2500000}, {"5", 5000000},   {"10", 10000000},
};

/* The last one is any other. */
static const struct {
    const char *purpose;
    const char *name;
} kinds[OAS_CALL_KINDS] = {
    {"metadata request", "metadata"},
    {"key set request", "keys"},
    {"token request", "token"},
    {"user info request", "userinfo"},
    {"profile request", "profile"},
    {"claims request", "claims"},
    {"token introspection", "introspection"},
    {"token revocation", "revocation"},
    {"logout call", "logout"},
    {"pushed authorization request", "pushed_request"},
    {"WebFinger request", "webfinger"},
    {NULL, "other"},
};

const char *oas_call_bound(unsigned bucket)
{
    return bucket < OAS_CALL_BOUNDS ? bounds[bucket].text : "+Inf";
}

const char *oas_call_kind(unsigned kind)
{
    return kinds[kind].name;
}

static oas_call_tally_t *tally_of(const counting_client_t *client, const oas_http_call_t *call)
{
    unsigned kind = 0;

    while (kinds[kind].purpose != NULL && strcmp(kinds[kind].purpose, call->purpose) != 0)
        kind++;
    return &client->tallies->kinds[kind];
}

static unsigned bucket_for(apr_interval_time_t took)
{
    unsigned bucket = 0;

    while (bucket < OAS_CALL_BOUNDS && took > bounds[bucket].longest)
        bucket++;
    return bucket;
}

static bool was_called(oas_status_t status, const oas_work_t *work)
{
    if (status == OAS_UNAVAILABLE)
        return work->reason == NULL || strcmp(work->reason, "too_many_calls") != 0;
    return status != OAS_MISCONFIGURED && status != OAS_BROKEN;
}

/* The clock may be set back during a call. */
static void note(oas_call_tally_t *tally, apr_interval_time_t took, bool in_vain)
{
    if (took < 0)
        took = 0;
    atomic_fetch_add_explicit(&tally->buckets[bucket_for(took)], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&tally->microseconds, (uint64_t)took, memory_order_relaxed);
    if (in_vain)
        atomic_fetch_add_explicit(&tally->failures, 1, memory_order_relaxed);
}

static oas_status_t call_and_count(oas_http_client_t *given, oas_http_answer_t **answer, const oas_http_call_t *call,
                                   oas_work_t *work)
{
    const counting_client_t *client = (const counting_client_t *)given;
    const apr_time_t begun = client->clock->now(client->clock);
    const oas_status_t status = client->inner->call(client->inner, answer, call, work);

    if (was_called(status, work))
        note(tally_of(client, call), client->clock->now(client->clock) - begun, status != OAS_OK || (*answer)->status >= 500);
    return status;
}

oas_http_client_t *oas_counting_client(oas_http_client_t *inner, oas_call_tallies_t *tallies, oas_clock_t *clock,
                                       apr_pool_t *pool)
{
    counting_client_t *made = apr_pcalloc(pool, sizeof(*made));

    *made = (counting_client_t){.client = {.call = call_and_count}, .inner = inner, .tallies = tallies, .clock = clock};
    return &made->client;
}
